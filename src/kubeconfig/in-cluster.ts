import { join } from "node:path";
import type { Environment } from "../deps.js";
import { exists, readText } from "../files.js";
import { Fields } from "./fields.js";
import type { SelectedContext } from "./selected-context.js";

/** Where Kubernetes mounts a pod's service account. */
export const SERVICE_ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * The API server that this pod belongs to, with the pod's service account: client-go's in-cluster rules.
 * @returns undefined outside a pod
 */
export async function inClusterContext(
  env: Environment,
  folder = SERVICE_ACCOUNT_FOLDER,
): Promise<SelectedContext | undefined> {
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = env.KUBERNETES_SERVICE_PORT;
  const tokenFile = join(folder, "token");
  if (!host || !port || !(await exists(tokenFile))) return undefined;
  const server = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const namespaceFile = join(folder, "namespace");
  const podNamespace = env.POD_NAMESPACE;
  const mounted = podNamespace ? undefined : await readTrimmed(namespaceFile);
  const namespace = podNamespace || mounted || "default";
  const source = { file: folder, text: undefined };
  return {
    name: "in-cluster",
    cluster: new Fields({ server, "certificate-authority": join(folder, "ca.crt") }, source, ["cluster"]),
    user: new Fields({ tokenFile }, source, ["user"]),
    credentialFiles: [],
    decisions: [`context "in-cluster": the service account in ${folder}`],
    namespace,
    ownNamespace: namespace,
    namespaceSource: podNamespace ? "POD_NAMESPACE" : mounted ? namespaceFile : "the default",
  };
}

async function readTrimmed(path: string): Promise<string | undefined> {
  return readText(path).then(
    (text) => text.trim(),
    () => undefined,
  );
}
