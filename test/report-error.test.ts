import { expect, it } from "vitest";
import { Interrupted } from "../src/deps.js";
import { type ErrorKind, PachctlError } from "../src/errors.js";
import { reportError } from "../src/report-error.js";
import { testDeps } from "./support/deps.js";

const wasDeleted = new PachctlError("partial", "secret was deleted");
const closed = new PachctlError("output-closed", "nobody reads");

it.each<{ title: string; error: PachctlError; interrupted?: true; told: string; code: number }>([
  { title: "an error", error: wasDeleted, told: "error: secret was deleted\n", code: 28 },
  { title: "output that nobody reads", error: closed, told: "", code: 141 },
  {
    title: "what was done when nobody reads",
    error: wasDeleted.as("output-closed"),
    told: "error: secret was deleted\n",
    code: 141,
  },
  { title: "an interruption", error: closed, interrupted: true, told: "interrupted\n", code: 130 },
  {
    title: "what was done when it was interrupted",
    error: wasDeleted.as("local-io"),
    interrupted: true,
    told: "error: secret was deleted\n",
    code: 130,
  },
  ...(["pending", "outcome-unknown"] satisfies ErrorKind[]).map((kind) => ({
    title: `what is ${kind} when it was interrupted`,
    error: new PachctlError(kind, "x"),
    interrupted: true as const,
    told: "error: x\n",
    code: 130,
  })),
])("tells $title", async ({ error, interrupted, told, code }) => {
  const abort = new AbortController();
  if (interrupted) abort.abort(new Interrupted("SIGINT"));
  const written: string[] = [];
  const write = async (data: string | Uint8Array) => {
    written.push(String(data));
  };
  const deps = testDeps({ signal: abort.signal, stderr: { isTTY: false, write } });
  expect({ code: await reportError(error, deps), told: written.join("") }).toEqual({ code, told });
});
