import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { describe, expect, it, onTestFinished } from "vitest";
import { ODD_FILES, SECRETS_FILE, TRANSCRIPT } from "../contract/api-kubectl-transcript.js";
import type { ApiClient } from "./api-client.js";

/** Clients that others wrote: if they work, the server speaks their language. */
export function clientTests(client: () => ApiClient): void {
  it("@kubernetes/client-node creates, gets, lists and deletes", async () => {
    const { server, namespace } = client();
    const config = new KubeConfig();
    config.loadFromString(server.kubeconfig());
    const core = config.makeApiClient(CoreV1Api);
    const body = { metadata: { name: "x", labels: { app: "a" } }, stringData: { k: "v" } };
    const created = await core.createNamespacedSecret({ namespace, body });
    await core.createNamespacedSecret({ namespace, body: { metadata: { name: "y" } } });
    const got = await core.readNamespacedSecret({ namespace, name: "x" });
    const listed = await core.listNamespacedSecret({ namespace, labelSelector: "app=a" });
    const deleted = await core.deleteNamespacedSecret({
      namespace,
      name: "x",
      body: { preconditions: { uid: created.metadata?.uid ?? "" } },
    });
    const gone = await core
      .readNamespacedSecret({ namespace, name: "x" })
      .catch((error: { code: number }) => error.code);
    expect(got).toEqual(created);
    expect(got).toMatchObject({
      type: "Opaque",
      data: { k: "dg==" },
      metadata: { creationTimestamp: expect.any(Date) },
    });
    expect(listed.items.map(({ metadata }) => metadata?.name)).toEqual(["x"]);
    expect([deleted.status, gone]).toEqual(["Success", 404]);
  });

  const path = process.env.PACHCTL_TEST_KUBECTL;
  const name = path === undefined ? "kubectl (skipped: PACHCTL_TEST_KUBECTL is not set)" : "kubectl";
  describe.skipIf(path === undefined)(name, () => {
    it("creates, shows and deletes secrets", async () => {
      const kubectl = await Kubectl.prepare(path ?? "", client());
      let actual = "";
      for (const [, line = ""] of TRANSCRIPT.matchAll(/^\$ kubectl (.*)$/gm)) {
        actual += `$ kubectl ${line}\n${await kubectl.run(line)}`;
      }
      expect(actual).toBe(TRANSCRIPT);
    });
  });
}

class Kubectl {
  readonly #path: string;
  readonly #api: ApiClient;
  readonly #folder: string;

  private constructor(path: string, api: ApiClient, folder: string) {
    this.#path = path;
    this.#api = api;
    this.#folder = folder;
  }

  static async prepare(path: string, api: ApiClient): Promise<Kubectl> {
    const folder = await mkdtemp(join(tmpdir(), "pachctl-kubectl-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, "kubeconfig"), api.server.kubeconfig(), { mode: 0o600 });
    await writeFile(join(folder, "secrets.yaml"), SECRETS_FILE.replaceAll("{ns}", api.namespace));
    for (const [name, text] of Object.entries(ODD_FILES)) await writeFile(join(folder, name), text);
    return new Kubectl(path, api, folder);
  }

  /** Standard output, then standard error, then the exit code, without what differs from run to run. */
  run(line: string): Promise<string> {
    const words = line.replaceAll("{ns}", this.#api.namespace).split(" ");
    const child = spawn(this.#path, ["-n", this.#api.namespace, ...words], {
      cwd: this.#folder,
      env: {
        PATH: process.env.PATH,
        HOME: this.#folder,
        KUBECONFIG: join(this.#folder, "kubeconfig"),
        EDITOR: "sed -i s/Mg==/Mw==/",
      },
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].on("data", (chunk: Buffer) => {
        output[name] += chunk;
      });
    }
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve(`${this.#normalize(output.stdout + output.stderr)}exit ${code}\n`));
    });
  }

  #normalize(output: string): string {
    return this.#api
      .normalize(output)
      .replace(/(resourceVersion: )"\d+"/g, '$1"RV"')
      .replace(/\b\d{1,2}s$/gm, "AGE")
      .replaceAll(this.#folder, "FOLDER");
  }
}
