import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { kubeconfigFor } from "../support/namespaces.js";
import { type CliWorld, runCli } from "../support/run-cli.js";
import { startLoggedSandbox } from "../support/sandbox.js";

/** The commands with a clock, terminals and interruptions of the test's choice, on a sandbox with the same clock. */
describe("secret commands", () => {
  const created = new Date("2026-11-23T12:00:00Z");
  const later = (seconds: number): Date => new Date(created.getTime() + seconds * 1000);
  let folder: string;
  let sandbox: Awaited<ReturnType<typeof startLoggedSandbox>>;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "commands-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    sandbox = await startLoggedSandbox({ now: () => created });
    env = { KUBECONFIG: join(folder, "kubeconfig") };
    await writeFile(join(folder, "kubeconfig"), kubeconfigFor(sandbox), { mode: 0o600 });
  });
  afterEach(() => sandbox.close());

  const cli = (line: string, world: CliWorld = {}) =>
    runCli(line.split(" "), { env, now: later(11), ...world });
  const manifest = (name: string, rest: object = {}): string =>
    JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name }, ...rest });

  it("prints the public page's list, byte for byte", async () => {
    const type = "kubernetes.io/dockerconfigjson";
    await cli("create secret -f -", {
      input: manifest("mysecret", { type, stringData: { ".dockerconfigjson": "{}" } }),
    });
    expect(await cli("list secret")).toEqual({
      exitCode: 0,
      stdout:
        "NAME     TYPE                           CREATED        \n" +
        "mysecret kubernetes.io/dockerconfigjson 11 seconds ago \n",
      stderr: "",
    });
    expect((await cli("inspect secret mysecret --no-headers", { now: later(90 * 60 - 1) })).stdout).toBe(
      "mysecret kubernetes.io/dockerconfigjson About an hour ago \n",
    );
    expect((await cli("inspect secret mysecret --full-timestamps")).stdout).toBe(
      "NAME     TYPE                           CREATED              \n" +
        "mysecret kubernetes.io/dockerconfigjson 2026-11-23T12:00:00Z \n",
    );
  });

  it("puts namespaces first under -A, in the order of the server", async () => {
    await cli("create secret -f -", { input: manifest("b") });
    await cli("create secret -f - -n kube-system", { input: manifest("a") });
    expect((await cli("list secret -A")).stdout).toBe(
      "NAMESPACE   NAME TYPE   CREATED        \n" +
        "default     b    Opaque 11 seconds ago \n" +
        "kube-system a    Opaque 11 seconds ago \n",
    );
    expect(await cli("list secret -A -n default")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "error: -A and --namespace exclude each other\n",
    });
  });

  it("says that it waits when the manifest is read from a terminal", async () => {
    expect(await cli("create secret -f -", { input: manifest("s"), terminals: ["stdin"] })).toEqual({
      exitCode: 0,
      stdout: "",
      stderr:
        'reading the manifest from the terminal; end it with Ctrl-D\nsecret/s created in namespace "default"\n',
    });
  });

  it.each([
    { value: "plain ü\n\ttext\r\n", shown: true },
    { value: "escape \x1b[2J", shown: false },
    { value: "bidi \u202e", shown: false },
    { value: Buffer.from([0xff, 0xfe]), shown: false },
    { value: Buffer.from([0]), shown: false },
  ])("shows a value on a terminal only if it is text: $value", async ({ value, shown }) => {
    const data = { k: Buffer.from(value).toString("base64") };
    await cli("create secret -f -", { input: manifest("s", { data }) });
    const text = Buffer.from(value).toString();
    expect(await cli("inspect secret s --key k", { terminals: ["stdout"] })).toEqual(
      shown
        ? { exitCode: 0, stdout: text, stderr: "" }
        : {
            exitCode: 2,
            stdout: "",
            stderr:
              "error: the value of k is binary or holds control characters, which would go to the terminal\n" +
              "hint: send it elsewhere: pachctl inspect secret s --key k > FILE\n",
          },
    );
    expect((await cli("inspect secret s --key k")).stdout).toBe(text);
  });

  it("sends nothing when a name, a namespace, a selector, a format or the manifest is wrong", async () => {
    const wrong = [
      "inspect secret ..",
      "inspect secret a%2fb",
      "delete secret a .",
      "inspect secret a --key ..",
      "list secret -n a.b",
      "list secret -n ..",
      "list secret -l =",
      "list secret -o yml",
      "delete secret a -o json",
      "delete secret a --dry-run=maybe",
      "list secret --request-timeout soon",
      "create secret -f - --dry-run",
    ];
    for (const line of wrong) {
      const { exitCode, stdout, stderr } = await cli(line, { input: manifest("a") });
      expect({ line, exitCode, stdout }).toEqual({ line, exitCode: 2, stdout: "" });
      expect(stderr).toMatch(/^error: /);
    }
    expect(await cli("create secret -f -", { input: manifest("a", { data: { k: "!" } }) })).toMatchObject({
      exitCode: 2,
    });
    expect(sandbox.requests).toEqual([]);
  });

  it("tells what was dropped and what was replaced", async () => {
    const metadata = {
      name: "s",
      uid: "u",
      resourceVersion: "5",
      creationTimestamp: null,
      labels: { "secret-source": "elsewhere" },
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" },
    };
    const input = JSON.stringify({
      apiVersion: "v1",
      kind: "Secret",
      metadata,
      data: { k: "MQ==" },
      stringData: { k: "2" },
    });
    expect((await cli("create secret -f -", { input })).stderr.split("\n")).toEqual([
      'note: stdin: secret "s": dropped what the server sets itself: metadata.uid, metadata.resourceVersion',
      'note: stdin: secret "s": dropped the annotation kubectl.kubernetes.io/last-applied-configuration: it holds the values',
      'note: stdin: secret "s": replaced the label secret-source=elsewhere by secret-source=pachyderm-user',
      'note: stdin: secret "s": stringData.k replaces data.k',
      'secret/s created in namespace "default"',
      "",
    ]);
    expect((await cli("inspect secret s --key k")).stdout).toBe("2");
  });

  it("ends an interrupted run with the signal's exit code", async () => {
    const { Interrupted } = await import("../../src/deps.js");
    const signal = AbortSignal.abort(new Interrupted("SIGTERM"));
    expect(await cli("list secret", { signal })).toEqual({
      exitCode: 143,
      stdout: "",
      stderr: "interrupted\n",
    });
    expect(await cli("delete secret a", { signal })).toEqual({
      exitCode: 143,
      stdout: "",
      stderr: "interrupted\n",
    });
  });
});
