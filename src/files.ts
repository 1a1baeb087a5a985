import fs from "node:fs";

/** node:fs/promises takes 5 ms to load and node:util 1 ms, node:fs is there already: for what every run does. */

export function readFile(path: string): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    fs.readFile(path, (error, bytes) => (error === null ? resolve(bytes) : reject(error))),
  );
}

export async function readText(path: string): Promise<string> {
  return (await readFile(path)).toString("utf8");
}

export function stat(path: string): Promise<fs.Stats> {
  return new Promise((resolve, reject) =>
    fs.stat(path, (error, found) => (error === null ? resolve(found) : reject(error))),
  );
}

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
