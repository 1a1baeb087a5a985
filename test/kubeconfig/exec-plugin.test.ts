import { mkdir, readFile } from "node:fs/promises";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Authority } from "../support/authority.js";
import { credential, PluginFolder, V1 } from "../support/plugins.js";
import { COMMAND, runProcess } from "../support/program.js";
import { runCli } from "../support/run-cli.js";

const KUBECTL = process.env.PACHCTL_TEST_KUBECTL;
const V1BETA1 = "client.authentication.k8s.io/v1beta1";
/** Nobody listens there. */
const SERVER = "https://127.0.0.1:1";
/** Recorded, and then of no use: no request follows. */
const USELESS = "exit 3";

let ca: string;
let plugins: PluginFolder;

beforeAll(async () => {
  ca = (await Authority.create()).caCertificate;
});

beforeEach(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  plugins = await PluginFolder.make();
  return () => vi.restoreAllMocks();
});

interface Wish {
  exec?: Record<string, unknown>;
  user?: Record<string, unknown>;
  cluster?: Record<string, unknown>;
  env?: Record<string, string>;
}

/** One command with this user; the folder's path is written as DIR. */
async function list({ exec, user, cluster, env }: Wish) {
  const given = exec === undefined ? {} : { exec: { ...V1, command: "./plugin", ...exec } };
  const kubeconfig = await plugins.kubeconfig({ server: SERVER, ...cluster }, { ...given, ...user });
  const world = { env: { PATH: process.env.PATH ?? "", HOME: plugins.path, ...env } };
  const run = await runCli(["list", "secret", "--kubeconfig", kubeconfig], world);
  const stderr = run.stderr.replaceAll(plugins.path, "DIR");
  return { ...run, stderr, runs: await plugins.runs() };
}

/** What the plugin is told by the real kubectl, with the kubeconfig of the last run. */
async function kubectlInfo(): Promise<unknown> {
  await plugins.file("info", "null");
  const argv = ["--kubeconfig", plugins.at("config"), "get", "--raw", "/version"];
  await runProcess(KUBECTL ?? "", argv, { env: { HOME: plugins.path } });
  return plugins.info();
}

describe("what the plugin is told", () => {
  const extension = { audience: "a", nested: { numbers: [1, 2.5], none: null, yes: true } };
  const cases: { title: string; cluster?: Record<string, unknown>; info: Record<string, unknown> }[] = [
    { title: "no more than the server", info: {} },
    {
      title: "a CA from a file",
      cluster: { "certificate-authority": "ca.crt" },
      info: { "certificate-authority-data": "CA" },
    },
    {
      title: "a CA that stands in the kubeconfig",
      cluster: { "certificate-authority-data": "CA" },
      info: { "certificate-authority-data": "CA" },
    },
    {
      title: "tls-server-name",
      cluster: { "tls-server-name": "kubernetes.default" },
      info: { "tls-server-name": "kubernetes.default" },
    },
    {
      title: "insecure-skip-tls-verify",
      cluster: { "insecure-skip-tls-verify": true },
      info: { "insecure-skip-tls-verify": true },
    },
    {
      title: "proxy-url",
      cluster: { "proxy-url": "http://me:pw@127.0.0.1:2" },
      info: { "proxy-url": "http://me:pw@127.0.0.1:2" },
    },
    {
      title: "disable-compression",
      cluster: { "disable-compression": true },
      info: { "disable-compression": true },
    },
    {
      title: "the extension made for it",
      cluster: {
        extensions: [
          { name: "other", extension: { audience: "b" } },
          { name: "client.authentication.k8s.io/exec", extension },
        ],
      },
      info: { config: extension },
    },
    {
      title: "no other extension",
      cluster: { extensions: [{ name: "other", extension: { audience: "b" } }] },
      info: {},
    },
    {
      title: "a server with a path",
      cluster: { server: `${SERVER}/k8s/clusters/c-1/` },
      info: { server: `${SERVER}/k8s/clusters/c-1/` },
    },
  ];

  function withCa(fields: Record<string, unknown>): Record<string, unknown> {
    const data = Buffer.from(ca).toString("base64");
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, value === "CA" ? data : value]),
    );
  }

  async function told(wish: Wish): Promise<unknown> {
    await plugins.file("ca.crt", ca);
    await plugins.shell(USELESS);
    const { exitCode, runs } = await list(wish);
    expect({ exitCode, runs }).toEqual({ exitCode: 23, runs: 1 });
    return plugins.info();
  }

  it.each(cases)("$title", async ({ cluster = {}, info }) => {
    expect(await told({ exec: { provideClusterInfo: true }, cluster: withCa(cluster) })).toEqual({
      apiVersion: V1.apiVersion,
      kind: "ExecCredential",
      spec: { cluster: { server: SERVER, config: null, ...withCa(info) }, interactive: false },
    });
  });

  it.each([V1.apiVersion, V1BETA1])(
    "nothing of the cluster without provideClusterInfo (%s)",
    async (version) => {
      expect(await told({ exec: { apiVersion: version }, cluster: { "tls-server-name": "other" } })).toEqual({
        apiVersion: version,
        kind: "ExecCredential",
        spec: { interactive: false },
      });
    },
  );

  const suite = `as kubectl tells it${KUBECTL === undefined ? " (skipped: PACHCTL_TEST_KUBECTL is not set)" : ""}`;
  describe.skipIf(KUBECTL === undefined)(suite, () => {
    it.each(cases)("$title", async ({ cluster = {} }) => {
      const ours = await told({ exec: { provideClusterInfo: true }, cluster: withCa(cluster) });
      expect(ours).toEqual(await kubectlInfo());
    });

    it.each([V1.apiVersion, V1BETA1])("without provideClusterInfo (%s)", async (version) => {
      const ours = await told({ exec: { apiVersion: version }, cluster: { "tls-server-name": "other" } });
      expect(ours).toEqual(await kubectlInfo());
    });
  });
});

describe("how the plugin is started", () => {
  const print = 'printf "%s\\n" "$#" "$@" "$FROM_CONFIG" "$FROM_PROCESS" "$FROM_BOTH" > "$dir/seen"\nexit 3';

  it("with args and env; its env wins over the process's", async () => {
    await plugins.shell(print);
    await list({
      exec: {
        args: ["get-token", "two words", "", "$HOME;`id`", "--x=ü"],
        env: [
          { name: "FROM_CONFIG", value: "config" },
          { name: "FROM_BOTH", value: "first" },
          { name: "FROM_BOTH", value: "last" },
          { name: "KUBERNETES_EXEC_INFO", value: "forged" },
        ],
      },
      env: { FROM_PROCESS: "process", FROM_BOTH: "process" },
    });
    expect((await readFile(plugins.at("seen"), "utf8")).split("\n")).toEqual([
      ...["5", "get-token", "two words", "", "$HOME;`id`", "--x=ü"],
      ...["config", "process", "last", ""],
    ]);
    expect(await plugins.info()).toMatchObject({ kind: "ExecCredential" });
  });

  it.each([
    { title: "./ in the kubeconfig's folder", at: "tool", command: "./tool", runs: 1 },
    { title: "below the kubeconfig's folder", at: "bin/tool", command: "bin/tool", runs: 1 },
    { title: "an absolute path", at: "bin/tool", command: "DIR/bin/tool", runs: 1 },
    { title: "a bare name by PATH", at: "bin/tool", command: "tool", path: "/nowhere:DIR/bin", runs: 1 },
    {
      title: "past what cannot be executed",
      at: "bin/tool",
      command: "tool",
      path: "DIR/dead:DIR/bin",
      runs: 1,
    },
    {
      title: "past a folder of that name",
      at: "bin/tool",
      command: "tool",
      path: "DIR/folder:DIR/bin",
      runs: 1,
    },
    {
      title: "no bare name in the kubeconfig's folder",
      at: "tool",
      command: "tool",
      path: "/nowhere",
      runs: 0,
    },
  ])("$title", async ({ at, command, path, runs }) => {
    await plugins.shell(USELESS, at);
    await plugins.file("dead/tool", "#!/bin/sh\n", 0o644);
    await mkdir(plugins.at("folder/tool"), { recursive: true });
    const inFolder = (text: string): string => text.replaceAll("DIR", plugins.path);
    const env = { PATH: inFolder(`${path ?? ""}:/usr/bin:/bin`) };
    const run = await list({ exec: { command: inFolder(command) }, env });
    expect(run).toMatchObject({ exitCode: 23, runs });
    expect(run.stderr).toContain(runs === 1 ? "it ended with exit code 3" : "there is no such program");
  });

  it.each(["", ".", ":", "bin", "./bin:", undefined])(
    "nothing of the current folder with PATH=%s",
    async (path) => {
      await plugins.shell(USELESS, "tool");
      await plugins.shell(USELESS, "bin/tool");
      const kubeconfig = await plugins.kubeconfig({ server: SERVER }, { exec: { ...V1, command: "tool" } });
      const argv = ["-u", "PATH", ...(path === undefined ? [] : [`PATH=${path}`]), ...COMMAND];
      const run = await runProcess("env", [...argv, "list", "secret", "--kubeconfig", kubeconfig], {
        cwd: plugins.path,
      });
      expect(run).toMatchObject({
        exitCode: 23,
        stderr: expect.stringContaining("there is no such program"),
      });
      expect(await plugins.runs()).toBe(0);
    },
  );

  it("v1beta1 without interactiveMode", async () => {
    await plugins.shell(USELESS);
    const exec = { apiVersion: V1BETA1, interactiveMode: undefined };
    expect(await list({ exec })).toMatchObject({ exitCode: 23, runs: 1 });
  });

  it("not when it always wants a terminal and there is none", async () => {
    await plugins.shell(USELESS);
    expect(await list({ exec: { interactiveMode: "Always", installHint: "log in" } })).toEqual({
      exitCode: 23,
      stdout: "",
      stderr: expect.stringMatching(/plugin "DIR\/plugin": it needs a terminal .*\nhint: log in\n$/),
      runs: 0,
    });
  });
});

describe("a plugin that is not run", () => {
  const versions = `must be one of ${V1.apiVersion}, ${V1BETA1}`;
  it.each([
    {
      title: "v1 without interactiveMode",
      exec: { interactiveMode: undefined },
      problem: "exec.interactiveMode: is missing",
    },
    { title: "v1alpha1", exec: { apiVersion: "client.authentication.k8s.io/v1alpha1" }, problem: versions },
    { title: "another version", exec: { apiVersion: "v1" }, problem: versions },
    { title: "no version", exec: { apiVersion: undefined }, problem: versions },
    { title: "no command", exec: { command: undefined }, problem: "exec.command: is missing" },
    { title: "an empty command", exec: { command: "" }, problem: "exec.command: is missing" },
    {
      title: "a mode that does not exist",
      exec: { interactiveMode: "Sometimes" },
      problem: "Never, IfAvailable, Always",
    },
    { title: "env without a name", exec: { env: [{ value: "x" }] }, problem: "exec.env[0].name: is missing" },
    { title: "args that are no texts", exec: { args: [1] }, problem: "exec.args[0]: must be a string" },
    {
      title: "an auth-provider beside it",
      exec: {},
      user: { "auth-provider": { name: "oidc" } },
      problem: "auth-provider",
    },
    { title: "plain http", exec: {}, cluster: { server: "http://127.0.0.1:1" }, problem: "over plain http" },
  ])("$title", async ({ problem, ...wish }) => {
    await plugins.shell(USELESS);
    const run = await list(wish);
    expect(run).toMatchObject({ exitCode: 2, stdout: "", runs: 0 });
    expect(run.stderr).toMatch(/^error: DIR\/config:1:\d+: /);
    expect(run.stderr).toContain(problem);
  });

  it.each([
    { title: "a token", user: { token: "t" } },
    { title: "user and password", user: { username: "u", password: "p" } },
    { title: "a client certificate", user: "certificate" },
  ])("$title stands beside it", async ({ user }) => {
    await plugins.shell(USELESS);
    const { cert, key } = await (await Authority.create()).issue({ forClient: true });
    const base64 = (text: string): string => Buffer.from(text).toString("base64");
    const certificate = { "client-certificate-data": base64(cert), "client-key-data": base64(key) };
    const run = await list({ exec: {}, user: typeof user === "string" ? certificate : user });
    expect(run).toMatchObject({ exitCode: 26, runs: 0 });
  });
});

describe("the plugin policy of kubectl's preferences", () => {
  const cases: {
    title: string;
    policy: string | undefined;
    names?: string[];
    env?: Record<string, string>;
    runs: number;
    exitCode?: number;
  }[] = [
    { title: "DenyAll", policy: "DenyAll", runs: 0 },
    { title: "no policy", policy: undefined, runs: 1 },
    { title: "AllowAll", policy: "AllowAll", runs: 1 },
    { title: "Allowlist with the name", policy: "Allowlist", names: ["plugin"], runs: 1 },
    { title: "Allowlist with the path", policy: "Allowlist", names: ["other", "DIR/bin/plugin"], runs: 1 },
    { title: "Allowlist with others", policy: "Allowlist", names: ["other", "/usr/bin/plugin"], runs: 0 },
    { title: "Allowlist without a list", policy: "Allowlist", runs: 0 },
    { title: "AllowAll beside a list", policy: "AllowAll", names: ["other"], runs: 0, exitCode: 2 },
    { title: "a list without a policy", policy: undefined, names: ["plugin"], runs: 0, exitCode: 2 },
    { title: "DenyAll beside a list", policy: "DenyAll", names: ["plugin"], runs: 0 },
    {
      title: "Allowlist with a path that only resolves to it",
      policy: "Allowlist",
      names: ["DIR/bin/../bin/plugin"],
      runs: 0,
    },
    { title: "KUBERC=off", policy: "DenyAll", env: { KUBERC: "off" }, runs: 1 },
    { title: "KUBERC names another file", policy: "AllowAll", env: { KUBERC: "DIR/deny" }, runs: 0 },
  ];

  async function prepare({ policy, names, env = {} }: (typeof cases)[number]) {
    const inFolder = (text: string): string => text.replaceAll("DIR", plugins.path);
    await plugins.shell(USELESS, "bin/plugin");
    await plugins.file(".kube/kuberc", kuberc(policy, names?.map(inFolder)));
    await plugins.file("deny", kuberc("DenyAll"));
    const world = Object.entries(env).map(([name, value]) => [name, inFolder(value)]);
    return { PATH: `${plugins.at("bin")}:${process.env.PATH}`, ...Object.fromEntries(world) };
  }

  it.each(cases)("$title", async (given) => {
    const run = await list({ exec: { command: "plugin" }, env: await prepare(given) });
    const { runs, exitCode = runs === 1 ? 23 : 24 } = given;
    expect(run).toMatchObject({ exitCode, stdout: "", runs });
    if (exitCode === 24) expect(run.stderr).toContain('the plugin "DIR/bin/plugin" may not run: DIR/');
    if (exitCode === 2) expect(run.stderr).toContain("DIR/.kube/kuberc");
  });

  const suite = `as kubectl keeps it${KUBECTL === undefined ? " (skipped: PACHCTL_TEST_KUBECTL is not set)" : ""}`;
  describe.skipIf(KUBECTL === undefined)(suite, () => {
    it.each(cases)("$title", async (given) => {
      const env = await prepare(given);
      const kubeconfig = await plugins.kubeconfig({ server: SERVER }, { exec: { ...V1, command: "plugin" } });
      const argv = ["--kubeconfig", kubeconfig, "get", "--raw", "/version"];
      await runProcess(KUBECTL ?? "", argv, { env: { ...env, HOME: plugins.path } });
      expect(Math.min(1, await plugins.runs())).toBe(given.runs);
    });
  });

  it("a policy that does not exist", async () => {
    await plugins.shell(USELESS);
    await plugins.file(".kube/kuberc", kuberc("AskMe"));
    expect(await list({ exec: {} })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("credentialPluginPolicy: must be AllowAll, DenyAll or Allowlist"),
      runs: 0,
    });
  });

  function kuberc(policy: string | undefined, names?: string[]): string {
    return JSON.stringify({
      apiVersion: "kubectl.config.k8s.io/v1beta1",
      kind: "Preference",
      credentialPluginPolicy: policy,
      ...(names && { credentialPluginAllowlist: names.map((name) => ({ name })) }),
    });
  }
});

it("an answer in the version that was asked for is taken, in v1beta1 too", async () => {
  await plugins.answering(credential({ token: "t" }, { apiVersion: V1BETA1 }));
  const exec = { apiVersion: V1BETA1 };
  expect(await list({ exec })).toMatchObject({ exitCode: 26, runs: 1 });
});
