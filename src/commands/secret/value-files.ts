import { lstat, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { shownName } from "../../apimachinery/shown.js";
import { describeSystemError, PachctlError, systemErrorCode, usageError } from "../../errors.js";
import type { CommandDeps } from "../command-deps.js";

/**
 * Writes each value into a file of its key's name, for its owner only. Links are never followed; a file that is there is replaced,
 * whole, only when that was asked for.
 * @param folder made when it is missing
 * @throws PachctlError usage before anything is written when something is in the way, local-io
 */
export async function writeValueFiles(
  folder: string,
  values: ReadonlyMap<string, Uint8Array>,
  replaces: boolean,
  deps: Pick<CommandDeps, "random" | "signal">,
): Promise<void> {
  await makeFolder(folder);
  await checkFree(folder, [...values.keys()], replaces);
  for (const [key, bytes] of values) {
    deps.signal.throwIfAborted();
    const path = join(folder, key);
    try {
      await write(path, bytes, replaces, deps);
    } catch (error) {
      throw new PachctlError("local-io", `cannot write ${shownName(path)}: ${describeSystemError(error)}`);
    }
  }
}

async function makeFolder(folder: string): Promise<void> {
  const found = await typeOf(folder);
  if (found === "folder") return;
  if (found !== "nothing") throw usageError(`${shownName(folder)} is no folder, or a link to one`);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    throw new PachctlError("local-io", `cannot make ${shownName(folder)}: ${describeSystemError(error)}`);
  }
}

async function checkFree(folder: string, keys: readonly string[], replaces: boolean): Promise<void> {
  const problems: string[] = [];
  let isFile = false;
  for (const key of keys) {
    const path = join(folder, key);
    const found = await typeOf(path);
    if (found === "file") isFile = true;
    if (found === "file" && !replaces) problems.push(`${shownName(path)} is there already`);
    if (found === "folder" || found === "other") problems.push(`${shownName(path)} is no file`);
  }
  if (problems.length > 0) {
    throw new PachctlError("usage", problems, isFile && !replaces ? { hint: "--force replaces files" } : {});
  }
}

async function typeOf(path: string): Promise<"nothing" | "file" | "folder" | "other"> {
  try {
    const found = await lstat(path);
    if (found.isDirectory()) return "folder";
    return found.isFile() ? "file" : "other";
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return "nothing";
    throw new PachctlError("local-io", `cannot look at ${shownName(path)}: ${describeSystemError(error)}`);
  }
}

/** Beside it first where a file is replaced: it is the old or the new one at any time. */
async function write(
  path: string,
  bytes: Uint8Array,
  replaces: boolean,
  { random }: Pick<CommandDeps, "random">,
): Promise<void> {
  const target = replaces ? `${path}.${Math.floor(random() * 2 ** 32).toString(36)}.tmp` : path;
  // "wx" makes a new file, and follows no link.
  const file = await open(target, "wx", 0o600);
  try {
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    if (replaces) await rename(target, path);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}
