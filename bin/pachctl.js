#!/usr/bin/env node
"use strict";
// CommonJS: Node starts it in less time than an ES module.
const { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

/** What has compiled code of its own. */
const COMMANDS =
  /^(?:create secret (?:generic|tls|docker-registry)|(?:create|list|inspect|delete|update|edit|diff|copy|validate|render)(?: (?:(?:platform-)?secret|pipeline)s?)?|sandbox|version)(?= |$)/;

// The version is asked for by scripts, and needs nothing of the program, which tells what is wrong with the output.
if (!(process.argv.length === 3 && process.argv[2] === "--version" && isVersionWritten())) {
  run(join(__dirname, "../dist/main.cjs"), ownFolder(join(__dirname, "../dist/.cache")));
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
 * Code that others could have put there is not run: the folder is our own and closed to everybody else, unlike the usual place for
 * compiled code, a shared temporary folder. Nothing is put into what belongs to somebody else, who could not remove it.
 * @param {string} folder made where there is none
 * @returns {string | undefined} undefined where nothing can be kept
 */
function ownFolder(folder) {
  if (process.env.NODE_DISABLE_COMPILE_CACHE === "1") return undefined;
  try {
    const us = process.getuid?.();
    if (us !== undefined && lstatSync(join(folder, "..")).uid !== us) return undefined;
    if (!isThere(folder)) mkdirSync(folder, { mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    return us === undefined || (uid === us && (mode & 0o77) === 0) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs the program with the code that V8 compiled when this command ran before. Node's own cache (module.enableCompileCache, from 22
 * on) holds what is compiled while a file is loaded; most functions are compiled when they are first called, and take longer.
 * @param {string} file
 * @param {string | undefined} folder of compiled code
 */
function run(file, folder) {
  const Module = require("node:module");
  const { Script } = require("node:vm");
  // What esbuild writes is ASCII.
  const text = readFileSync(file, "latin1");
  const [, build] = /^\/\* ([0-9a-f]{16}) /.exec(text) ?? [];
  const kept =
    folder === undefined || build === undefined
      ? undefined
      : join(folder, `${command()}-${build}-${process.version}-${process.arch}`);
  const cachedData = kept === undefined ? undefined : keptCode(kept);
  const script = new Script(Module.wrap(text), { filename: file, ...(cachedData && { cachedData }) });
  if (kept !== undefined && (cachedData === undefined || script.cachedDataRejected === true)) {
    // Of a command that failed, too little has run. 1 is no failure: a difference, or a finding.
    process.on("exit", (code) => code <= 1 && keepCode(kept, script.createCachedData()));
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, Module.createRequire(file), module, file, join(file, ".."));
}

/** Each command has code of its own. Only words that are known become the name of a file: others may be values. */
function command() {
  const [found = "other"] = COMMANDS.exec(process.argv.slice(2, 5).join(" ")) ?? [];
  return found.replaceAll(" ", "-");
}

/**
 * V8 has no checksum of its own, and runs whatever it is given. It is there twice: nothing finds a difference faster.
 * @param {string} path @returns {Buffer | undefined}
 */
function keptCode(path) {
  const bytes = read(path);
  if (bytes === undefined || bytes.length === 0) return undefined;
  const code = bytes.subarray(0, bytes.length / 2);
  return code.equals(bytes.subarray(code.length)) ? code : undefined;
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Several runs may do so at once. @param {string} path @param {Buffer} code */
function keepCode(path, code) {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, Buffer.concat([code, code]), { mode: 0o600, flag: "wx" });
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
  }
}

/** @param {string} path */
function isThere(path) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
