import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kubeconfigFor, makeNamespace } from "../support/namespaces.js";
import { runProgram } from "../support/program.js";
import { SERVERS, suiteName, type TestServer } from "../support/servers.js";

/** Text that must not turn up in another form either. */
function forms(canary: string): string[] {
  const bytes = Buffer.from(canary);
  const shifted = [0, 1, 2].map((pad) =>
    Buffer.concat([Buffer.alloc(pad), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  return [canary, bytes.toString("hex"), encodeURIComponent(canary), ...shifted].flatMap(windows);
}

function windows(text: string): string[] {
  return Array.from({ length: Math.max(text.length - 7, 1) }, (_, at) => text.slice(at, at + 8));
}

/** The arguments of every process of this machine that can be read. */
async function commandLines(): Promise<string> {
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const texts = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return texts.join("\n");
}

for (const candidate of SERVERS) {
  const { available, start } = candidate;
  describe.skipIf(!available)(suiteName("canaries", candidate), () => {
    let server: TestServer;
    let folder: string;
    beforeAll(async () => {
      server = await start();
      folder = await mkdtemp(join(tmpdir(), "canary-"));
    });
    afterAll(async () => {
      await server?.close();
      await rm(folder, { recursive: true, force: true });
    });

    it("no value and no token shows up in a stream, a process list or a file", async () => {
      const canary = `canary${randomBytes(18).toString("hex")}`;
      const namespace = await makeNamespace(server);
      const kubeconfig = join(folder, "kubeconfig");
      await writeFile(kubeconfig, kubeconfigFor(server, namespace), { mode: 0o600 });
      const base = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" } };
      const good = {
        ...base,
        stringData: { text: canary },
        data: { bytes: Buffer.from(`x${canary}`).toString("base64") },
      };
      const type = "kubernetes.io/dockerconfigjson";
      const inputs = [
        JSON.stringify(good),
        // The same again, and in every kind of trouble.
        JSON.stringify(good),
        canary,
        `{"data":{"p":"${canary}`,
        JSON.stringify({ ...base, data: { p: `${canary}!` } }),
        JSON.stringify({ ...base, data: { p: { [canary.slice(0, 0)]: canary } } }),
        JSON.stringify({ ...base, type, stringData: { ".dockerconfigjson": canary } }),
        JSON.stringify({
          ...base,
          metadata: { name: "s", labels: { l: `${canary} !` } },
          stringData: { p: canary },
        }),
        JSON.stringify({ ...base, metadata: { name: "t", namespace: "nowhere" }, stringData: { p: canary } }),
        `${JSON.stringify(good)}${JSON.stringify(good)}`,
        JSON.stringify({ ...good, stringData: [canary] }),
      ];
      const lines = [
        ...inputs.map((input) => ({ argv: ["create", "secret", "-v", "-f", "-", "-o", "json"], input })),
        ...["table", "name", "json", "yaml"].flatMap((format) => [
          { argv: ["list", "secret", "-v", "-o", format], input: "" },
          { argv: ["inspect", "secret", "s", "-v", "-o", format], input: "" },
        ]),
        { argv: ["inspect", "secret", "s", "--key", "nope"], input: "" },
        { argv: ["inspect", "secret", "s", "-v", "-o", "wide"], input: "" },
        { argv: ["update", "secret", "s", "-v", "--set", "text=-", "-o", "yaml"], input: `${canary}2` },
        { argv: ["update", "secret", "s", "--set", "bad key=-"], input: canary },
        ...inputs.map((input) => ({ argv: ["diff", "secret", "-v", "-f", "-"], input })),
        ...inputs.map((input) => ({ argv: ["update", "secret", "-v", "-f", "-", "-o", "json"], input })),
        { argv: ["edit", "secret", "s", "-v"], input: "", editor: "true" },
        { argv: ["edit", "secret", "s", "-v"], input: "", editor: "sed -i s/canary/other/" },
        { argv: ["edit", "secret", "s", "-v"], input: "", editor: "sed -i s/other.*/{/" },
        { argv: ["edit", "secret", "s"], input: "", editor: "false" },
        { argv: ["copy", "secret", "s", "--as", "s2", "-v", "-o", "yaml"], input: "" },
        { argv: ["delete", "secret", "-l", "!nothing", "--dry-run=server", "-v"], input: "" },
        { argv: ["delete", "secret", "s", "-v", "-o", "name"], input: "" },
      ];
      const env = {
        KUBECONFIG: kubeconfig,
        HOME: folder,
        TMPDIR: folder,
        DEBUG: "*",
        LOG_TOKENS: "1",
        LOG_STREAM: "1",
      };
      let seen = "";
      for (const { argv, input, editor } of lines.map((line) => ({ editor: "", ...line }))) {
        const watching: Promise<string>[] = [];
        const run = await runProgram(argv, {
          cwd: folder,
          env: { ...env, EDITOR: editor },
          input,
          onStart: (child) => child.stderr?.once("data", () => watching.push(commandLines())),
        });
        seen += run.stdout + run.stderr + (await Promise.all(watching)).join("");
      }
      for (const file of await readdir(folder)) {
        if (file !== "kubeconfig") seen += await readFile(join(folder, file), "utf8");
      }
      for (const done of ["created in", "configured in", "deleted from", "unchanged in", "differs"]) {
        expect(seen).toContain(done);
      }
      const found = [...forms(canary), ...forms(server.token)].filter((form) => seen.includes(form));
      expect(found).toEqual([]);
    });
  });
}
