import { isUtf8 } from "node:buffer";
import { shownName } from "../apimachinery/shown.js";
import type { Deps } from "../deps.js";
import { describeSystemError, PachctlError, usageError } from "../errors.js";
import { fileChunks } from "./file-chunks.js";

/** What `-f` names: a file, or `-` for standard input. */
export interface InputText {
  /** For error positions: the path as it was given, or `stdin`. */
  label: string;
  text: string;
}

/** What reading may touch. */
export type InputDeps = Pick<Deps, "stdin" | "signal" | "clock">;

/** Bytes. More than any batch of secrets needs, and an end to `yes |`. */
export const DEFAULT_MAX_INPUT = 32 * 1024 * 1024;

/** How many bytes a run may still read, over all its inputs. */
export class InputBudget {
  readonly #limit: number;
  #left: number;

  constructor(limit = DEFAULT_MAX_INPUT) {
    this.#limit = limit;
    this.#left = limit;
  }

  /** @throws PachctlError usage when that is more than is left */
  take(bytes: number, label: string): void {
    this.#left -= bytes;
    if (this.#left >= 0) return;
    const inMebibytes = this.#limit / 1024 ** 2;
    const limit = Number.isInteger(inMebibytes) ? `${inMebibytes} MiB` : `${this.#limit} bytes`;
    throw usageError(`${label}: the input is larger than ${limit}`, "--max-input sets the limit");
  }
}

export function labelOf(source: string): string {
  return source === "-" ? "stdin" : shownName(source);
}

/**
 * Reads a file or standard input whole, as UTF-8; a byte order mark at its start is dropped.
 * @throws PachctlError usage when it cannot be read, is too large, or is no UTF-8 text
 */
export async function readInput(source: string, budget: InputBudget, deps: InputDeps): Promise<InputText> {
  if (source === "") throw usageError("-f names no file");
  const label = labelOf(source);
  const bytes = await readBytes(source, label, budget, deps);
  const found = otherFormat(bytes);
  if (found !== undefined) throw usageError(`${label}: ${found}`);
  if (!isUtf8(bytes)) throw usageError(`${label}: this is not UTF-8 text`);
  const text = bytes.toString("utf8");
  return { label, text: text.startsWith("\ufeff") ? text.slice(1) : text };
}

/**
 * @param source a path, or `-` for standard input
 * @throws PachctlError usage when it cannot be read, or is too large
 */
export async function readBytes(
  source: string,
  label: string,
  budget: InputBudget,
  deps: InputDeps,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  try {
    // Opened once and read from that one descriptor: no second look at the path.
    for await (const chunk of source === "-" ? deps.stdin.chunks() : fileChunks(source, deps)) {
      budget.take(chunk.length, label);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PachctlError || deps.signal.aborted) throw error;
    throw usageError(`cannot read ${label}: ${describeSystemError(error)}`);
  }
  return Buffer.concat(chunks);
}

/** How files start that are something else, in hexadecimal or as text. */
const SIGNATURES: readonly { start: Buffer; reason: string }[] = [
  { start: Buffer.from("fffe", "hex"), reason: "this is not UTF-8 text (it looks like UTF-16)" },
  { start: Buffer.from("feff", "hex"), reason: "this is not UTF-8 text (it looks like UTF-16)" },
  { start: Buffer.from("1f8b", "hex"), reason: "this is not UTF-8 text (it looks compressed with gzip)" },
  { start: Buffer.from("PK\u0003\u0004"), reason: "this is not text (it looks like a ZIP archive)" },
  {
    start: Buffer.from("\0GITCRYPT\0"),
    reason: "this is encrypted with git-crypt; unlock the repository first",
  },
  { start: Buffer.from("age-encryption.org/"), reason: "this is encrypted with age; decrypt it first" },
  {
    start: Buffer.from("-----BEGIN AGE ENCRYPTED FILE-----"),
    reason: "this is encrypted with age; decrypt it first",
  },
  {
    start: Buffer.from("-----BEGIN PGP MESSAGE-----"),
    reason: "this is encrypted with PGP; decrypt it first",
  },
  {
    start: Buffer.from("$ANSIBLE_VAULT;"),
    reason: "this is encrypted with Ansible Vault; decrypt it first",
  },
];

/** What the bytes are, where that is no plain text. */
function otherFormat(bytes: Buffer): string | undefined {
  const known = SIGNATURES.find(({ start }) => bytes.subarray(0, start.length).equals(start));
  if (known !== undefined) return known.reason;
  // Without a byte order mark, UTF-16 shows in that every other byte is zero.
  const start = bytes.subarray(0, 64);
  const zeros = [...start.keys()].filter((at) => start[at] === 0);
  const isUtf16 = zeros.length * 3 > start.length && zeros.every((at) => at % 2 === (zeros[0] ?? 0) % 2);
  return isUtf16 ? "this is not UTF-8 text (it looks like UTF-16)" : undefined;
}
