import fs, { type BigIntStats, type Dirent } from "node:fs";
import { promisify } from "node:util";
import { describeSystemError, usageError } from "../errors.js";

const readdir: (path: string, options: { withFileTypes: true }) => Promise<Dirent[]> = promisify(fs.readdir);
const stat: (path: string, options: { bigint: true }) => Promise<BigIntStats> = promisify(fs.stat);

/** What a path leads to, links followed. @param label what it is called in the error @throws PachctlError usage */
export function look(path: string, label: string): Promise<BigIntStats> {
  return readable(label, () => stat(path, { bigint: true }));
}

/** The entries of a folder, by name. @throws PachctlError usage */
export async function entriesOf(path: string, label: string): Promise<Dirent[]> {
  const entries = await readable(label, () => readdir(path, { withFileTypes: true }));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A mounted volume keeps its files in folders that start with two dots, and links to them. */
export function isOfVolume(name: string): boolean {
  return name.startsWith("..");
}

async function readable<T>(label: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw usageError(`cannot read ${label}: ${describeSystemError(error)}`);
  }
}
