#!/usr/bin/env node
"use strict";
// CommonJS: Node starts it in less time than an ES module.
const { join } = require("node:path");

// The version is asked for by scripts, and needs nothing of the program.
if (process.argv.length === 3 && process.argv[2] === "--version") {
  const { VERSION } = require(join(__dirname, "../dist/version.cjs"));
  writeOut(`${VERSION}\n`);
} else {
  // From Node 22 on: compiled code is kept beside the program, where only those who may change the program can write.
  // The default place, a shared temporary folder, would let others slip code in.
  /** @type {typeof import("node:module") & { enableCompileCache?: (folder: string) => unknown }} */
  const module = require("node:module");
  module.enableCompileCache?.(join(__dirname, "../dist/.cache"));
  require(join(__dirname, "../dist/main.cjs"));
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
