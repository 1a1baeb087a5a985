import type { AgentOptions } from "node:https";

/** How a server is reached and who we are there: what src/kubeconfig finds out and src/transport works with. Types only. */

/** Where requests go, and how the connection is secured. */
export interface Endpoint {
  /** Scheme, host and port; the path is `prefix`. */
  url: URL;
  /** Path before /api, as Rancher has one; no slash at the end. */
  prefix: string;
  tls: TlsOptions;
  proxy: ProxyServer | undefined;
  compression: boolean;
}

export type TlsOptions = Pick<
  AgentOptions,
  "ca" | "cert" | "key" | "servername" | "rejectUnauthorized" | "checkServerIdentity"
>;

/** What stands between us and the server. */
export interface ProxyServer {
  /** May hold a user name and a password. */
  url: URL;
  /** For messages: without the password. */
  name: string;
  /** `proxy-url of FILE`, `HTTPS_PROXY`. */
  source: string;
  /** NODE_EXTRA_CA_CERTS, which the library behind proxies would forget. */
  extraAuthorities: string | undefined;
}

/** What proves who we are. Client certificates are part of the TLS connection, the rest of each request. */
export interface Credentials {
  /** The value of the Authorization header. */
  authorization: string | undefined;
  certificate: { cert: Buffer; key: Buffer } | undefined;
}

/** Where credentials come from. They may change while we run: files rotate, plugins' tokens expire. */
export interface CredentialSource {
  /**
   * The credentials for a request that is about to be sent.
   * @throws PachctlError unauthenticated, usage
   */
  current(): Promise<Credentials>;
  /**
   * Called after the server rejected credentials (401).
   * @returns whether there are others to try now
   * @throws PachctlError unauthenticated
   */
  renew(rejected: Credentials): Promise<boolean>;
}

/** Which cluster is meant, as far as the command line says it. */
export interface ClusterChoice {
  kubeconfig?: string | undefined;
  context?: string | undefined;
  namespace?: string | undefined;
}
