#!/usr/bin/env node
import module from "node:module";

// The version is asked for by scripts, and needs nothing of the program.
if (process.argv.length === 3 && process.argv[2] === "--version") {
  const { VERSION } = await import("../dist/version.js");
  process.stdout.write(`${VERSION}\n`);
} else {
  // From Node 22 on: compiled code is kept beside the program, where only those who may change the program can write.
  // The default place, a shared temporary folder, would let others slip code in.
  module.enableCompileCache?.(new URL("../dist/.cache", import.meta.url).pathname);
  await import("../dist/main.js");
}
