import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Authority } from "../support/authority.js";
import { runProcess, runProgram } from "../support/program.js";
import { type RecordingServer, startRecordingServer } from "../support/recording-server.js";

/** Kubeconfigs put together from good and bad parts: pachctl refuses what kubectl refuses, and nothing else, with the exceptions below. */
const KUBECTL = process.env.PACHCTL_TEST_KUBECTL;

type Fields = Record<string, unknown>;

const authority = await Authority.create();
const stranger = await Authority.create("a stranger");
const own = await authority.issue({ forClient: true });
const other = await authority.issue({ forClient: true });
const serverPair = await authority.issue({ ip: "127.0.0.1" });
const rsaKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const edKey = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

const CA = { "certificate-authority-data": base64(authority.caCertificate) };
const pair = (cert: string, key: string): Fields => ({
  "client-certificate-data": base64(cert),
  "client-key-data": base64(key),
});

/** `ours`: where we refuse and kubectl does not, or the other way round, and why that is right. */
interface Part {
  title: string;
  fields: Fields;
  ours?: string;
}

const USERS: readonly Part[] = [
  { title: "a token", fields: { token: "t" } },
  { title: "a user and a password", fields: { username: "u", password: "p" } },
  { title: "a token, a user and a password", fields: { token: "t", username: "u", password: "p" } },
  { title: "a token and a user", fields: { token: "t", username: "u" } },
  { title: "a pair", fields: pair(own.cert, own.key) },
  { title: "a pair and a token", fields: { ...pair(own.cert, own.key), token: "t" } },
  { title: "the key of another pair", fields: pair(own.cert, other.key) },
  { title: "an RSA key", fields: pair(own.cert, rsaKey) },
  { title: "an Ed25519 key", fields: pair(own.cert, edKey) },
  { title: "the two exchanged", fields: pair(own.key, own.cert) },
  { title: "a key that is none", fields: pair(own.cert, "x") },
  { title: "a certificate that is none", fields: pair("x", own.key) },
  { title: "a certificate alone", fields: { "client-certificate-data": base64(own.cert) } },
  { title: "a key alone", fields: { "client-key-data": base64(own.key) } },
  { title: "a pair with text around it", fields: pair(`leaf\n${own.cert}`, `key\n${own.key}`) },
  {
    title: "empty values",
    fields: { token: "t", as: "", "as-groups": [], "as-user-extra": {}, exec: null, username: "" },
  },
  { title: "somebody else", fields: { token: "t", as: "jane", "as-groups": ["g"] } },
  { title: "groups of nobody", fields: { token: "t", "as-groups": ["g"] } },
];

const CLUSTERS: readonly Part[] = [
  { title: "the CA", fields: CA },
  {
    title: "two CAs",
    fields: { "certificate-authority-data": base64(stranger.caCertificate + authority.caCertificate) },
  },
  { title: "a CA that is none", fields: { "certificate-authority-data": base64("ca") } },
  { title: "a CA that is a key", fields: { "certificate-authority-data": base64(own.key) } },
  { title: "an empty server name", fields: { ...CA, "tls-server-name": "", "proxy-url": "" } },
];

/** Where a name stands twice: lists of the file. */
const TWICE = ["", "clusters", "users", "contexts"] as const;

interface Generated {
  title: string;
  config: Fields;
}

function generate(origin: string): Generated[] {
  const made = (title: string, cluster: Fields, user: Fields, twice = ""): Generated => {
    const config: Record<string, unknown> = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "a",
      clusters: [{ name: "a", cluster: { server: origin, ...cluster } }],
      users: [{ name: "a", user }],
      contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
    };
    const list = config[twice];
    if (Array.isArray(list)) config[twice] = [...list, ...list];
    return { title, config };
  };
  const pairs = CLUSTERS.flatMap((cluster, at) =>
    USERS.filter((_, user) => at === 0 || user % 2 === at % 2).map((user) =>
      made(`${cluster.title}, ${user.title}`, cluster.fields, user.fields),
    ),
  );
  const doubles = TWICE.slice(1).flatMap((twice) =>
    USERS.filter((_, at) => at < 10).map((user) =>
      made(`${twice} twice, ${user.title}`, CA, user.fields, twice),
    ),
  );
  return [...pairs, ...doubles];
}

/** None so far. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

describe.skipIf(KUBECTL === undefined)(
  `generated kubeconfigs${KUBECTL === undefined ? " (skipped: PACHCTL_TEST_KUBECTL is not set)" : ""}`,
  () => {
    let folder: string;
    let server: RecordingServer;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "pachctl-generated-"));
      server = await startRecordingServer(serverPair);
    });
    afterAll(async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    });

    it("are refused and accepted as by kubectl", { timeout: 240_000 }, async () => {
      const rows = generate(server.origin);
      expect(rows.length).toBeGreaterThanOrEqual(80);
      const different: unknown[] = [];
      for (const { title, config } of rows) {
        const path = join(folder, "config");
        await writeFile(path, JSON.stringify(config), { mode: 0o600 });
        const env = { HOME: folder, KUBECONFIG: path };
        const ours = await runProgram(["list", "secret", "--all"], { env });
        const sent = server.take().length;
        const theirs = await runProcess(KUBECTL ?? "", ["get", "secrets", "--request-timeout=5s"], { env });
        server.take();
        const [us, them] = [ours, theirs].map(({ exitCode }) => (exitCode === 0 ? "accepted" : "refused"));
        if (us !== them && EXCEPTIONS[title] === undefined)
          different.push({ title, us, them, ours: ours.stderr, theirs: theirs.stderr });
        // Refused means: with exit code 2, and before anything was sent.
        if (us === "refused")
          expect({ title, exitCode: ours.exitCode, sent }).toEqual({ title, exitCode: 2, sent: 0 });
      }
      expect(different).toEqual([]);
    });
  },
);
