import { randomBytes } from "node:crypto";
import https from "node:https";

/** What a test needs to know of a running API server. */
export interface ReachableServer {
  url: string;
  caCertificate: string;
  token: string;
}

/** Makes a namespace of its own for a test, in which pachd seems to run, and returns its name. */
export async function makeNamespace(server: ReachableServer): Promise<string> {
  const name = `t-${randomBytes(5).toString("hex")}`;
  const { status } = await api(server, "POST", "/api/v1/namespaces", { metadata: { name } });
  if (status !== 201) throw new Error(`cannot make a namespace: ${status}`);
  await makePachd(server, name);
  return name;
}

/** Makes a pod with pachd's labels. A real API server wants the namespace's service account first, which nobody makes there. */
export async function makePachd(server: ReachableServer, namespace: string): Promise<void> {
  await api(server, "POST", `/api/v1/namespaces/${namespace}/serviceaccounts`, {
    metadata: { name: "default" },
  });
  const { status } = await api(server, "POST", `/api/v1/namespaces/${namespace}/pods`, {
    metadata: { name: "pachd", labels: { app: "pachd", suite: "pachyderm" } },
    spec: {
      automountServiceAccountToken: false,
      containers: [{ name: "pachd", image: "pachyderm/pachd" }],
    },
  });
  if (status !== 201) throw new Error(`cannot make a pod: ${status}`);
}

/** A kubeconfig for the server, its CA and token inline. */
export function kubeconfigFor({ url, caCertificate, token }: ReachableServer, namespace = "default"): string {
  const ca = Buffer.from(caCertificate).toString("base64");
  return `apiVersion: v1
kind: Config
current-context: test
contexts:
- name: test
  context:
    cluster: test
    user: test
    namespace: ${namespace}
clusters:
- name: test
  cluster:
    server: ${url}
    certificate-authority-data: ${ca}
users:
- name: test
  user:
    token: ${token}
`;
}

/** One request, past the product. */
export function api(
  { url, caCertificate, token }: ReachableServer,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  const text = body === undefined ? "" : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = https.request(`${url}${path}`, {
      method,
      ca: caCertificate,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(text !== "" && {
          "Content-Type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
          "Content-Length": Buffer.byteLength(text),
        }),
      },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, json: JSON.parse(Buffer.concat(chunks).toString()) });
      });
    });
    request.end(text);
  });
}
