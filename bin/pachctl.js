#!/usr/bin/env node
"use strict";
// CommonJS: Node starts it in less time than an ES module.
const { lstatSync, mkdirSync } = require("node:fs");
const { join } = require("node:path");

// The version is asked for by scripts, and needs nothing of the program.
if (process.argv.length === 3 && process.argv[2] === "--version") {
  const { VERSION } = require(join(__dirname, "../dist/version.cjs"));
  writeOut(`${VERSION}\n`);
} else {
  keepCompiledCode(join(__dirname, "../dist/.cache"));
  require(join(__dirname, "../dist/main.cjs"));
}

/**
 * From Node 22 on: compiled code is kept beside the program, in a folder of our own that is closed to everybody else. Who can write
 * there could slip code in, as in the default place, a shared temporary folder.
 * @param {string} folder
 */
function keepCompiledCode(folder) {
  /** @type {typeof import("node:module") & { enableCompileCache?: (folder: string) => unknown }} */
  const module = require("node:module");
  if (module.enableCompileCache === undefined) return;
  try {
    if (!isThere(folder)) mkdirSync(folder, { mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    const isOurs = process.getuid === undefined || (uid === process.getuid() && (mode & 0o77) === 0);
    if (isOurs) module.enableCompileCache(folder);
  } catch {
    // A program that cannot be written to is compiled anew each time.
  }
}

/** @param {string} path */
function isThere(path) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Writes to stdout until all is written; a part of it is no success.
 * @param {string} text
 */
function writeOut(text) {
  const { writeSync } = require("node:fs");
  process.on("SIGXFSZ", () => {});
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EAGAIN") continue;
      if (code !== "EPIPE") process.stderr.write("error: cannot write the output\n");
      process.exitCode = code === "EPIPE" ? 141 : 30;
      return;
    }
  }
}
