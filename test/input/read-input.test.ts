import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deps } from "../../src/deps.js";
import { PachctlError } from "../../src/errors.js";
import { DEFAULT_MAX_INPUT, InputBudget, readInput } from "../../src/input/read-input.js";
import { testDeps } from "../support/deps.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pachctl-input-"));
  await writeFile(join(folder, "plain.json"), "{}\r\n");
  await writeFile(join(folder, "a,b = $(c) *.json"), "x");
  await writeFile(join(folder, "bom.json"), "\ufeff\ufeff{}");
  await writeFile(join(folder, "latin1.json"), Buffer.from("é", "latin1"));
  await symlink("loop", join(folder, "loop"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function stdin(...chunks: (string | Uint8Array)[]) {
  return {
    isTTY: false,
    async *chunks() {
      for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    },
  };
}

async function input(source: string, from: Deps["stdin"] = stdin("from stdin")): Promise<unknown> {
  try {
    return await readInput(source, new InputBudget(), testDeps({ stdin: from }));
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    return { kind: error.kind, problems: error.problems };
  }
}

describe("readInput", () => {
  it.each([
    { source: "plain.json", expected: { text: "{}\r\n" } },
    { source: "a,b = $(c) *.json", expected: { text: "x" } },
    { source: "bom.json", expected: { text: "\ufeff{}" } },
  ])("reads $source", async ({ source, expected }) => {
    const label = join(folder, source);
    expect(await input(label)).toEqual({ label, ...expected });
  });

  it.each([
    { source: "missing.json", problem: (path: string) => `cannot read ${path}: no such file or directory` },
    { source: ".", problem: (path: string) => `cannot read ${path}: it is a directory` },
    {
      source: "plain.json/x",
      problem: (path: string) => `cannot read ${path}: a part of the path is not a directory`,
    },
    { source: "loop", problem: (path: string) => `cannot read ${path}: too many symbolic links` },
    { source: "latin1.json", problem: (path: string) => `${path}: this is not UTF-8 text` },
  ])("refuses $source", async ({ source, problem }) => {
    const path = join(folder, source);
    expect(await input(path)).toEqual({ kind: "usage", problems: [problem(path)] });
  });

  it("refuses an empty name", async () => {
    expect(await input("")).toEqual({ kind: "usage", problems: ["-f names no file"] });
  });

  it("joins what standard input sends, wherever it is cut", async () => {
    const bytes = Buffer.from('{"a":"é😀"}');
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(await input("-", stdin(...pieces))).toEqual({ label: "stdin", text: '{"a":"é😀"}' });
  });

  it("takes empty input as empty text", async () => {
    expect(await input("-", stdin())).toEqual({ label: "stdin", text: "" });
  });

  it("takes the largest input", async () => {
    const half = Buffer.alloc(DEFAULT_MAX_INPUT / 2, " ");
    expect(await input("-", stdin(half, half))).toEqual({
      label: "stdin",
      text: " ".repeat(DEFAULT_MAX_INPUT),
    });
  });

  it("stops reading an endless input one chunk after the limit", async () => {
    let sent = 0;
    const chunk = Buffer.alloc(1024 * 1024, "y");
    const endless = {
      isTTY: false,
      async *chunks() {
        for (;;) {
          sent += chunk.length;
          yield chunk;
        }
      },
    };
    const result = await input("-", endless);
    expect({ result, sent }).toEqual({
      result: { kind: "usage", problems: ["stdin: the input is larger than 32 MiB"] },
      sent: DEFAULT_MAX_INPUT + chunk.length,
    });
  });

  it("tells when reading breaks, in words of its own", async () => {
    const failure = Object.assign(new Error("EIO: hunter2"), { code: "EIO" });
    const next = (): Promise<IteratorResult<Uint8Array>> => Promise.reject(failure);
    const broken = { isTTY: false, chunks: () => ({ [Symbol.asyncIterator]: () => ({ next }) }) };
    expect(await input("-", broken)).toEqual({
      kind: "usage",
      problems: ["cannot read stdin: input/output error"],
    });
  });

  it("passes an interruption on", async () => {
    const controller = new AbortController();
    controller.abort(new Error("interrupted"));
    const reading = readInput(
      join(folder, "plain.json"),
      new InputBudget(),
      testDeps({ stdin: stdin(), signal: controller.signal }),
    );
    await expect(reading).rejects.not.toBeInstanceOf(PachctlError);
  });
});
