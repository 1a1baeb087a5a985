#!/usr/bin/env node
import module from "node:module";
import { fileURLToPath } from "node:url";

// The version is asked for by scripts, and needs nothing of the program.
if (process.argv.length === 3 && process.argv[2] === "--version") {
  const { VERSION } = await import("../dist/version.js");
  process.stdout.on("error", ({ code }) => {
    if (code !== "EPIPE") process.stderr.write("error: cannot write the output\n");
    process.exit(code === "EPIPE" ? 141 : 30);
  });
  process.stdout.write(`${VERSION}\n`);
} else {
  // From Node 22 on: compiled code is kept beside the program, where only those who may change the program can write.
  // The default place, a shared temporary folder, would let others slip code in.
  module.enableCompileCache?.(fileURLToPath(new URL("../dist/.cache", import.meta.url)));
  await import("../dist/main.js");
}
