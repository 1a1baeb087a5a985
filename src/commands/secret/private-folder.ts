import { access, constants, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Kept in memory where the system has such a place, so that no value is ever written to a disk. */
const MEMORY = "/dev/shm";

/**
 * Makes a folder for its owner only, where values may be.
 * @param prefix of its name
 * @throws Error of the system
 */
export async function makePrivateFolder(prefix: string): Promise<string> {
  return mkdtemp(join(await place(), prefix));
}

async function place(): Promise<string> {
  try {
    await access(MEMORY, constants.W_OK);
    return MEMORY;
  } catch {
    return resolve(tmpdir());
  }
}
