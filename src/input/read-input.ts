import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { shownName } from "../apimachinery/shown.js";
import type { Deps } from "../deps.js";
import { describeSystemError, PachctlError, usageError } from "../errors.js";

/** What `-f` names: a file, or `-` for standard input. */
export interface InputText {
  /** For error positions: the path as it was given, or `stdin`. */
  label: string;
  text: string;
}

/** Bytes. More than any batch of secrets needs, and an end to `yes |`. */
export const MAX_INPUT_BYTES = 32 * 1024 * 1024;

/**
 * Reads a file or standard input whole, as UTF-8; a byte order mark at its start is dropped.
 * @throws PachctlError usage when it cannot be read, is too large, or is not UTF-8
 */
export async function readInput(source: string, deps: Pick<Deps, "stdin" | "signal">): Promise<InputText> {
  if (source === "") throw usageError("-f names no file");
  const label = source === "-" ? "stdin" : shownName(source);
  const bytes = await readBytes(source, label, deps);
  if (!isUtf8(bytes)) throw usageError(`${label}: this is not UTF-8 text${guess(bytes)}`);
  const text = bytes.toString("utf8");
  return { label, text: text.startsWith("\ufeff") ? text.slice(1) : text };
}

async function readBytes(source: string, label: string, { stdin, signal }: Pick<Deps, "stdin" | "signal">) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // Opened once and read from that one descriptor: no second look at the path.
    const stream = source === "-" ? stdin.chunks() : createReadStream(source, { signal });
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > MAX_INPUT_BYTES)
        throw usageError(`${label}: this is larger than ${MAX_INPUT_BYTES / 1024 / 1024} MiB`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PachctlError || signal.aborted) throw error;
    throw usageError(`cannot read ${label}: ${describeSystemError(error)}`);
  }
  return Buffer.concat(chunks, size);
}

function guess(bytes: Buffer): string {
  const start = bytes.subarray(0, 2).toString("hex");
  if (start === "fffe" || start === "feff") return " (it looks like UTF-16)";
  if (start === "1f8b") return " (it looks compressed with gzip)";
  return "";
}
