import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { shownName } from "../../apimachinery/shown.js";
import { describeSystemError, PachctlError, systemErrorCode, usageError } from "../../errors.js";
import type { CommandDeps } from "../command-deps.js";

/** A file that is to be written, for its owner alone. */
export interface FileToWrite {
  path: string;
  text: string;
  /** May it be there already? */
  replaces: boolean;
}

/** @throws PachctlError usage for a file that is there and must not be replaced, unless it holds the same already; and without its folder */
export async function checkWritable({ path, text, replaces }: FileToWrite): Promise<void> {
  if (replaces) return;
  if (!(await isThere(dirname(path)))) throw usageError(`the folder of ${shownName(path)} does not exist`);
  const found = await contentOf(path);
  if (found === undefined || found === text) return;
  throw usageError(
    `${shownName(path)} is there already, and is not replaced`,
    "name another file, or remove it first",
  );
}

/** @returns nothing when there is no such file */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, "r");
    try {
      return (await file.stat()).isFile() ? await file.readFile("utf8") : "";
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw usageError(`cannot read ${shownName(path)}: ${describeSystemError(error)}`);
  }
}

/**
 * Writes a file whole or not at all, readable by its owner only: beside it first, then in its place.
 * @throws PachctlError local-io
 */
export async function writePrivate(
  { path: named, text, replaces }: FileToWrite,
  deps: CommandDeps,
): Promise<void> {
  // Where a link leads to is changed, and not the link.
  const path = replaces ? await realpath(named).catch(() => named) : named;
  const beside = join(dirname(path), `.pachctl-${Math.floor(deps.random() * 2 ** 32).toString(36)}.tmp`);
  try {
    const file = await open(beside, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!replaces && (await isThere(path)) && (await contentOf(path)) !== text) {
      throw new PachctlError("local-io", `${shownName(path)} appeared meanwhile, and is not replaced`);
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    if (error instanceof PachctlError) throw error;
    throw new PachctlError("local-io", `cannot write ${shownName(path)}: ${describeSystemError(error)}`);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
