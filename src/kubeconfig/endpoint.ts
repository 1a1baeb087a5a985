import type { Endpoint, ProxyServer } from "../access.js";
import { holdsCertificate } from "../apimachinery/tls-pair.js";
import type { Environment } from "../deps.js";
import { givenAs, readData } from "./credentials.js";
import { proxyFromEnvironment } from "./env-proxy.js";
import type { Fields } from "./fields.js";
import { maskedProxy, parseProxy } from "./proxy-url.js";

/**
 * The endpoint of a kubeconfig cluster. A CA of its own replaces the system's.
 * @param proven requests will prove who we are
 * @throws PachctlError usage: no or an odd server URL, unreadable files, credentials that would travel over plain http
 */
export async function readEndpoint(cluster: Fields, proven: boolean, env: Environment): Promise<Endpoint> {
  const ca = await readData(cluster, "certificate-authority");
  if (ca !== undefined && !holdsCertificate(ca.toString("latin1"))) {
    throw cluster.problem("holds no certificate that can be read", givenAs(cluster, "certificate-authority"));
  }
  const insecure = cluster.flag("insecure-skip-tls-verify");
  const url = serverUrl(cluster);
  if (url.protocol === "http:" && proven) {
    throw cluster
      .problem(`refusing to send credentials to ${url.host} over plain http`, "server")
      .withHint("use an https server, or a context without credentials (as kubectl proxy needs none)");
  }
  if (insecure && ca !== undefined) {
    throw cluster.problem("cannot be used together with a certificate authority", "insecure-skip-tls-verify");
  }
  const serverName = cluster.text("tls-server-name");
  return {
    url,
    prefix: url.pathname.replace(/\/+$/, ""),
    tls: {
      ...(ca !== undefined && { ca }),
      ...(serverName !== undefined && { servername: serverName }),
      // Said out loud: left out, Node would ask NODE_TLS_REJECT_UNAUTHORIZED.
      rejectUnauthorized: !insecure,
    },
    proxy: clusterProxy(cluster, env) ?? proxyFromEnvironment(url, env),
    compression: !cluster.flag("disable-compression"),
  };
}

function serverUrl(cluster: Fields): URL {
  const text = cluster.text("server");
  if (text === undefined) throw cluster.problem("is missing", "server");
  // kubectl takes a server without a scheme for a host and speaks plain http to it, a CA or not.
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const full = hasScheme ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw cluster.problem("is not an http or https URL", "server");
  }
  if (!hasScheme && url.pathname !== "/") {
    throw cluster.problem("needs https:// in front when it has a path", "server");
  }
  if (url.username !== "" || url.password !== "") {
    throw cluster.problem("holds a user name or password; put them into the user entry", "server");
  }
  if (url.search !== "" || url.hash !== "") {
    throw cluster.problem("must not have a query or a fragment", "server");
  }
  return url;
}

function clusterProxy(cluster: Fields, env: Environment): ProxyServer | undefined {
  const text = cluster.text("proxy-url");
  if (text === undefined) return undefined;
  const url = parseProxy(text);
  if (url === undefined) throw cluster.problem("must be an http, https or socks5 URL", "proxy-url");
  return {
    url,
    name: maskedProxy(url),
    source: `proxy-url of ${cluster.file}`,
    extraAuthorities: env.NODE_EXTRA_CA_CERTS,
  };
}
