// Makes executables of the built program with Bun: dist/executable/pachctl for this machine, or with --all one for each
// platform, and what goes with them: SHA256SUMS and the notices. Bun is fetched out of its npm package, never installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}dist/executable`;
/** Not macOS and Windows: a crash of Bun is reported to its makers from there, which only the environment could forbid. */
const PLATFORMS = ["linux-x64", "linux-x64-musl", "linux-arm64", "linux-arm64-musl"];

const argv = process.argv.slice(2);
if (argv.length > 1 || (argv[0] !== undefined && argv[0] !== "--all")) {
  console.error("usage: npm run build:executable [-- --all]");
  process.exit(2);
}
const here = `${process.platform}-${process.arch}${isMusl() ? "-musl" : ""}`;
if (argv.length === 0 && !PLATFORMS.includes(here)) {
  console.error(
    `error: no executable is made for ${here}, only for ${PLATFORMS.join(", ")}; use the npm package`,
  );
  process.exit(1);
}
rmSync(folder, { recursive: true, force: true });
const source = `${folder}/source`;
mkdirSync(source, { recursive: true });
for (const name of ["main.cjs", "sandbox.cjs", "proxy-agent.cjs"]) {
  // Bun needs 20 ms for what it is not told of before.
  const text = readFileSync(`${root}dist/${name}`, "utf8").replaceAll(
    "process.getBuiltinModule(",
    "require(",
  );
  writeFileSync(`${source}/${name}`, text);
}
const files =
  argv[0] === "--all"
    ? PLATFORMS.map((platform) => compile(platform, `pachctl-${platform}`))
    : [compile(here, "pachctl")];
writeFileSync(`${folder}/SHA256SUMS`, files.map((file) => `${sum(`${folder}/${file}`)}  ${file}\n`).join(""));
writeFileSync(`${folder}/THIRD-PARTY-NOTICES`, notices());
rmSync(source, { recursive: true });

/**
 * @param {string} platform
 * @param {string} file
 */
function compile(platform, file) {
  const path = `${folder}/${file}`;
  const flags = [
    "--compile",
    "--minify",
    "--bytecode",
    "--format=cjs",
    // A short run is over before faster code pays; a long one is hardly slower.
    "--compile-jit-policy=10",
    // Nothing of the folder that the program is started in decides what it does.
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-bunfig",
    "--no-compile-autoload-tsconfig",
    "--no-compile-autoload-package-json",
    `--target=bun-${platform}`,
    `--compile-executable-path=${tool(`bun-${platform}`)}`,
    `--outfile=${path}`,
  ];
  must(tool(`bun-${here}`), ["build", ...flags, `${source}/main.cjs`]);
  return file;
}

/** The package's own, and those of what Bun brings. */
function notices() {
  const texts = [
    "scripts/licenses/bun.txt",
    "scripts/licenses/LGPL-2.0.txt",
    "scripts/licenses/LGPL-2.1.txt",
  ];
  return ["THIRD-PARTY-NOTICES", ...texts]
    .map((path) => readFileSync(`${root}${path}`, "utf8"))
    .join(`${"-".repeat(80)}\n`);
}

/** @param {string} path */
function sum(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** @param {string} name */
function tool(name) {
  return must(process.execPath, [`${root}scripts/fetch-tools.js`, name]).trim();
}

/** @param {string} command @param {readonly string[]} words */
function must(command, words) {
  const { status, error, stdout, stderr } = spawnSync(command, words, { encoding: "utf8", cwd: root });
  if (error) throw error;
  if (status === 0) return stdout;
  process.stderr.write(stderr || stdout);
  process.exit(1);
}

/** Is the C library of this machine musl? Node's own build tells. */
function isMusl() {
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return process.platform === "linux" && header.glibcVersionRuntime === undefined;
}
