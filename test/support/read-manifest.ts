import { PachctlError } from "../../src/errors.js";
import { readManifest } from "../../src/input/read-manifest.js";
import type { NewSecret } from "../../src/secret/secret.js";

export type ReadResult =
  | { secret: NewSecret; notes: string[] }
  | { kind: string; problems: readonly string[] };

/** Feeds the bytes to `-f -` in two chunks, and turns a refusal into a value. Anything unforeseen is thrown on. */
export async function read(input: string | Uint8Array): Promise<ReadResult> {
  const bytes = typeof input === "string" ? Buffer.from(input) : input;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const half = Math.floor(bytes.length / 2);
    yield bytes.subarray(0, half);
    yield bytes.subarray(half);
  }
  try {
    return await readManifest("-", { stdin: { isTTY: false, chunks }, signal: new AbortController().signal });
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    return { kind: error.kind, problems: error.problems };
  }
}

/** A manifest on one line: the column of a field can be counted. */
export function manifest(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, ...fields });
}
