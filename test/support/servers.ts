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
  start(): Promise<TestServer>;
}

const assets = process.env.KUBEBUILDER_ASSETS ?? "";
const missing = assetsProblem();

/** The servers that a suite runs against: `describe.skipIf(!server.available)(suiteName(…))`. */
export const SERVERS: readonly ServerUnderTest[] = [
  { name: "sandbox", available: true, start: () => startSandbox() },
  {
    name: "kube-apiserver",
    available: missing === undefined,
    ...(missing === undefined ? {} : { why: missing }),
    start: () => startApiServer(assets),
  },
];

/** The name of a suite on one server, with the reason when it cannot run there. */
export function suiteName(what: string, { name, why }: ServerUnderTest): string {
  return why === undefined ? `${what} on ${name}` : `${what} on ${name} (skipped: ${why})`;
}

function assetsProblem(): string | undefined {
  if (assets === "") return "KUBEBUILDER_ASSETS is not set";
  const absent = ["etcd", "kube-apiserver"].find((program) => !existsSync(join(assets, program)));
  return absent === undefined ? undefined : `KUBEBUILDER_ASSETS has no ${absent}`;
}
