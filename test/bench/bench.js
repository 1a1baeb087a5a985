// Whole processes against a real API server: medians of interleaved runs from one bench, and their ratios.
// npm run bench [-- ROW]; needs KUBEBUILDER_ASSETS; kubectl, the other Nodes and Bun are fetched. GNU time, where it is installed, tells processor time and memory.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROWS } from "./rows.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const TIME = "/usr/bin/time";

/** @typedef {{ ms: number, firstMs: number, cpuMs?: number, mebibytes?: number }} Figures */

const [wanted] = process.argv.slice(2);
const rows = Object.entries(ROWS).filter(([name]) => wanted === undefined || name.startsWith(wanted));
if (rows.length === 0) fail(`no row is called ${wanted}; there are: ${Object.keys(ROWS).join(", ")}`);
const assets = process.env.KUBEBUILDER_ASSETS;
if (!assets) fail("KUBEBUILDER_ASSETS must name a folder with etcd and kube-apiserver");
// Node reads that file, hundreds of kilobytes of it, before everything else: it would hide what the programs do.
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
const { createServer } = await import("vite");
const vite = await createServer({
  root,
  configFile: false,
  logLevel: "error",
  server: { middlewareMode: true },
});
const { startApiServer } = await vite.ssrLoadModule("/test/support/api-server.ts");
const { kubeconfigFor, makeNamespace } = await vite.ssrLoadModule("/test/support/namespaces.ts");
const server = await startApiServer(assets);
const folder = mkdtempSync(join(tmpdir(), "pachctl-bench-"));
try {
  await bench();
} finally {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
  await vite.close();
}

async function bench() {
  const world = await prepared();
  const [cpu] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  write(
    `${availableParallelism()} cores (${cpu?.model.trim()}), ${gibibytes} GiB, Linux; kube-apiserver ${version()} on the same machine\n`,
  );
  for (const [name, make] of rows) await row(name, await make(world));
}

/** @returns {Promise<import("./rows.js").World>} */
async function prepared() {
  const named = (/** @type {string} */ path) =>
    `Node ${run(path, ["-p", "process.versions.node"]).split(".")[0]}`;
  const paths = [process.execPath, tool("node22"), tool("node24")];
  const nodes = Object.fromEntries(paths.map((path) => [named(path), path]));
  const script = `${root}bin/pachctl.js`;
  /** @type {Map<number, string>} */
  const filled = new Map();
  const kubeconfig = (/** @type {string} */ namespace) => {
    const path = join(folder, namespace);
    writeFileSync(path, kubeconfigFor(server, namespace), { mode: 0o600 });
    return path;
  };
  return {
    folder,
    kubectl: tool("kubectl"),
    nodes,
    script,
    executable: `${root}dist/executable/pachctl`,
    kubeconfig,
    fresh: () => makeNamespace(server),
    async filled(count) {
      const namespace = filled.get(count) ?? (await makeNamespace(server));
      if (!filled.has(count)) await fill(namespace, count);
      filled.set(count, namespace);
      return namespace;
    },
    request: (namespace) => ({
      url: `${server.url}/api/v1/namespaces/${namespace}/secrets`,
      options: {
        ca: server.caCertificate,
        headers: { Authorization: `Bearer ${server.token}`, "Accept-Encoding": "identity" },
      },
    }),
    prepare: (argv, namespace) =>
      void run(process.execPath, [script, ...argv], { KUBECONFIG: kubeconfig(namespace) }),
  };
}

/** @param {string} name @param {import("./rows.js").Row} row */
async function row(name, { programs, runs, kubeconfig, names }) {
  /** @type {Record<string, Figures[]>} */
  const all = {};
  // Once unmeasured: compiled code is kept beside the program. The programs take turns, so that a slow moment hits all of them.
  const first = runs > 2 ? -1 : 0;
  for (let at = first; at < runs; at++) {
    for (const [program, { command, argv }] of Object.entries(programs)) {
      const KUBECONFIG = await kubeconfig(program);
      const { figures, stdout } = await measured(command, argv, { KUBECONFIG, HOME: folder });
      if (names !== undefined) checkComplete(program, stdout, names);
      if (at >= 0) all[program] = [...(all[program] ?? []), figures];
    }
  }
  report(name, runs, all);
}

/** Every secret is there, in the order of the names. @param {string} program @param {string} stdout @param {readonly string[]} names */
function checkComplete(program, stdout, names) {
  const listed = stdout.match(/^secret-\d+/gm) ?? [];
  if (listed.length !== names.length || listed.some((name, at) => name !== names[at]))
    throw new Error(`${program} listed ${listed.length} of ${names.length} secrets, or not in their order`);
}

/** @param {string} command @param {readonly string[]} argv @param {Record<string, string>} env */
async function measured(command, argv, env) {
  const usage = join(folder, "usage");
  const words = existsSync(TIME)
    ? [TIME, "-f", "%M %U %S", "-o", usage, command, ...argv]
    : [command, ...argv];
  const started = performance.now();
  const child = spawn(words[0] ?? command, words.slice(1), {
    env: { ...environment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  /** @type {Buffer[]} */
  const chunks = [];
  let errors = "";
  let firstMs = Number.NaN;
  child.stdout.on("data", (chunk) => {
    if (chunks.length === 0) firstMs = performance.now() - started;
    chunks.push(chunk);
  });
  child.stderr.on("data", (chunk) => {
    errors = `${errors}${chunk}`.slice(0, 2000);
  });
  const [exitCode] = await once(child, "close");
  const ms = performance.now() - started;
  if (exitCode !== 0) throw new Error(`${command} ${argv.join(" ")} ended with ${exitCode}: ${errors}`);
  /** @type {Figures} */
  const figures = { ms, firstMs };
  if (existsSync(TIME)) {
    const [kibibytes = 0, user = 0, system = 0] = readFileSync(usage, "utf8").trim().split(" ").map(Number);
    Object.assign(figures, { cpuMs: (user + system) * 1000, mebibytes: kibibytes / 1024 });
  }
  return { figures, stdout: Buffer.concat(chunks).toString() };
}

/** @param {string} name @param {number} runs @param {Record<string, Figures[]>} all */
function report(name, runs, all) {
  write(`\n### ${name} (${runs} ${runs === 1 ? "run" : "runs"} each)\n\n`);
  write(
    "| | ms | middle half | ratio | first output, ms | processor, ms | MiB |\n|---|---|---|---|---|---|---|\n",
  );
  const [base] = Object.values(all);
  const of = (
    /** @type {Figures[]} */ list,
    /** @type {keyof Figures} */ field,
    /** @type {number} */ part,
  ) =>
    quantile(
      list.map((each) => each[field] ?? Number.NaN),
      part,
    );
  const whole = (/** @type {number} */ number) => (Number.isNaN(number) ? "" : number.toFixed(0));
  for (const [program, list] of Object.entries(all)) {
    const ms = of(list, "ms", 0.5);
    const cells = [
      program,
      whole(ms),
      `${whole(of(list, "ms", 0.25))}–${whole(of(list, "ms", 0.75))}`,
      (ms / of(base ?? list, "ms", 0.5)).toFixed(2),
      ...["firstMs", "cpuMs", "mebibytes"].map((field) =>
        whole(of(list, /** @type {keyof Figures} */ (field), 0.5)),
      ),
    ];
    write(`| ${cells.join(" | ")} |\n`);
  }
}

/** @param {readonly number[]} numbers @param {number} part */
function quantile(numbers, part) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * part)] ?? Number.NaN;
}

/** @param {string} name */
function tool(name) {
  return run(process.execPath, [`${root}scripts/fetch-tools.js`, name]).trim();
}

function version() {
  return run(join(assets ?? "", "kube-apiserver"), ["--version"])
    .trim()
    .split(" v")[1];
}

/** @param {string} command @param {readonly string[]} argv @param {Record<string, string>} [env] */
function run(command, argv, env = {}) {
  const result = spawnSync(command, argv, {
    env: { ...environment, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (result.status === 0) return result.stdout;
  throw new Error(`${command} ${argv.join(" ")} ended with ${result.status}: ${result.stderr}`);
}

/** @param {string} text */
function write(text) {
  process.stdout.write(text);
}

/** @param {string} problem @returns {never} */
function fail(problem) {
  process.stderr.write(`bench: ${problem}\n`);
  process.exit(1);
}

/** @param {string} namespace @param {number} count */
async function fill(namespace, count) {
  const agent = new https.Agent({ ca: server.caCertificate, keepAlive: true, maxSockets: 16 });
  /** @param {string} name */
  const create = (name) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({
        metadata: { name, labels: { suite: "pachyderm", "secret-source": "pachyderm-user" } },
        data: { user: "YWJjZGVm", password: "c2VjcmV0" },
      });
      const headers = {
        Authorization: `Bearer ${server.token}`,
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(body),
      };
      const request = https.request(`${server.url}/api/v1/namespaces/${namespace}/secrets`, {
        method: "POST",
        agent,
        headers,
      });
      request.on("error", reject);
      request.on("response", (response) => {
        response.resume();
        response.on("end", resolve);
      });
      request.end(body);
    });
  let next = 0;
  const worker = async () => {
    while (next < count) await create(`secret-${String(next++).padStart(6, "0")}`);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  agent.destroy();
}
