import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer } from "../support/cluster.js";
import { type Answer, type Line, turns } from "../support/fault-server.js";

const MEBIBYTE = 1024 * 1024;
/** Mebibytes of the whole process, Node itself included. */
const LIMIT = 600;
let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pachctl-memory-"));
  program = join(folder, "memory-client.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "../support/memory-client.ts")],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    // Only loaded for a proxy, and not needed here.
    external: ["@kubernetes/client-node/*"],
    define: { PACHCTL_VERSION: JSON.stringify("0.0.0") },
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    logLevel: "error",
  });
});

afterAll(() => rm(folder, { recursive: true }));

async function flood({ response, isOpen }: Line, chunk: Buffer, count: number): Promise<void> {
  response.writeHead(200, json);
  const closed = new Promise((go) => response.once("close", go));
  for (let at = 0; at < count && isOpen(); at++) {
    if (!response.write(chunk)) await Promise.race([new Promise((go) => response.once("drain", go)), closed]);
    await turns(1);
  }
  response.end();
}

const blanks = Buffer.alloc(MEBIBYTE, " ");
const json = { "Content-Type": "application/json" };
const large: Answer = { play: (line) => flood(line, blanks, 300) };

/** A stream of blanks, compressed a thousandfold. */
function bomb(mebibytes: number): Answer {
  const body = Buffer.concat(
    Array.from({ length: mebibytes }, () => deflateRawSync(blanks, { finishFlush: constants.Z_FULL_FLUSH })),
  );
  const header = gzipSync("").subarray(0, 10);
  return {
    play: ({ response }) => {
      response.writeHead(200, { ...json, "Content-Encoding": "gzip" });
      response.end(Buffer.concat([header, body, deflateRawSync(""), Buffer.alloc(8)]));
    },
  };
}

async function run(answer: Answer): Promise<{ outcome: string; maxRss: number }> {
  const server = await startServer({ script: [answer] });
  const config = join(folder, "config");
  await writeFile(
    config,
    JSON.stringify({
      "current-context": "x",
      contexts: [{ name: "x", context: { cluster: "c" } }],
      clusters: [{ name: "c", cluster: { server: server.origin } }],
    }),
  );
  const { stdout } = await promisify(execFile)(process.execPath, [program, config], { timeout: 30_000 });
  return JSON.parse(stdout);
}

describe("a reply without measure ends as an error, within measure", () => {
  it.each([
    { title: "300 MiB", answer: large, problem: /is larger than|cannot be read/ },
    { title: "a gzip bomb of 2 GiB", answer: bomb(2048), problem: /is larger than|cannot be read/ },
  ])("$title", async ({ answer, problem }) => {
    const { outcome, maxRss } = await run(answer);
    expect(outcome).toMatch(problem);
    expect(maxRss).toBeLessThan(LIMIT);
  });

  it.each([{ title: "250 MiB", mebibytes: 250 }])("$title", async ({ mebibytes }) => {
    const { outcome, maxRss } = await run({
      play: (line) => flood(line, blanks, mebibytes),
    });
    expect(outcome).toMatch(/is not a Kubernetes API|is larger than/);
    expect(maxRss).toBeLessThan(LIMIT);
  });
});
