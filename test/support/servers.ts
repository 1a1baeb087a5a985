import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startSandbox } from "../../src/sandbox/server.js";
import { startApiServer } from "./api-server.js";

/** What the sandbox and a real server have in common. */
export interface TestServer {
  url: string;
  /** PEM */
  caCertificate: string;
  token: string;
  /** Of a logged-in user without rights; the sandbox has no such user. */
  unprivilegedToken?: string;
  kubeconfig(): string;
  close(): Promise<void>;
}

export interface ServerUnderTest {
  name: "sandbox" | "kube-apiserver";
  available: boolean;
  /** Why it is not available. */
  why?: string;
  /** The model that the sandbox follows. */
  isModel: boolean;
  start(): Promise<TestServer>;
}

/** Major and minor version of the server that the API contract was written down from. */
const MODEL = "1.35";

const assets = process.env.KUBEBUILDER_ASSETS ?? "";
const missing = assetsProblem();

const version = missing === undefined ? versionOf(assets) : undefined;

/** `1.35` */
function versionOf(folder: string): string | undefined {
  const { stdout } = spawnSync(join(folder, "kube-apiserver"), ["--version"], { encoding: "utf8" });
  return /v(\d+\.\d+)\./.exec(stdout)?.[1];
}

/** One of them may be named to run alone. */
const only = process.env.PACHCTL_TEST_SERVER;

/** The servers that a suite runs against: `describe.skipIf(!server.available)(suiteName(…))`. */
export const SERVERS: readonly ServerUnderTest[] = servers().map((server) =>
  only === undefined || only === server.name || !server.available
    ? server
    : { ...server, available: false, why: `PACHCTL_TEST_SERVER names ${only}` },
);

function servers(): readonly ServerUnderTest[] {
  return [
    { name: "sandbox", available: true, isModel: true, start: () => startSandbox() },
    {
      name: "kube-apiserver",
      available: missing === undefined,
      isModel: version === MODEL,
      ...(missing === undefined ? {} : { why: missing }),
      start: () => startApiServer(assets),
    },
  ];
}

/** The same for what is compared word for word with one version. */
export const MODEL_SERVERS: readonly ServerUnderTest[] = SERVERS.map((server) =>
  server.isModel || !server.available
    ? server
    : { ...server, available: false, why: `it is ${version}, and the model is ${MODEL}` },
);

/** The name of a suite on one server, with the reason when it cannot run there. */
export function suiteName(what: string, { name, why }: ServerUnderTest): string {
  return why === undefined ? `${what} on ${name}` : `${what} on ${name} (skipped: ${why})`;
}

function assetsProblem(): string | undefined {
  if (assets === "") return "KUBEBUILDER_ASSETS is not set";
  const absent = ["etcd", "kube-apiserver"].find((program) => !existsSync(join(assets, program)));
  return absent === undefined ? undefined : `KUBEBUILDER_ASSETS has no ${absent}`;
}
