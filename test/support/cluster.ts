import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { Environment } from "../../src/deps.js";
import { PachctlError } from "../../src/errors.js";
import type { Cluster } from "../../src/kube/cluster.js";
import { type ConnectOptions, connect } from "../../src/kube/connect.js";
import type { Secrets } from "../../src/kube/secrets.js";
import { CANARY_VALUE } from "./api-objects.js";
import type { Authority, Issued } from "./authority.js";
import { testDeps } from "./deps.js";
import { FaultServer, type FaultServerOptions, type Script } from "./fault-server.js";

export const CANARY_TOKEN = "Ty8tokenCANARYgG51sVbQ20h";

type Fields = Record<string, unknown>;

/** What the tests of the network use of the world, and what the code said to it. */
export interface Client {
  cluster: Cluster;
  secrets: Secrets;
  /** Lines for people, as `warn` got them. */
  warnings: string[];
  /** Lines of `-v`. */
  traces: string[];
  abort: AbortController;
}

/** What `-v` writes. */
const TRACE = /^(?:(?:context|namespace|cluster|user|proxy)\b.*:|(?:GET|POST|DELETE) )/;

export interface ClientOptions extends Partial<ConnectOptions> {
  server: string;
  cluster?: Fields;
  user?: Fields;
  abort?: AbortController;
  env?: Environment;
}

/** Writes a kubeconfig and goes through `connect`, as the command line does. One second is enough for every reply here. */
export async function connectTo({
  server,
  cluster,
  user,
  abort = new AbortController(),
  env = {},
  ...options
}: ClientOptions): Promise<Client> {
  const folder = await mkdtemp(join(tmpdir(), "pachctl-faults-"));
  const kubeconfig = join(folder, "config");
  const config = {
    "current-context": "faulty",
    contexts: [{ name: "faulty", context: { cluster: "c", user: "u" } }],
    clusters: [{ name: "c", cluster: { server, ...cluster } }],
    users: [{ name: "u", user: user ?? {} }],
  };
  await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
  const warnings: string[] = [];
  const traces: string[] = [];
  try {
    const cluster = await connect(
      {
        kubeconfig,
        requestTimeout: 1000,
        verbose: true,
        ...options,
      },
      testDeps({
        env,
        signal: abort.signal,
        stderr: {
          isTTY: false,
          write: async (data) => {
            const text = String(data);
            if (TRACE.test(text)) traces.push(text.trimEnd());
            else warnings.push(/^(?:warning|note): /.test(text) ? text.trimEnd() : text);
          },
        },
      }),
    );
    const secrets = cluster.secrets();
    onTestFinished(() => {
      cluster.close();
      expectNoCanary([...warnings, ...traces].join("\n"));
    });
    return { cluster, secrets, warnings, traces, abort };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A plain http server, and a client of it without credentials: for everything that has nothing to do with TLS. */
export async function plainCluster(
  script: Script,
  options: Partial<ClientOptions> = {},
): Promise<Client & { server: FaultServer }> {
  const server = await startServer({ script });
  return { ...(await connectTo({ server: server.origin, ...options })), server };
}

/** A TLS server with a client that trusts it and has a token. */
export async function tlsCluster(
  authority: Authority,
  issued: Issued,
  script: Script,
  options: Partial<ClientOptions> = {},
): Promise<Client & { server: FaultServer }> {
  const server = await startServer({ script, tls: issued });
  const client = await connectTo({
    server: server.origin,
    user: { token: CANARY_TOKEN },
    ...options,
    cluster: { "certificate-authority-data": base64(authority.caCertificate), ...options.cluster },
  });
  return { ...client, server };
}

export async function startServer(options: FaultServerOptions): Promise<FaultServer> {
  const server = await FaultServer.start(options);
  onTestFinished(() => server.stop());
  return server;
}

/** Writes a kubeconfig for a plain http server, without credentials. @returns its path */
export async function plainKubeconfig(path: string, origin: string): Promise<string> {
  const config = {
    "current-context": "c",
    contexts: [{ name: "c", context: { cluster: "c" } }],
    clusters: [{ name: "c", cluster: { server: origin } }],
  };
  await writeFile(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The PachctlError that ends the promise; nothing that it would show holds a piece of a planted value. */
export async function failureOf(promise: Promise<unknown>): Promise<PachctlError> {
  const outcome = await promise.then(
    () => "no error at all",
    (error: unknown) => error,
  );
  if (!(outcome instanceof PachctlError)) throw new Error("expected a PachctlError", { cause: outcome });
  expectNoCanary([...outcome.problems, outcome.hint ?? "", outcome.message].join("\n"));
  return outcome;
}

/** Kind and text of the error: what a table of cases compares. */
export async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => value,
    async (error: unknown) => (await failureOf(Promise.reject(error))).kind,
  );
}

const WINDOW = 8;

/** No 8 characters of a planted value, raw or in the encodings that values travel in. */
export function expectNoCanary(text: string): void {
  const found = CANARY_WINDOWS.filter((window) => text.includes(window));
  expect(found, "pieces of planted values").toEqual([]);
}

const CANARY_WINDOWS = [CANARY_VALUE, CANARY_TOKEN].flatMap((canary) => {
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.from(" ".repeat(shift) + canary)
      .toString("base64")
      .slice(4, -4),
  );
  return [canary, ...shifted, Buffer.from(canary).toString("hex")].flatMap(windowsOf);
});

function windowsOf(text: string): string[] {
  return Array.from({ length: text.length - WINDOW + 1 }, (_, at) => text.slice(at, at + WINDOW));
}

/** All names that a list hands out, page by page. */
export async function namesOf(
  pages: AsyncIterable<{ secrets: readonly { name: string }[] }>,
): Promise<string[][]> {
  const names: string[][] = [];
  for await (const { secrets } of pages) names.push(secrets.map(({ name }) => name));
  return names;
}
