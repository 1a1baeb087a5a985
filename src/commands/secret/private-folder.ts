import { access, constants, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describeSystemError, PachctlError } from "../../errors.js";

/** Kept in memory where the system has such a place, so that no value is ever written to a disk. */
const MEMORY = "/dev/shm";

/**
 * Makes a folder for its owner only, where values may be.
 * @param prefix of its name
 * @throws Error of the system
 */
export async function makePrivateFolder(prefix: string): Promise<string> {
  const [place = ""] = await places();
  return mkdtemp(join(place, prefix));
}

/**
 * Writes files into a folder for their owner only, all of them or none; memory that is full is no place.
 * @param files texts by name
 * @returns the folder
 * @throws PachctlError local-io
 */
export async function writePrivately(
  prefix: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  let failure: unknown;
  for (const place of await places()) {
    let folder: string | undefined;
    try {
      folder = await mkdtemp(join(place, prefix));
      for (const [name, text] of Object.entries(files)) {
        await writeFile(join(folder, name), text, { mode: 0o600, flag: "wx" });
      }
      return folder;
    } catch (error) {
      failure = error;
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    }
  }
  throw new PachctlError(
    "local-io",
    `nothing was changed: cannot keep a copy in a temporary folder: ${describeSystemError(failure)}`,
  );
}

async function places(): Promise<string[]> {
  const temporary = resolve(tmpdir());
  try {
    await access(MEMORY, constants.W_OK);
    return [MEMORY, temporary];
  } catch {
    return [temporary];
  }
}
