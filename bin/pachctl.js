#!/usr/bin/env node
// The version is asked for by scripts, and needs nothing of the program.
if (process.argv.length === 3 && process.argv[2] === "--version") {
  const { VERSION } = await import("../dist/version.js");
  process.stdout.write(`${VERSION}\n`);
} else {
  await import("../dist/main.js");
}
