// Whole-process times as ratios of medians from one run: bare node, a bare HTTPS GET, kubectl and pachctl, against a
// real API server. Needs KUBEBUILDER_ASSETS; kubectl is fetched.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const RUNS = 21;
const MANY = 10_000;

const assets = process.env.KUBEBUILDER_ASSETS;
if (!assets) {
  process.stderr.write("bench: KUBEBUILDER_ASSETS must name a folder with etcd and kube-apiserver\n");
  process.exit(1);
}
// Node reads that file, hundreds of kilobytes of it, before everything else: it would hide what the programs do.
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
const kubectl = tool("kubectl");
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
  const few = await makeNamespace(server);
  const thousand = await makeNamespace(server);
  const many = await makeNamespace(server);
  await fill(few, 5);
  await fill(thousand, 1000);
  await fill(many, MANY);
  /** @param {string} namespace */
  const config = (namespace) => {
    const path = join(folder, namespace);
    writeFileSync(path, kubeconfigFor(server, namespace), { mode: 0o600 });
    return { ...environment, KUBECONFIG: path, HOME: folder };
  };
  const pachctl = `${root}bin/pachctl.js`;
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "");
  /** @param {string} namespace */
  const get = (namespace) => {
    const script = join(folder, `${namespace}.mjs`);
    const options = {
      ca: server.caCertificate,
      headers: { Authorization: `Bearer ${server.token}`, "Accept-Encoding": "identity" },
    };
    writeFileSync(
      script,
      `import https from "node:https";
https.get(${JSON.stringify(`${server.url}/api/v1/namespaces/${namespace}/secrets`)}, ${JSON.stringify(options)}, (r) => {
  let text = ""; r.setEncoding("utf8"); r.on("data", (c) => { text += c; });
  r.on("end", () => { for (const { metadata } of JSON.parse(text).items) process.stdout.write(metadata.name + "\\n"); process.exit(); });
});`,
    );
    return script;
  };

  for (const node of [process.execPath, tool("node22"), tool("node24")]) {
    const version = run(node, ["-p", "process.version"]).stdout.toString().trim();
    // Warm: compiled code is kept beside the program from Node 22 on.
    run(node, [pachctl, "list", "secret"], config(few));
    report(
      `start-up, Node ${version}`,
      await medians(
        { "bare node": [node, [empty]], "pachctl --version": [node, [pachctl, "--version"]] },
        environment,
        RUNS,
      ),
    );
    report(
      `list of 5 secrets, Node ${version}`,
      await medians(
        {
          "bare HTTPS GET": [node, [get(few)]],
          "kubectl get secrets": [kubectl, ["get", "secrets"]],
          "pachctl list secret": [node, [pachctl, "list", "secret"]],
        },
        config(few),
        RUNS,
      ),
    );
  }
  report(
    `list of ${MANY} secrets`,
    await medians(
      {
        "bare HTTPS GET": [process.execPath, [get(many)]],
        "kubectl get secrets": [kubectl, ["get", "secrets"]],
        "pachctl list secret": [process.execPath, [pachctl, "list", "secret"]],
      },
      config(many),
      5,
    ),
  );
  /** @param {string} namespace */
  const memory = (namespace) =>
    median(Array.from({ length: 5 }, () => peakMemory(pachctl, config(namespace))));
  const [small, large] = [memory(thousand), memory(many)];
  process.stdout.write(
    `\npeak memory of list: ${small} MiB at 1000, ${large} MiB at ${MANY}: ${(large / small).toFixed(2)} x\n`,
  );
}

/** @param {string} name */
function tool(name) {
  return run(process.execPath, [`${root}scripts/fetch-tools.js`, name], process.env)
    .stdout.toString()
    .trim();
}

/**
 * MiB, as the kernel counted it for the process.
 * @param {string} pachctl
 * @param {NodeJS.ProcessEnv} env
 */
function peakMemory(pachctl, env) {
  const hook = join(folder, "peak.mjs");
  writeFileSync(
    hook,
    `process.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS));
process.argv = [process.argv[0], ...process.argv.slice(2)]; await import(${JSON.stringify(pachctl)});`,
  );
  const { stderr } = run(process.execPath, [hook, pachctl, "list", "secret"], env);
  return Math.round(Number(/peak (\d+)/.exec(stderr.toString())?.[1]) / 1024);
}

/**
 * Milliseconds. The commands take turns, so that a slow moment hits all of them.
 * @param {Record<string, [command: string, argv: string[]]>} commands
 * @param {NodeJS.ProcessEnv} env
 * @param {number} runs
 */
async function medians(commands, env, runs) {
  /** @type {Record<string, number[]>} */
  const times = {};
  for (let at = 0; at < runs; at++) {
    for (const [name, [command, argv]] of Object.entries(commands)) {
      const started = performance.now();
      run(command, argv, env);
      times[name] = [...(times[name] ?? []), performance.now() - started];
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

/** @param {string} title @param {Record<string, number>} times */
function report(title, times) {
  const [base = 1] = Object.values(times);
  process.stdout.write(`\n${title}\n`);
  for (const [name, time] of Object.entries(times)) {
    process.stdout.write(
      `  ${name.padEnd(22)} ${time.toFixed(0).padStart(6)} ms  ${(time / base).toFixed(2)} x\n`,
    );
  }
}

/** @param {number[]} numbers */
function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** @param {string} command @param {string[]} argv @param {NodeJS.ProcessEnv} env */
function run(command, argv, env = environment) {
  const result = spawnSync(command, argv, { env, maxBuffer: 1 << 30 });
  if (result.status === 0) return result;
  throw new Error(`${command} ${argv.join(" ")} ended with ${result.status}: ${result.stderr}`);
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
