import { access, constants, type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { shownName } from "../../apimachinery/shown.js";
import type { Deps } from "../../deps.js";
import { describeSystemError, PachctlError, systemErrorCode, usageError } from "../../errors.js";
import { note } from "../notes.js";

/** A file that is to be written, for its owner alone. */
export interface FileToWrite {
  /** `-` for standard output. */
  path: string;
  text: string;
  /** May it be there already? Then it keeps its permissions. */
  replaces: boolean;
}

/** One that can be written, and what it held when that was looked at: undefined for a file that is not there yet. */
export interface CheckedFile extends FileToWrite {
  was: string | undefined;
}

/**
 * @throws PachctlError usage for a file that is there and must not be replaced, unless it holds the same already; and without its
 * folder; local-io where one that is to be replaced cannot be
 */
export async function checkWritable(file: FileToWrite): Promise<CheckedFile> {
  const { path, text, replaces } = file;
  if (path === STDOUT) return { ...file, was: undefined };
  if (!replaces && !(await isThere(dirname(path)))) {
    throw usageError(`the folder of ${shownName(path)} does not exist`);
  }
  const was = await contentOf(path);
  if (replaces) {
    const folder = dirname(await realpath(path).catch(() => path));
    await access(folder, constants.W_OK).catch((error) => {
      throw new PachctlError("local-io", `cannot write ${shownName(path)}: ${describeSystemError(error)}`);
    });
  }
  if (replaces || was === undefined || was === text) return { ...file, was };
  throw usageError(
    `${shownName(path)} is there already, and is not replaced`,
    "name another file, or remove it first",
  );
}

const STDOUT = "-";

/** @throws PachctlError local-io */
export async function writeValuesFile(
  file: CheckedFile,
  options: { quiet: boolean },
  deps: Deps,
): Promise<void> {
  const { path, text, replaces, was } = file;
  if (path === STDOUT) return deps.stdout.write(text);
  if (replaces && was === text) return note(deps, options, `${path} is unchanged`);
  await writePrivate(file, deps);
  await note(deps, options, `values written to ${path}`);
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

/** Writes a file whole or not at all: beside it first, then in its place. @throws PachctlError local-io */
async function writePrivate({ path: named, text, replaces, was }: CheckedFile, deps: Deps): Promise<void> {
  // Where a link leads to is changed, and not the link.
  const path = replaces ? await realpath(named).catch(() => named) : named;
  const beside = join(dirname(path), `.pachctl-${Math.floor(deps.random() * 2 ** 32).toString(36)}.tmp`);
  try {
    const file = await open(beside, "wx", 0o600);
    try {
      await file.writeFile(text);
      if (replaces) await permitAs(path, file);
      await file.sync();
    } finally {
      await file.close();
    }
    if ((await contentOf(path)) !== was) {
      throw new PachctlError("local-io", `${shownName(path)} was changed meanwhile, and is left as it is`, {
        hint: "run the command again",
      });
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    if (error instanceof PachctlError) throw error;
    throw new PachctlError("local-io", `cannot write ${shownName(path)}: ${describeSystemError(error)}`);
  }
}

/** Whose file it is, and who may read it, stays as it is. */
async function permitAs(path: string, file: FileHandle): Promise<void> {
  const { uid, gid, mode } = await stat(path);
  // Only root may give a file away.
  await file.chown(uid, gid).catch(() => {});
  await file.chmod(mode & 0o777);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
