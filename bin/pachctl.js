#!/usr/bin/env node
"use strict";
// CommonJS: Node starts it in less time than an ES module.
const { lstatSync, mkdirSync } = require("node:fs");
const { join } = require("node:path");

// The version is asked for by scripts, and needs nothing of the program, which tells what is wrong with the output.
if (!(process.argv.length === 3 && process.argv[2] === "--version" && isVersionWritten())) {
  keepCompiledCode(join(__dirname, "../dist/.cache"));
  require(join(__dirname, "../dist/main.cjs"));
}

function isVersionWritten() {
  const { writeSync } = require("node:fs");
  const { VERSION } = require(join(__dirname, "../dist/version.cjs"));
  process.on("SIGXFSZ", () => {});
  try {
    return writeSync(1, `${VERSION}\n`) > 0;
  } catch {
    return false;
  }
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
