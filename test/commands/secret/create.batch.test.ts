import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { manifestFiles } from "../../support/manifest-files.js";
import { kubeconfigFor } from "../../support/namespaces.js";
import { runCli } from "../../support/run-cli.js";
import { startLoggedSandbox } from "../../support/sandbox.js";

/** Several secrets in one run, on a sandbox whose request log is the witness. */
describe("create secret, several", () => {
  let folder: string;
  let sandbox: Awaited<ReturnType<typeof startLoggedSandbox>>;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "batch-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    sandbox = await startLoggedSandbox();
    env = { KUBECONFIG: join(folder, "kubeconfig") };
    await writeFile(join(folder, "kubeconfig"), kubeconfigFor(sandbox), { mode: 0o600 });
  });
  afterEach(() => sandbox.close());

  const create = (flags: string, input: string) =>
    runCli(["create", "secret", "-f", "-", ...flags.split(" ").filter((word) => word !== "")], {
      env,
      input,
    });
  const manifest = (name: string, namespace?: string): string =>
    JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } });
  const writes = (): number => sandbox.requests.filter(({ method }) => method !== "GET").length;

  it("sends nothing when anything is wrong in any document", async () => {
    const { files, outcomes, folder: corpus } = manifestFiles();
    const good = join(folder, "good.yaml");
    await writeFile(good, manifest("good"));
    const bad = files.filter((file) => "problems" in (outcomes[file] ?? {}));
    expect(bad.length).toBeGreaterThan(80);
    for (const file of bad) {
      for (const pair of [
        [good, join(corpus, file)],
        [join(corpus, file), good],
      ]) {
        const argv = ["create", "secret", ...pair.flatMap((path) => ["-f", path])];
        const { exitCode, stdout } = await runCli(argv, { env });
        expect({ file, exitCode, stdout }).toEqual({ file, exitCode: 2, stdout: "" });
      }
    }
    expect(sandbox.requests).toEqual([]);
  });

  it("creates 2,000 documents, and finishes a batch that was begun", async () => {
    const documents = Array.from({ length: 2000 }, (_, at) => manifest(`s-${at}`));
    expect((await create("-q", documents.slice(0, 700).join("\n"))).exitCode).toBe(0);
    const again = await create("--skip-existing -o name", documents.join("\n"));
    expect(again.exitCode).toBe(0);
    const notes = again.stderr.trimEnd().split("\n");
    expect(
      notes.filter((line) => line.endsWith('exists already in namespace "default", and was left as it is'))
        .length,
    ).toBe(700);
    const made = Array.from({ length: 1300 }, (_, at) => `secret/s-${at + 700}\n`);
    expect(again.stdout).toBe(made.join(""));
    expect(writes()).toBe(2700);
  });

  it("stops at the first refusal what has not started, and says so", async () => {
    await create("", manifest("s-0"));
    const documents = Array.from({ length: 100 }, (_, at) => manifest(`s-${at}`));
    const { exitCode, stderr } = await create("", documents.join("\n"));
    expect(exitCode).toBe(28);
    const [, created, notTried] = /(\d+) created, 1 not, (\d+) not tried\n/.exec(stderr)?.map(Number) ?? [];
    expect(Number(created) + Number(notTried)).toBe(99);
    expect(notTried).toBeGreaterThan(60);
  });

  it("goes on with --keep-going", async () => {
    await create("", [manifest("s-0"), manifest("s-5")].join("\n"));
    const documents = Array.from({ length: 40 }, (_, at) => manifest(`s-${at}`));
    const { exitCode, stderr } = await create("--keep-going", documents.join("\n"));
    expect(exitCode).toBe(28);
    expect(stderr).toContain("error: 38 created, 2 not\n");
    const left = await create(
      "--keep-going --skip-existing",
      [...documents, manifest("x", "nowhere")].join("\n"),
    );
    expect(left.stderr).toContain("error: 0 created, 40 existed already, 1 not\n");
    expect(left.exitCode).toBe(20);
  });

  it("knows two manifests of one secret when the namespace is known", async () => {
    const { exitCode, stderr } = await create("", [manifest("s"), manifest("s", "default")].join("\n"));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'error: secret "s" is there twice: one manifest names the namespace "default", and another one none\n',
    });
    expect(writes()).toBe(0);
  });

  describe("the look for pachd", () => {
    /** The server answers a write when everything else was answered. */
    const slowly = async (namespace: string, flags = "", input = manifest("s")): Promise<string> => {
      const slow = await startLoggedSandbox({
        onRequest: async ({ method }) => {
          if (method === "POST") await new Promise((go) => setTimeout(go, 200));
          return undefined;
        },
      });
      try {
        await writeFile(join(folder, "kubeconfig"), kubeconfigFor(slow, namespace), { mode: 0o600 });
        const { exitCode, stderr } = await create(flags, input);
        expect(exitCode).toBe(0);
        return stderr;
      } finally {
        await slow.close();
      }
    };

    it("warns where no pipeline finds the secret, and says where one would", async () => {
      expect(await slowly("kube-system")).toBe(
        'secret/s created in namespace "kube-system"\n' +
          'warning: pachd does not run in namespace "kube-system": no pipeline will find the secret there; it runs in namespace "default": -n default\n',
      );
    });

    it.each([
      { title: "pachd runs there", namespace: "default" },
      { title: "the namespace was chosen", namespace: "default", flags: "-n kube-system" },
      { title: "the manifest names it", namespace: "default", input: manifest("s", "kube-system") },
      { title: "nobody wants to be told", namespace: "kube-system", flags: "-q" },
      { title: "nothing is written", namespace: "kube-system", flags: "--dry-run=server" },
    ])("is silent when $title", async ({ namespace, flags, input }) => {
      expect(await slowly(namespace, flags, input)).not.toContain("pachd");
    });
  });

  it("divides documents of YAML, and writes JSON one after the other", async () => {
    const two = [manifest("a"), manifest("b")].join("\n");
    const yaml = await create("-o yaml --dry-run=server", two);
    expect(yaml.stdout.split("---\n").map((text) => /^ {2}name: (.*)$/m.exec(text)?.[1])).toEqual(["a", "b"]);
    const json = await create("-o json --dry-run=server", two);
    expect(json.stdout.split(/^(?=\{)/m).map((text) => JSON.parse(text).metadata.name)).toEqual(["a", "b"]);
  });
});
