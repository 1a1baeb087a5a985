import { X509Certificate } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Authority, type Issued } from "../support/authority.js";
import { type ProgramRun, runProcess, runProgram } from "../support/program.js";
import { type Arrival, type RecordingServer, startRecordingServer } from "../support/recording-server.js";

const KUBECTL = process.env.PACHCTL_TEST_KUBECTL;
const KUBECTL_ABSENT = KUBECTL === undefined ? " (skipped: PACHCTL_TEST_KUBECTL is not set)" : "";

type Fields = Record<string, unknown>;

/** What `files` may name: the servers, and what one needs to reach them. */
interface Known {
  /** Of the authority, for 127.0.0.1. */
  origin: string;
  /** Of the authority, for the name kube.test only. */
  named: string;
  /** Of an authority that nobody knows. */
  strange: string;
  ca: string;
  mine: Issued;
  other: Issued;
}

interface Case {
  title: string;
  /** Paths and texts; a plugin is whatever begins with `#!`. Objects are written as JSON. */
  files(known: Known): Record<string, unknown>;
  /** KUBECONFIG, as paths in the folder; without it, ~/.kube/config is left. HOME is the folder `home`. */
  kubeconfig?: readonly string[];
  env?: Record<string, string>;
  /** `--kubeconfig`, a path in the folder. */
  flag?: string;
  /** More flags, understood by both programs. */
  flags?: readonly string[];
  /** Flags for kubectl alone; `--token x` is seen as no authorization. */
  kubectlFlags?: readonly string[];
  /** How what arrives differs from the plainest request; or that nothing does, and the exit code is not 0. */
  expected: Partial<Arrival> | "refused";
}

const PLAINEST: Arrival = {
  prefix: "/a",
  namespace: "default",
  authorization: "Bearer t",
  impersonation: {},
  encoding: "gzip",
  serverName: undefined,
  certificate: undefined,
};

let folder: string;
let servers: readonly RecordingServer[] = [];
let known: Known;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pachctl-agreement-"));
  const [authority, stranger] = await Promise.all([Authority.create(), Authority.create("a stranger")]);
  const [trusted, named, strange] = await Promise.all([
    authority.issue({ ip: "127.0.0.1" }).then(startTls),
    authority.issue({ dns: "kube.test" }).then(startTls),
    stranger.issue({ ip: "127.0.0.1" }).then(startTls),
  ]);
  servers = [trusted, named, strange];
  known = {
    origin: trusted.origin,
    named: named.origin,
    strange: strange.origin,
    ca: authority.caCertificate,
    mine: await authority.issue({ forClient: true }),
    other: await authority.issue({ forClient: true }),
  };
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(folder, { recursive: true });
});

function startTls({ cert, key }: Issued): Promise<RecordingServer> {
  return startRecordingServer({ cert, key });
}

/** A file with one context, cluster and user, all called like the path prefix of its server. */
function config(
  { origin, ca }: Known,
  name: string,
  parts: { cluster?: Fields; user?: Fields; context?: Fields; top?: Fields } = {},
): Fields {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name, ...parts.context } }],
    clusters: [
      {
        name,
        cluster: {
          server: `${origin}/${name}`,
          "certificate-authority-data": base64(ca),
          ...parts.cluster,
        },
      },
    ],
    users: [{ name, user: parts.user ?? { token: "t" } }],
    ...parts.top,
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

const PLUGIN = `#!/bin/sh
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from-plugin"}}'
`;

function execUser(command: string): Fields {
  return {
    exec: { apiVersion: "client.authentication.k8s.io/v1", command, interactiveMode: "Never" },
  };
}

function withShared(shared: Partial<Case>, cases: readonly Case[]): Case[] {
  return cases.map((row) => ({ ...shared, ...row }));
}

const places: Case[] = [
  {
    title: "~/.kube/config",
    files: (all) => ({ "home/.kube/config": config(all, "a") }),
    expected: {},
  },
  {
    title: "KUBECONFIG before ~/.kube/config",
    files: (all) => ({ one: config(all, "a"), "home/.kube/config": config(all, "b") }),
    kubeconfig: ["one"],
    expected: {},
  },
  {
    title: "--kubeconfig before both",
    files: (all) => ({
      flag: config(all, "a"),
      one: config(all, "b"),
      "home/.kube/config": config(all, "c"),
    }),
    kubeconfig: ["one"],
    flag: "flag",
    expected: {},
  },
  {
    title: "an empty KUBECONFIG is none",
    files: (all) => ({ "home/.kube/config": config(all, "a") }),
    env: { KUBECONFIG: "" },
    expected: {},
  },
  {
    title: "a KUBECONFIG that is not there is not replaced by ~/.kube/config",
    files: (all) => ({ "home/.kube/config": config(all, "a") }),
    kubeconfig: ["absent"],
    expected: "refused",
  },
  {
    title: "a --kubeconfig that is not there",
    files: (all) => ({ one: config(all, "a") }),
    kubeconfig: ["one"],
    flag: "absent",
    expected: "refused",
  },
  { title: "no kubeconfig anywhere, and no pod", files: () => ({}), expected: "refused" },
  {
    title: "a pod's variables without its token are no pod",
    files: () => ({}),
    env: { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: "1" },
    expected: "refused",
  },
];

const severalFiles: Case[] = [
  {
    title: "a missing file in KUBECONFIG is skipped",
    files: (all) => ({ one: config(all, "a") }),
    kubeconfig: ["absent", "one", "absent-too"],
    expected: {},
  },
  {
    title: "an empty path in KUBECONFIG is skipped",
    files: (all) => ({ one: config(all, "a") }),
    env: { KUBECONFIG: `${delimiter}FOLDER/one${delimiter}` },
    expected: {},
  },
  {
    title: "the same cluster, user and context twice: the first wins",
    files: (all) => ({
      one: config(all, "same", {
        cluster: { server: `${all.origin}/first` },
        user: { token: "first" },
        context: { namespace: "first" },
      }),
      two: config(all, "same", {
        cluster: { server: `${all.origin}/second` },
        user: { token: "second" },
        context: { namespace: "second" },
      }),
    }),
    kubeconfig: ["one", "two"],
    expected: { prefix: "/first", namespace: "first", authorization: "Bearer first" },
  },
  {
    title: "the same name twice: the entries are not mixed",
    files: (all) => ({
      one: config(all, "a"),
      two: config(all, "a", {
        cluster: { "disable-compression": true },
        user: { token: "second" },
        context: { namespace: "second" },
      }),
    }),
    kubeconfig: ["one", "two"],
    expected: {},
  },
  {
    title: "the same file twice",
    files: (all) => ({ one: config(all, "a") }),
    kubeconfig: ["one", "one"],
    expected: {},
  },
  {
    title: "context of the first file, cluster and user of others",
    files: (all) => ({
      one: { "current-context": "x", contexts: [{ name: "x", context: { cluster: "a", user: "b" } }] },
      two: config(all, "a", { user: { token: "wrong" } }),
      three: config(all, "b", { user: { token: "right" } }),
    }),
    kubeconfig: ["one", "two", "three"],
    expected: { authorization: "Bearer right" },
  },
  ...(["clusters", "users", "contexts"] as const).map(
    (list): Case => ({
      title: `the same name twice in ${list} of one file`,
      files: (all) => {
        const whole = config(all, "a");
        return { one: { ...whole, [list]: [whole[list], whole[list]].flat() } };
      },
      kubeconfig: ["one"],
      expected: "refused",
    }),
  ),
];

const currentContext: Case[] = [
  {
    title: "the first file that sets it decides",
    files: (all) => ({
      one: config(all, "c", { top: { "current-context": undefined } }),
      two: config(all, "b", { top: { "current-context": "" } }),
      three: config(all, "a"),
      four: config(all, "d"),
    }),
    kubeconfig: ["one", "two", "three", "four"],
    expected: {},
  },
  {
    title: "--context before it",
    files: (all) => ({ one: config(all, "b"), two: config(all, "a") }),
    kubeconfig: ["one", "two"],
    flags: ["--context", "a"],
    expected: {},
  },
  {
    title: "it names no context",
    files: (all) => ({ one: config(all, "a", { top: { "current-context": "gone" } }) }),
    kubeconfig: ["one"],
    expected: "refused",
  },
  {
    title: "--context names no context",
    files: (all) => ({ one: config(all, "a") }),
    kubeconfig: ["one"],
    flags: ["--context", "gone"],
    expected: "refused",
  },
];

const oddFiles: Case[] = [
  {
    title: "an empty file beside a full one",
    files: (all) => ({ empty: "", one: config(all, "a") }),
    kubeconfig: ["empty", "one"],
    expected: {},
  },
  {
    title: "a file of comments beside a full one",
    files: (all) => ({ empty: "# nothing\n", one: config(all, "a") }),
    kubeconfig: ["empty", "one"],
    expected: {},
  },
  { title: "only an empty file", files: () => ({ one: "" }), kubeconfig: ["one"], expected: "refused" },
  {
    title: "the same YAML key twice: the last one counts",
    files: (all) => ({
      one: `apiVersion: v1
kind: Config
current-context: gone
current-context: a
contexts:
- {name: a, context: {cluster: a, user: a, namespace: first, namespace: last}}
clusters:
- name: a
  cluster:
    server: ${all.origin}/b
    server: ${all.origin}/a
    certificate-authority-data: ${base64(all.ca)}
users:
- name: a
  user:
    token: first
    token: last
`,
    }),
    kubeconfig: ["one"],
    expected: { namespace: "last", authorization: "Bearer last" },
  },
  {
    title: "broken YAML",
    files: (all) => ({ one: config(all, "a"), broken: "clusters: [\n" }),
    kubeconfig: ["one", "broken"],
    expected: "refused",
  },
];

const users: Case[] = [
  {
    title: "tokenFile is read and trimmed",
    files: (all) => ({ one: config(all, "a", { user: { tokenFile: "token" } }), token: "  from-file \n\n" }),
    kubeconfig: ["one"],
    expected: { authorization: "Bearer from-file" },
  },
  {
    title: "tokenFile before token",
    files: (all) => ({
      one: config(all, "a", { user: { token: "inline", tokenFile: "token" } }),
      token: "from-file",
    }),
    kubeconfig: ["one"],
    expected: { authorization: "Bearer from-file" },
  },
  {
    title: "an empty tokenFile",
    files: (all) => ({ one: config(all, "a", { user: { tokenFile: "token" } }), token: "\n" }),
    kubeconfig: ["one"],
    expected: "refused",
  },
  {
    title: "a client certificate",
    files: (all) => ({
      one: config(all, "a", {
        user: {
          "client-certificate-data": base64(all.mine.cert),
          "client-key-data": base64(all.mine.key),
        },
      }),
    }),
    kubeconfig: ["one"],
    expected: { authorization: undefined, certificate: "mine" },
  },
  {
    title: "impersonation: all four fields",
    files: (all) => ({
      one: config(all, "a", {
        user: {
          token: "t",
          as: "jane",
          "as-uid": "1234",
          "as-groups": ["developers", "admins"],
          "as-user-extra": { scopes: ["view", "edit"], "example.com/ü x": ["1"] },
        },
      }),
    }),
    kubeconfig: ["one"],
    expected: {
      authorization: "Bearer t",
      impersonation: {
        "impersonate-user": ["jane"],
        "impersonate-uid": ["1234"],
        "impersonate-group": ["developers", "admins"],
        "impersonate-extra-scopes": ["view", "edit"],
        "impersonate-extra-example.com%2f%c3%bc%20x": ["1"],
      },
    },
  },
  {
    title: "impersonation: the user alone",
    files: (all) => ({ one: config(all, "a", { user: { token: "t", as: "jane" } }) }),
    kubeconfig: ["one"],
    expected: { impersonation: { "impersonate-user": ["jane"] } },
  },
  {
    title: "impersonation: groups without a user",
    files: (all) => ({ one: config(all, "a", { user: { token: "t", "as-groups": ["admins"] } }) }),
    kubeconfig: ["one"],
    expected: "refused",
  },
];

// kubectl asks at the terminal for a user's name when there is none: a flag answers.
const withoutUser = withShared({ kubectlFlags: ["--token", "x"] }, [
  {
    title: "keeps the CA",
    files: (all) => ({ one: config(all, "a", { context: { user: undefined } }) }),
    kubeconfig: ["one"],
    expected: { authorization: undefined },
  },
  {
    title: "keeps the CA: a server of another one is refused",
    files: (all) => ({
      one: config(all, "a", { context: { user: undefined }, cluster: { server: `${all.strange}/a` } }),
    }),
    kubeconfig: ["one"],
    expected: "refused",
  },
  {
    title: "keeps insecure-skip-tls-verify",
    files: (all) => ({
      one: config(all, "a", {
        context: { user: undefined },
        cluster: {
          server: `${all.strange}/a`,
          "certificate-authority-data": undefined,
          "insecure-skip-tls-verify": true,
        },
      }),
    }),
    kubeconfig: ["one"],
    expected: { authorization: undefined },
  },
  {
    title: "keeps tls-server-name",
    files: (all) => ({
      one: config(all, "a", {
        context: { user: undefined },
        cluster: { server: `${all.named}/a`, "tls-server-name": "kube.test" },
      }),
    }),
    kubeconfig: ["one"],
    expected: { authorization: undefined, serverName: "kube.test" },
  },
]);

// The types of client-go say that the data win; its loader refuses, whichever is right.
const fileAndData: Case[] = [
  {
    title: "certificate-authority",
    files: (all) => ({ one: config(all, "a", { cluster: { "certificate-authority": "ca" } }), ca: all.ca }),
    kubeconfig: ["one"],
    expected: "refused",
  },
  ...["client-certificate", "client-key"].map(
    (field): Case => ({
      title: field,
      files: (all) => ({
        one: config(all, "a", {
          user: {
            "client-certificate-data": base64(all.mine.cert),
            "client-key-data": base64(all.mine.key),
            [field]: "file",
          },
        }),
        file: field === "client-key" ? all.mine.key : all.mine.cert,
      }),
      kubeconfig: ["one"],
      expected: "refused",
    }),
  ),
];

/** Two files in two folders, each with a path that means something else in the other. */
function twoFolders(
  all: Known,
  one: Parameters<typeof config>[2],
  beside: Record<string, [right: string, wrong: string]>,
): Record<string, unknown> {
  const neighbours = Object.entries(beside).flatMap(([path, [right, wrong]]) => [
    [`one/${path}`, right],
    [`two/${path}`, wrong],
    [path, wrong],
  ]);
  return {
    "two/config": config(all, "b"),
    "one/config": config(all, "a", one),
    ...Object.fromEntries(neighbours),
  };
}

const relativePaths = withShared({ kubeconfig: ["two/config", "one/config"], flags: ["--context", "a"] }, [
  {
    title: "certificate-authority",
    files: (all) =>
      twoFolders(
        all,
        { cluster: { "certificate-authority-data": undefined, "certificate-authority": "tls/ca" } },
        { "tls/ca": [all.ca, "no PEM"] },
      ),
    expected: {},
  },
  {
    title: "client-certificate and client-key",
    files: (all) =>
      twoFolders(
        all,
        { user: { "client-certificate": "cert", "client-key": "../one/key" } },
        { cert: [all.mine.cert, all.other.cert], key: [all.mine.key, all.other.key] },
      ),
    expected: { authorization: undefined, certificate: "mine" },
  },
  {
    title: "tokenFile",
    files: (all) => twoFolders(all, { user: { tokenFile: "token" } }, { token: ["right", "wrong"] }),
    expected: { authorization: "Bearer right" },
  },
  {
    title: "exec.command with a separator",
    files: (all) =>
      twoFolders(all, { user: execUser("bin/plugin") }, { "bin/plugin": [PLUGIN, "#!/bin/sh\nexit 1\n"] }),
    expected: { authorization: "Bearer from-plugin" },
  },
  {
    title: "exec.command that begins with ./",
    files: (all) =>
      twoFolders(all, { user: execUser("./plugin") }, { plugin: [PLUGIN, "#!/bin/sh\nexit 1\n"] }),
    expected: { authorization: "Bearer from-plugin" },
  },
  {
    title: "exec.command without a separator is looked for in PATH",
    files: (all) => twoFolders(all, { user: execUser("plugin") }, { plugin: [PLUGIN, PLUGIN] }),
    expected: "refused",
  },
]);

const clusters: Case[] = [
  {
    title: "disable-compression",
    files: (all) => ({ one: config(all, "a", { cluster: { "disable-compression": true } }) }),
    kubeconfig: ["one"],
    expected: { encoding: undefined },
  },
  {
    // kubectl speaks plain http then, whatever CA there is; we send no token that way.
    title: "a server without a scheme",
    files: (all) => ({
      one: config(all, "a", { cluster: { server: all.origin.replace("https://", "") } }),
    }),
    kubeconfig: ["one"],
    expected: "refused",
  },
  {
    title: "a server without a scheme has no path",
    files: (all) => ({
      one: config(all, "a", { cluster: { server: `${all.origin.replace("https://", "")}/a` } }),
    }),
    kubeconfig: ["one"],
    expected: "refused",
  },
  {
    title: "a longer path prefix, with a slash at its end",
    files: (all) => ({
      one: config(all, "a", { cluster: { server: `${all.origin}/k8s/clusters/c-m-1/` } }),
    }),
    kubeconfig: ["one"],
    expected: { prefix: "/k8s/clusters/c-m-1" },
  },
];

const namespaces = withShared({ kubeconfig: ["one"] }, [
  {
    title: "--namespace before the context's",
    files: (all) => ({ one: config(all, "a", { context: { namespace: "ours" } }) }),
    flags: ["--namespace", "asked"],
    expected: { namespace: "asked" },
  },
  {
    title: "the context's",
    files: (all) => ({ one: config(all, "a", { context: { namespace: "ours" } }) }),
    expected: { namespace: "ours" },
  },
  {
    title: "the context's, not the current one's",
    files: (all) => ({
      one: config(all, "b", { context: { namespace: "theirs" } }),
      two: config(all, "a", { context: { namespace: "ours" } }),
    }),
    kubeconfig: ["one", "two"],
    flags: ["--context", "a"],
    expected: { namespace: "ours" },
  },
  {
    title: "POD_NAMESPACE is for pods",
    files: (all) => ({ one: config(all, "a") }),
    env: { POD_NAMESPACE: "pods" },
    expected: { namespace: "default" },
  },
  {
    title: "default",
    files: (all) => ({ one: config(all, "a", { context: { namespace: "" } }) }),
    expected: { namespace: "default" },
  },
]);

/** A file with a good context "a", and these entries beside it. */
function beside(all: Known, entries: { contexts?: Fields[]; clusters?: Fields[]; users?: Fields[] }): Fields {
  const whole = config(all, "a");
  const added = Object.entries(entries).map(([list, more]) => [list, [...(whole[list] as []), ...more]]);
  return { ...whole, ...Object.fromEntries(added) };
}

const notInUse: { title: string; entries: Parameters<typeof beside>[1] }[] = [
  { title: "a context without a cluster", entries: { contexts: [{ name: "bad", context: { user: "a" } }] } },
  {
    title: "a context whose cluster and user do not exist",
    entries: { contexts: [{ name: "bad", context: { cluster: "gone", user: "gone" } }] },
  },
  { title: "a cluster without a server", entries: { clusters: [{ name: "bad", cluster: {} }] } },
  {
    title: "a cluster whose CA is not there",
    entries: {
      clusters: [{ name: "bad", cluster: { server: "https://x", "certificate-authority": "gone" } }],
    },
  },
  {
    title: "a cluster with an odd proxy-url",
    entries: { clusters: [{ name: "bad", cluster: { server: "https://x", "proxy-url": "ftp://x" } }] },
  },
  {
    title: "a user with two ways to log in",
    entries: { users: [{ name: "bad", user: { token: "t", username: "u", password: "p" } }] },
  },
  {
    title: "a user whose tokenFile is not there",
    entries: { users: [{ name: "bad", user: { tokenFile: "gone" } }] },
  },
  {
    title: "a user whose plugin says no version",
    entries: { users: [{ name: "bad", user: { exec: { command: "x" } } }] },
  },
  {
    title: "a user with a provider that is gone",
    entries: { users: [{ name: "bad", user: { "auth-provider": { name: "gcp" } } }] },
  },
];

/** The same bad entries, and a context that uses them. */
const inUse = notInUse.map(({ title, entries }): Case => {
  const uses = {
    name: "bad",
    context: { cluster: entries.clusters ? "bad" : "a", user: entries.users ? "bad" : "a" },
  };
  return {
    title,
    files: (all) => ({ one: beside(all, { contexts: [uses], ...entries }) }),
    kubeconfig: ["one"],
    flags: ["--context", "bad"],
    expected: "refused",
  };
});

const suites: { what: string; cases: Case[] }[] = [
  { what: "the order of places", cases: places },
  { what: "several files", cases: severalFiles },
  { what: "current-context of several files", cases: currentContext },
  { what: "empty files and repeated keys", cases: oddFiles },
  { what: "users", cases: users },
  { what: "a context without a user", cases: withoutUser },
  { what: "file and data both set: refused", cases: fileAndData },
  { what: "relative paths are relative to the file they stand in", cases: relativePaths },
  { what: "clusters", cases: clusters },
  { what: "namespace", cases: namespaces },
  {
    what: "a bad entry that is not in use does not matter",
    cases: notInUse.map(({ title, entries }) => ({
      title,
      files: (all) => ({ one: beside(all, entries) }),
      kubeconfig: ["one"],
      expected: {},
    })),
  },
  { what: "a bad entry in use", cases: inUse },
];

describe.each(suites)("$what", ({ cases }) => {
  it.each(cases)("$title", async (row) => {
    const run = await prepare(row);
    expect(outcome(await runProgram(["list", "secret", "--all", ...run.flags], run))).toEqual(run.expected);
  });
});

describe.skipIf(KUBECTL === undefined)(`the real kubectl on the same files${KUBECTL_ABSENT}`, () => {
  describe.each(suites)("$what", ({ cases }) => {
    it.each(cases)("$title", async (row) => {
      const run = await prepare(row);
      expect(
        outcome(
          await runProcess(KUBECTL ?? "", ["get", "secrets", ...run.flags, ...(row.kubectlFlags ?? [])], run),
        ),
      ).toEqual(run.expected);
    });
  });
});

let prepared = 0;

/** Writes the files of a row into a folder of its own. */
async function prepare({ files, kubeconfig, env = {}, flag, flags = [], expected }: Case) {
  const at = join(folder, String(prepared++));
  await mkdir(join(at, "home"), { recursive: true });
  for (const [path, content] of Object.entries(files(known))) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await mkdir(dirname(join(at, path)), { recursive: true });
    await writeFile(join(at, path), text);
    await chmod(join(at, path), text.startsWith("#!") ? 0o700 : 0o600);
  }
  const list = kubeconfig?.map((path) => join(at, path)).join(delimiter);
  const replaced = Object.entries(env).map(([name, value]) => [name, value.replaceAll("FOLDER", at)]);
  return {
    cwd: at,
    env: {
      HOME: join(at, "home"),
      ...(list !== undefined && { KUBECONFIG: list }),
      ...(Object.fromEntries(replaced) as Record<string, string>),
    },
    flags: [...(flag === undefined ? [] : ["--kubeconfig", join(at, flag)]), ...flags],
    expected: expected === "refused" ? expected : { ...PLAINEST, ...expected },
  };
}

/** What arrived, or that the program refused and sent nothing. */
function outcome({ exitCode, stderr }: ProgramRun): unknown {
  const arrivals = servers.flatMap((server) => server.take());
  if (exitCode !== 0 && arrivals.length === 0) return "refused";
  const [arrival] = arrivals;
  if (exitCode !== 0 || arrival === undefined || arrivals.length > 1) return { exitCode, arrivals, stderr };
  const isMine = arrival.certificate === new X509Certificate(known.mine.cert).serialNumber;
  const authorization = arrival.authorization === "Bearer x" ? undefined : arrival.authorization;
  return { ...arrival, authorization, certificate: isMine ? "mine" : arrival.certificate };
}
