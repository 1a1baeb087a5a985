import { describe, expect, it } from "vitest";
import { describeSystemError, EXIT_CODES, PachctlError, systemErrorCode, usageError } from "../src/errors.js";

function systemError(code: unknown): Error {
  return Object.assign(new Error(`${code}: open '/home/x/hunter2'`), { code });
}

describe("EXIT_CODES", () => {
  it("is what scripts rely on: no code ever changes", () => {
    expect(EXIT_CODES).toEqual({
      usage: 2,
      "not-found": 20,
      "already-exists": 21,
      conflict: 22,
      unauthenticated: 23,
      forbidden: 24,
      rejected: 25,
      unreachable: 26,
      "outcome-unknown": 27,
      partial: 28,
      unavailable: 29,
      "local-io": 30,
      pending: 31,
      internal: 70,
      "output-closed": 141,
    });
  });

  it("gives every kind a code of its own", () => {
    const codes = Object.values(EXIT_CODES);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

function shown({ name, message, kind, problems, hint, cause }: PachctlError): unknown {
  return { name, message, kind, problems, hint, cause };
}

describe("PachctlError", () => {
  it.each([
    {
      title: "one problem",
      error: new PachctlError("rejected", "no"),
      expected: { message: "no", kind: "rejected", problems: ["no"], hint: undefined, cause: undefined },
    },
    {
      title: "several problems, a hint and a cause",
      error: new PachctlError("usage", ["a", "b"], { hint: "h", cause: "c" }),
      expected: { message: "a\nb", kind: "usage", problems: ["a", "b"], hint: "h", cause: "c" },
    },
    {
      title: "usageError",
      error: usageError("a"),
      expected: { message: "a", kind: "usage", problems: ["a"], hint: undefined, cause: undefined },
    },
    {
      title: "usageError with a hint",
      error: usageError("a", "h"),
      expected: { message: "a", kind: "usage", problems: ["a"], hint: "h", cause: undefined },
    },
  ])("$title", ({ error, expected }) => {
    expect(shown(error)).toEqual({ name: "PachctlError", ...expected });
  });

  it.each([{ hint: "h" }, {}])("becomes another kind with all it says: %j", (details) => {
    const error = new PachctlError("not-found", ["a", "b"], details);
    expect(shown(error.as("partial"))).toEqual({
      ...(shown(error) as object),
      kind: "partial",
      cause: error,
    });
  });
});

describe("systemErrorCode", () => {
  it.each([
    { title: "a system error", error: systemError("ENOENT"), expected: "ENOENT" },
    { title: "an ordinary error", error: new Error("x"), expected: undefined },
    { title: "a code that is a number", error: systemError(5), expected: undefined },
    { title: "no error", error: { code: "ENOENT" }, expected: undefined },
    { title: "nothing", error: undefined, expected: undefined },
  ])("$title", ({ error, expected }) => {
    expect(systemErrorCode(error)).toBe(expected);
  });
});

describe("describeSystemError", () => {
  it.each([
    { error: systemError("EACCES"), expected: "permission denied" },
    { error: systemError("EISDIR"), expected: "it is a directory" },
    { error: systemError("ELOOP"), expected: "too many symbolic links" },
    { error: systemError("EMFILE"), expected: "too many open files" },
    { error: systemError("ENOENT"), expected: "no such file or directory" },
    { error: systemError("ENOSPC"), expected: "no space left on device" },
    { error: systemError("ENOTDIR"), expected: "a part of the path is not a directory" },
    { error: systemError("EPERM"), expected: "operation not permitted" },
    { error: systemError("EIO"), expected: "input/output error" },
    { error: systemError("EWHATEVER"), expected: "EWHATEVER" },
    { error: new Error("hunter2"), expected: "unknown error" },
    { error: "hunter2", expected: "unknown error" },
  ])("$expected", ({ error, expected }) => {
    expect(describeSystemError(error)).toBe(expected);
  });
});
