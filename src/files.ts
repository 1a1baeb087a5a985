import fs from "node:fs";
import { promisify } from "node:util";

/** node:fs/promises takes 5 ms to load, node:fs is there already: for what every run does. */

export const readFile: (path: string) => Promise<Buffer> = promisify(fs.readFile);

export async function readText(path: string): Promise<string> {
  return (await readFile(path)).toString("utf8");
}

export const stat: (path: string) => Promise<fs.Stats> = promisify(fs.stat);

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Changes whenever the file is written or replaced; "" while it is not there. */
export async function fileVersion(path: string): Promise<string> {
  return new Promise((resolve) =>
    fs.stat(path, { bigint: true }, (error, found) =>
      resolve(error === null ? [found.dev, found.ino, found.size, found.mtimeNs].join(" ") : ""),
    ),
  );
}
