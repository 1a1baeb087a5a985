import { PachctlError } from "../../src/errors.js";
import { type ReadManifests, type ReadOptions, readManifests } from "../../src/input/read-manifests.js";
import type { NewSecret } from "../../src/secret/secret.js";
import { clockAt, testDeps } from "./deps.js";

/** The time of day for every manifest that is read in tests. */
export const NOW = new Date("2026-01-01T00:00:00Z");

export type Refused = { kind: string; problems: readonly string[] };

/** Reads what `-f` names; `-` is the given bytes, in two chunks. A refusal becomes a value, anything unforeseen is thrown on. */
export async function readAll(
  input: string | Uint8Array,
  options: Partial<ReadOptions> = {},
): Promise<ReadManifests | Refused> {
  const bytes = typeof input === "string" ? Buffer.from(input) : input;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const half = Math.floor(bytes.length / 2);
    yield bytes.subarray(0, half);
    yield bytes.subarray(half);
  }
  const deps = testDeps({ stdin: { isTTY: false, chunks }, clock: clockAt(() => NOW) });
  try {
    return await readManifests({ ...ORDINARY, ...options }, deps);
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    return { kind: error.kind, problems: error.problems };
  }
}

const ORDINARY: ReadOptions = {
  files: ["-"],
  recursive: false,
  maxInput: undefined,
  namespace: undefined,
  skipOtherKinds: false,
  strict: false,
};

export type ReadResult = { secret: NewSecret; notes: string[] } | Refused;

/** Reads a manifest of one secret. */
export async function read(input: string | Uint8Array): Promise<ReadResult> {
  const result = await readAll(input);
  if ("problems" in result) return result;
  const [secret, ...more] = result.secrets;
  if (secret === undefined || more.length > 0) throw new Error(`${result.secrets.length} secrets`);
  return { secret, notes: result.remarks };
}

/** A manifest on one line: the column of a field can be counted. */
export function manifest(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, ...fields });
}
