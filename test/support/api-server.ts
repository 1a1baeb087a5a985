import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createServerCertificates } from "../../src/sandbox/http/certificates.js";
import { kubeconfigText } from "../../src/sandbox/http/kubeconfig.js";

/** A real kube-apiserver with its etcd, used the way the sandbox is. */
export interface ApiServer {
  url: string;
  /** PEM */
  caCertificate: string;
  /** Of an administrator. */
  token: string;
  /** Of a user "reader" who may do nothing. */
  unprivilegedToken: string;
  kubeconfig(): string;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 50_000;
const POLL_MS = 50;

/** Starts the `etcd` and `kube-apiserver` of a folder (KUBEBUILDER_ASSETS), in about four seconds. */
export async function startApiServer(assets: string): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), "pachctl-apiserver-"));
  const children: Program[] = [];
  const close = async () => {
    // The API server first: without etcd it would hang on to its requests.
    for (const child of [...children].reverse()) await child.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [etcdPort, peerPort, port] = await freePorts(3);
    const { caCertificate, certificate, privateKey } = await createServerCertificates();
    const [token, unprivilegedToken] = [randomToken(), randomToken()];
    const serviceAccountKeys = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const files = {
      "ca.crt": caCertificate,
      "tls.crt": certificate,
      "tls.key": privateKey,
      "sa.pub": serviceAccountKeys.publicKey,
      "sa.key": serviceAccountKeys.privateKey,
      "tokens.csv": `${token},admin,admin,"system:masters"\n${unprivilegedToken},reader,reader\n`,
    };
    await Promise.all(
      Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text, { mode: 0o600 })),
    );
    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    const peerUrl = `http://127.0.0.1:${peerPort}`;
    children.push(new Program(folder, join(assets, "etcd"), etcdArguments(folder, etcdUrl, peerUrl)));
    children.push(
      new Program(folder, join(assets, "kube-apiserver"), apiServerArguments(folder, etcdUrl, port)),
    );
    const url = `https://127.0.0.1:${port}`;
    await untilReady(url, caCertificate, token, children);
    const kubeconfig = () => kubeconfigText({ url, caCertificate, token });
    return { url, caCertificate, token, unprivilegedToken, kubeconfig, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function etcdArguments(folder: string, url: string, peerUrl: string): string[] {
  return [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    "--unsafe-no-fsync",
  ];
}

function apiServerArguments(folder: string, etcdUrl: string, port: number | undefined): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    `--secure-port=${port}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--cert-dir=${folder}`,
    `--tls-cert-file=${join(folder, "tls.crt")}`,
    `--tls-private-key-file=${join(folder, "tls.key")}`,
    `--client-ca-file=${join(folder, "ca.crt")}`,
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${join(folder, "sa.pub")}`,
    `--service-account-signing-key-file=${join(folder, "sa.key")}`,
    "--service-cluster-ip-range=10.0.0.0/24",
    "--disable-admission-plugins=ServiceAccount",
  ];
}

/** Ends with its standard input, so that the program dies with the test process even when that is killed. */
const TIED_TO_STDIN =
  'exec 3<&0; "$@" 3<&- </dev/null & child=$!; (cat <&3 >/dev/null; kill -9 $child) & wait $child';

class Program {
  readonly #process: ChildProcess;
  readonly #log: string;
  readonly #ended: Promise<unknown>;

  constructor(folder: string, path: string, args: readonly string[]) {
    this.#log = join(folder, `${path.split("/").at(-1)}.log`);
    const log = openSync(this.#log, "w", 0o600);
    this.#process = spawn("sh", ["-c", TIED_TO_STDIN, "sh", path, ...args], { stdio: ["pipe", log, log] });
    closeSync(log);
    this.#process.stdin?.on("error", () => {});
    this.#ended = once(this.#process, "exit");
  }

  get hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  async lastWords(): Promise<string> {
    return (await readFile(this.#log, "utf8")).split("\n").slice(-15).join("\n");
  }

  async stop(): Promise<void> {
    this.#process.stdin?.end();
    await this.#ended;
  }
}

/** The API server answers before the namespace exists that everything happens in. */
async function untilReady(
  url: string,
  ca: string,
  token: string,
  programs: readonly Program[],
): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (const path of ["/readyz", "/api/v1/namespaces/default"]) {
    while ((await statusOf(`${url}${path}`, ca, token)) !== 200) {
      const failed = programs.find((program) => program.hasEnded);
      if (failed !== undefined || Date.now() > deadline) {
        throw new Error(`the API server did not start:\n${await (failed ?? programs.at(-1))?.lastWords()}`);
      }
      await delay(POLL_MS);
    }
  }
}

/** 0 when there is no answer. */
function statusOf(url: string, ca: string, token: string): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      url,
      { ca, agent: false, headers: { Authorization: `Bearer ${token}` } },
      (reply) => {
        reply.resume();
        resolve(reply.statusCode ?? 0);
      },
    );
    sent.on("error", () => resolve(0));
    sent.end();
  });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

function randomToken(): string {
  return randomBytes(24).toString("hex");
}
