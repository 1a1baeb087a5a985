/** How to reach a server and who to be there. */
export interface ServerAccess {
  url: string;
  /** PEM */
  caCertificate: string;
  token: string;
}

/** A kubeconfig with one context, certificate and token embedded; JSON, which every kubeconfig reader takes as YAML. */
export function kubeconfigText({ url, caCertificate, token }: ServerAccess): string {
  const name = "sandbox";
  const authority = Buffer.from(caCertificate).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server: url, "certificate-authority-data": authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: "default" } }],
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
