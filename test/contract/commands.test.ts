import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../src/kube/connect.js";
import { testDeps } from "../support/deps.js";
import { api, kubeconfigFor, makeNamespace } from "../support/namespaces.js";
import { COMMAND, type ProgramRun, runForBytes, runProgram } from "../support/program.js";
import { SERVERS, suiteName, type TestServer } from "../support/servers.js";

/** The four commands of the built program, on every server there is. */
for (const candidate of SERVERS) {
  const { available, start } = candidate;
  describe.skipIf(!available)(suiteName("commands", candidate), () => {
    let server: TestServer;
    let folder: string;
    let namespace: string;
    let env: Record<string, string>;

    beforeAll(async () => {
      server = await start();
      folder = await mkdtemp(join(tmpdir(), "commands-"));
    });
    afterAll(async () => {
      await server?.close();
      await rm(folder, { recursive: true, force: true });
    });
    beforeEach(async () => {
      namespace = await makeNamespace(server);
      const kubeconfig = join(folder, `${namespace}.yaml`);
      await writeFile(kubeconfig, kubeconfigFor(server, namespace), { mode: 0o600 });
      env = { KUBECONFIG: kubeconfig, HOME: folder };
    });

    const pachctl = (line: string, input?: string): Promise<ProgramRun> =>
      runProgram(line.split(" "), { env, ...(input !== undefined && { input }) });
    const collection = (): string => `/api/v1/namespaces/${namespace}/secrets`;
    const manifest = (secretName: string, rest: object = {}): string =>
      JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: secretName }, ...rest });
    const names = async (): Promise<string[]> => {
      const { json } = await api(server, "GET", collection());
      return (json as { items: { metadata: { name: string } }[] }).items.map((item) => item.metadata.name);
    };

    it("stores exactly the bytes of data and stringData, under any legal key", async () => {
      const data = { __proto__: null, binary: "AP/+gA==", empty: "", "10": "MTA=", "2": "Mg==" };
      const text = `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"bytes"},"immutable":true,
        "data":${JSON.stringify(data).replace("{", '{"__proto__":"cHJvdG8=",')},
        "stringData":{"text":" \\u0000 ü \\ud83d\\ude00 line\\r\\nend\\n ","constructor":"c"}}`;
      expect(await pachctl("create secret -f -", text)).toEqual({
        exitCode: 0,
        stdout: "",
        stderr: `secret/bytes created in namespace "${namespace}"\n`,
      });
      const { json } = await api(server, "GET", `${collection()}/bytes`);
      const stored = json as { data: Record<string, string>; immutable: boolean; type: string };
      expect(Object.entries(stored.data).sort()).toEqual(
        [
          ["10", "MTA="],
          ["2", "Mg=="],
          ["__proto__", "cHJvdG8="],
          ["binary", "AP/+gA=="],
          ["constructor", "Yw=="],
          ["empty", ""],
          ["text", Buffer.from(" \0 ü 😀 line\r\nend\n ").toString("base64")],
        ].sort(),
      );
      expect([stored.immutable, stored.type]).toEqual([true, "Opaque"]);
      const shown = await runForBytes(
        COMMAND[0],
        [...COMMAND.slice(1), "inspect", "secret", "bytes", "--key", "binary"],
        { env },
      );
      expect(shown).toEqual({ exitCode: 0, stdout: Buffer.from([0, 0xff, 0xfe, 0x80]), stderr: "" });
    });

    it("takes a full mebibyte of values and refuses one byte more before sending", async () => {
      const value = (size: number): object => ({ data: { v: Buffer.alloc(size, "x").toString("base64") } });
      expect((await pachctl("create secret -f -", manifest("full", value(1_048_576)))).exitCode).toBe(0);
      const tooLarge = await pachctl("create secret -v -f -", manifest("fuller", value(1_048_577)));
      expect(tooLarge).toEqual({
        exitCode: 2,
        stdout: "",
        stderr:
          'error: stdin:1:65: document 1, secret "fuller": data: the values have 1048577 bytes in all; a secret holds at most 1048576\n',
      });
    });

    it("adds the labels of a user secret, keeps the others, and leaves no trace of values in annotations", async () => {
      const metadata = { name: "labels", labels: { a: "b" }, annotations: { note: "n" } };
      await pachctl("create secret -f -", JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata }));
      const { json } = await api(server, "GET", `${collection()}/labels`);
      expect((json as { metadata: Record<string, unknown> }).metadata).toMatchObject({
        labels: { a: "b", suite: "pachyderm", "secret-source": "pachyderm-user" },
        annotations: { note: "n" },
        managedFields: [{ manager: "pachctl" }],
      });
    });

    it("lists more than one page, complete and in order", async () => {
      const labels = { "secret-source": "pachyderm-user" };
      const wanted = Array.from({ length: 1203 }, (_, at) => `s-${String(at).padStart(4, "0")}`);
      const queue = [...wanted];
      const worker = async (): Promise<void> => {
        for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
          await api(server, "POST", collection(), { metadata: { name: next, labels }, data: { k: "djE=" } });
        }
      };
      await Promise.all(Array.from({ length: 8 }, worker));
      const listed = await pachctl("list secret -o name");
      expect(listed).toEqual({
        exitCode: 0,
        stdout: wanted.map((one) => `secret/${one}\n`).join(""),
        stderr: "",
      });
      const table = await pachctl("list secret --full-timestamps");
      expect(table.stdout.split("\n").filter((line) => line.startsWith("NAME"))).toHaveLength(
        Math.ceil(1203 / 49),
      );
      const withValues = await pachctl("list secret -o json --show-values");
      const { items } = JSON.parse(withValues.stdout) as {
        items: { metadata: { name: string }; data: object }[];
      };
      expect(items.map((item) => item.metadata.name)).toEqual(wanted);
      expect(items.every((item) => JSON.stringify(item.data) === '{"k":"djE="}')).toBe(true);
    });

    it("shows others' secrets only with --all, and inspects any", async () => {
      await api(server, "POST", collection(), { metadata: { name: "foreign" }, data: {} });
      await pachctl("create secret -f -", manifest("mine"));
      expect((await pachctl("list secret -o name")).stdout).toBe("secret/mine\n");
      expect((await pachctl("list secret --all -o name")).stdout).toBe("secret/foreign\nsecret/mine\n");
      expect((await pachctl("inspect secret foreign -o name")).stdout).toBe("secret/foreign\n");
    });

    it("deletes what pachctl did not make only with --force, and platform secrets only with --platform as well", async () => {
      await api(server, "POST", collection(), { metadata: { name: "foreign" } });
      await api(server, "POST", collection(), { metadata: { name: "postgres" } });
      await pachctl("create secret -f -", manifest("mine"));
      expect(await pachctl("delete secret mine foreign postgres")).toEqual({
        exitCode: 24,
        stdout: "",
        stderr: [
          'error: cannot delete secret "foreign": it was not made by pachctl',
          'error: cannot delete secret "postgres": the Pachyderm installation itself uses it',
          "error: nothing was deleted",
          "hint: if it is really meant, add --force; if that is really meant, add --force --platform",
          "",
        ].join("\n"),
      });
      expect((await pachctl("delete secret foreign postgres --force")).exitCode).toBe(24);
      expect((await pachctl("delete secret postgres --platform")).exitCode).toBe(24);
      expect(await names()).toEqual(["foreign", "mine", "postgres"]);
      expect((await pachctl("delete secret foreign --force -q")).exitCode).toBe(0);
      expect((await pachctl("delete secret postgres --force --platform -q")).exitCode).toBe(0);
      expect(await names()).toEqual(["mine"]);
    });

    it("waits for what finalizers keep, and says what keeps it", async () => {
      await pachctl(
        "create secret -f -",
        manifest("kept", { metadata: { name: "kept", finalizers: ["a.b/c"] } }),
      );
      const marked = `secret/kept marked for deletion in namespace "${namespace}"; its finalizer a.b/c keeps it\n`;
      expect(await pachctl("delete secret kept --timeout 100ms -o name")).toEqual({
        exitCode: 31,
        stdout: "",
        stderr:
          `${marked}error: cannot delete secret "kept": it is marked for deletion, and its finalizer a.b/c keeps it\n` +
          "hint: whoever set a finalizer has to remove it; --no-wait does not wait for that\n",
      });
      await pachctl("create secret -f -", manifest("goes"));
      expect(await pachctl("delete secret kept goes --timeout 100ms -o name")).toEqual({
        exitCode: 28,
        stdout: "secret/goes\n",
        stderr:
          `${marked}secret/goes deleted from namespace "${namespace}"\n` +
          'error: cannot delete secret "kept": it is marked for deletion, and its finalizer a.b/c keeps it\n' +
          "error: 1 deleted, 1 not\n" +
          "hint: whoever set a finalizer has to remove it; --no-wait does not wait for that\n",
      });
      expect(await pachctl("delete secret kept --no-wait")).toEqual({
        exitCode: 0,
        stdout: "",
        stderr: marked,
      });
      expect((await pachctl("inspect secret kept")).stderr).toBe(
        'note: secret "kept" is marked for deletion; its finalizer a.b/c keeps it\n',
      );
    });

    it("types hints that work on the same secret", async () => {
      await pachctl("create secret -f -", manifest("same"));
      const other = await makeNamespace(server);
      const options = `-n ${other}`;
      await pachctl(`create secret -f - ${options}`, manifest("same"));
      const { exitCode, stderr } = await pachctl(`create secret -f - ${options}`, manifest("same"));
      expect(exitCode).toBe(21);
      const [, look = "", remove = ""] =
        /hint: look at it with pachctl (.+), or delete it first with pachctl (.+)\n/.exec(stderr) ?? [];
      expect((await pachctl(`${look} -o yaml`)).stdout).toContain(`namespace: ${other}\n`);
      expect(await pachctl(remove)).toMatchObject({ exitCode: 0 });
      expect((await pachctl("list secret -o name")).stdout).toBe("secret/same\n");
      expect((await pachctl(`list secret -o name ${options}`)).stdout).toBe("");
      const missing = await pachctl(`inspect secret nope ${options}`);
      const [, list = ""] = /hint: pachctl (.+) shows the secrets/.exec(missing.stderr) ?? [];
      expect(list).toBe(`list secret --all -n ${other}`);
      expect(await pachctl(list)).toMatchObject({ exitCode: 0 });
    });

    it("deletes only the object that was read", async () => {
      await pachctl("create secret -f -", manifest("guarded"));
      const cluster = await connect({}, testDeps({ env }));
      const secrets = cluster.secrets();
      try {
        const { uid, resourceVersion } = await secrets.get("guarded");
        const wrongUid = { uid: "00000000-0000-0000-0000-000000000000", resourceVersion };
        await expect(secrets.delete("guarded", wrongUid)).rejects.toMatchObject({ kind: "conflict" });
        await expect(secrets.delete("guarded", { uid, resourceVersion: "1" })).rejects.toMatchObject({
          kind: "conflict",
        });
        expect(await secrets.delete("guarded", { uid, resourceVersion }, true)).toBe("deleted");
        expect(await names()).toEqual(["guarded"]);
        expect(await secrets.delete("guarded", { uid, resourceVersion })).toBe("deleted");
        expect(await names()).toEqual([]);
      } finally {
        cluster.close();
      }
    });

    /** A pipeline's worker, as pachd makes it. */
    const worker = (name: string, project: string, pod: object): object => {
      const labels = {
        app: "pipeline",
        suite: "pachyderm",
        component: "worker",
        pipelineName: name,
        pipelineProject: project,
        pipelineVersion: "1",
      };
      const containers = [{ name: "user", image: "i:1", ...pod }];
      return {
        apiVersion: "v1",
        kind: "ReplicationController",
        metadata: {
          name: `${project}-${name}-v1`.toLowerCase(),
          labels,
          annotations: { pipelineName: name },
        },
        spec: {
          replicas: 0,
          selector: labels,
          template: {
            metadata: { labels },
            spec: {
              containers,
              volumes: [{ name: "files", secret: { secretName: "files" } }],
              imagePullSecrets: [{ name: "files" }],
            },
          },
        },
      };
    };

    it("names the pipelines that use a secret, and deletes it only when that is meant", async () => {
      const controllers = `/api/v1/namespaces/${namespace}/replicationcontrollers`;
      const env = [
        { name: "A", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
        { name: "POSTGRES_PASSWORD", valueFrom: { secretKeyRef: { name: "free", key: "password" } } },
      ];
      for (const body of [worker("edges", "default", { env }), worker("Montage", "team", {})]) {
        expect((await api(server, "POST", controllers, body)).status).toBe(201);
      }
      for (const name of ["db", "files", "free"]) {
        await pachctl("create secret -q -f -", manifest(name, { stringData: { password: "pw", user: "u" } }));
      }
      const list = await pachctl("list secret -o wide --no-headers");
      expect(
        list.stdout
          .replace(/(?:Less|\d).*? ago/g, "AGO")
          .split("\n")
          .map((line) => line.trimEnd().replace(/ +/g, " ")),
      ).toEqual([
        "db Opaque AGO 2 edges (variable)",
        "files Opaque AGO 2 edges (mount, pull), team/Montage (mount, pull)",
        "free Opaque AGO 2",
        "",
      ]);
      const inspect = await pachctl("inspect secret db -o wide");
      expect(inspect.stdout).toMatch(/ 2 {4}edges \(variable\) \n\nLabels: /);
      expect(inspect.stdout).toMatch(/^password {5}2 text {2}$/m);
      await writeFile(join(folder, "value"), "pw2");
      const value = `password=@${join(folder, "value")}`;
      expect((await pachctl(`update secret db --set ${value}`)).stderr).toBe(
        `secret/db configured in namespace "${namespace}": changed password
note: workers of edges have the old values of secret "db" in variables until they start anew: delete their pods, and new ones come
`,
      );
      expect((await pachctl(`update secret files --set ${value}`)).stderr).toBe(
        `secret/files configured in namespace "${namespace}": changed password
note: workers of edges, team/Montage see the new values of secret "files" in their files within a minute or two
`,
      );
      expect((await pachctl("update secret db --label a=b")).stderr).toBe(
        `secret/db configured in namespace "${namespace}": added label a
`,
      );
      expect(await pachctl("delete secret db files free")).toEqual({
        exitCode: 24,
        stdout: "",
        stderr: `error: cannot delete secret "db": pipelines use it: edges (variable)
error: cannot delete secret "files": pipelines use it: edges (mount, pull), team/Montage (mount, pull)
error: nothing was deleted
hint: if it is really meant, add --used
`,
      });
      expect(await names()).toEqual(["db", "files", "free"]);
      expect((await pachctl("delete secret free")).exitCode).toBe(0);
      expect((await pachctl("delete secret db --used -o name")).stdout).toBe("secret/db\n");
      expect(await names()).toEqual(["files"]);
    });

    it("lets exactly one of many simultaneous creators win", async () => {
      const runs = await Promise.all(
        Array.from({ length: 8 }, (_, at) =>
          pachctl("create secret -q -f -", manifest("race", { stringData: { by: `${at}` } })),
        ),
      );
      expect(runs.map((run) => run.exitCode).sort()).toEqual([0, ...Array.from({ length: 7 }, () => 21)]);
    });

    it.each([
      {
        title: "a wrong token",
        change: (text: string) => text.replace(/token: .*/, "token: wrong"),
        exitCode: 23,
      },
      {
        title: "no credentials",
        change: (text: string) => text.replace("    user: test\n", ""),
        exitCode: 24,
      },
      {
        title: "an unknown authority",
        change: (text: string) => text.replace(/certificate-authority-data: .*/, ""),
        exitCode: 26,
      },
      {
        title: "a path that is no API",
        change: (text: string) => text.replace(/(server: .*)/, "$1/nowhere"),
        exitCode: 26,
        // Whoever answers there might have passed it on, and reading back fails as well.
        createExitCode: 27,
      },
    ])("$title ends with exit code $exitCode", async ({ change, exitCode, createExitCode = exitCode }) => {
      await writeFile(env.KUBECONFIG ?? "", change(kubeconfigFor(server, namespace)));
      for (const line of ["list secret", "inspect secret x", "delete secret x"]) {
        const run = await pachctl(line);
        expect([run.exitCode, run.stdout], run.stderr).toEqual([exitCode, ""]);
      }
      expect((await pachctl("create secret -f -", manifest("x"))).exitCode).toBe(createExitCode);
      const spec = { pipeline: { name: "p" }, transform: { secrets: [{ name: "x", mountPath: "/m" }] } };
      const validated = await pachctl("validate pipeline -f -", JSON.stringify(spec));
      expect(validated).toMatchObject({ exitCode, stdout: "" });
      if (exitCode === 24) {
        expect(validated.stderr).toMatch(
          /^error: could not get Kubernetes secret x: cannot inspect secret "x": /,
        );
      }
    });
  });
}
