// Runs `npm ci --ignore-scripts` when node_modules is missing or older than the lockfile, and nothing otherwise.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @param {string} path */
function modified(path) {
  return statSync(`${root}${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

// npm writes node_modules/.package-lock.json last, so its time is the time of the last complete install.
if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) {
  const { status, error } = spawnSync("npm", ["ci", "--ignore-scripts"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
