import type { AgentOptions } from "node:https";
import { isIP } from "node:net";
import { usageError } from "../errors.js";
import { type Credentials, readData } from "./credentials.js";
import type { Fields } from "./kubeconfig.js";

/** Where requests go, and how the connection is secured. */
export interface Endpoint {
  /** Scheme, host and port; the path is `prefix`. */
  url: URL;
  /** Path before /api, as Rancher has one; no slash at the end. */
  prefix: string;
  tls: TlsOptions;
  proxyUrl: string | undefined;
  compression: boolean;
}

export type TlsOptions = Pick<AgentOptions, "ca" | "cert" | "key" | "servername" | "rejectUnauthorized">;

/**
 * The endpoint of a kubeconfig cluster. A CA of its own replaces the system's.
 * @throws PachctlError usage: no or an odd server URL, unreadable files, credentials that would travel over plain http
 */
export async function readEndpoint(cluster: Fields, credentials: Credentials): Promise<Endpoint> {
  const ca = await readData(cluster, "certificate-authority");
  const insecure = cluster.flag("insecure-skip-tls-verify");
  const url = serverUrl(cluster, ca !== undefined || insecure || credentials.certificate !== undefined);
  if (url.protocol === "http:" && (credentials.authorization ?? credentials.certificate) !== undefined) {
    throw usageError(
      `refusing to send credentials to ${url.host} over plain http`,
      "use an https server, or a context without credentials (as kubectl proxy needs none)",
    );
  }
  if (insecure && ca !== undefined) {
    throw usageError(
      `${cluster.file}: a certificate authority cannot be used together with insecure-skip-tls-verify`,
    );
  }
  const serverName = cluster.text("tls-server-name");
  const proxyUrl = cluster.text("proxy-url");
  checkProxyUrl(proxyUrl, cluster.file);
  return {
    url,
    prefix: url.pathname.replace(/\/+$/, ""),
    tls: {
      ...(ca !== undefined && { ca }),
      ...credentials.certificate,
      ...(serverName !== undefined && { servername: serverName }),
      // Said out loud: left out, Node would ask NODE_TLS_REJECT_UNAUTHORIZED.
      rejectUnauthorized: !insecure,
    },
    proxyUrl,
    compression: !cluster.flag("disable-compression"),
  };
}

/** The host for messages and for TLS: IPv6 addresses without brackets. */
export function hostName(url: URL): string {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 6 ? host : url.hostname;
}

function serverUrl(cluster: Fields, hasTls: boolean): URL {
  const text = cluster.text("server");
  if (text === undefined) throw usageError(`${cluster.file}: the cluster has no server`);
  // client-go takes a server without a scheme for a host, and TLS settings for https (DefaultServerURL).
  const url = parseUrl(
    /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${hasTls ? "https" : "http"}://${text}`,
  );
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw usageError(`${cluster.file}: the cluster's server is not an http or https URL`);
  }
  if (url.username !== "" || url.password !== "") {
    throw usageError(
      `${cluster.file}: the cluster's server URL holds a user name or password; put them into the user entry`,
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw usageError(`${cluster.file}: the cluster's server URL must not have a query or a fragment`);
  }
  return url;
}

function checkProxyUrl(text: string | undefined, file: string): void {
  if (text === undefined) return;
  const url = parseUrl(text);
  if (url === undefined || !["http:", "https:", "socks5:"].includes(url.protocol)) {
    throw usageError(`${file}: proxy-url must be an http, https or socks5 URL`);
  }
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
