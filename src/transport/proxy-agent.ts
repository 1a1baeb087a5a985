import { readFileSync } from "node:fs";
import type { Agent } from "node:http";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { ProxyServer, TlsOptions } from "../access.js";
import { hostName } from "./host-name.js";
import { serverIdentity } from "./server-identity.js";

/**
 * The agent for a server behind a proxy (http, https or socks5), made by @kubernetes/client-node. In a chunk of its
 * own: it costs more to load than everything else together.
 */
export async function createProxyAgent(
  server: URL,
  tls: TlsOptions,
  { url: proxy, extraAuthorities }: ProxyServer,
): Promise<Agent> {
  const config = new KubeConfig();
  // Go lets the proxy look the server's name up; socks-proxy-agent does so for socks5h only.
  const proxyUrl = proxy.href.replace(/^socks5:/, "socks5h:");
  config.loadFromOptions({
    clusters: [{ name: "cluster", server: server.href, proxyUrl, skipTLSVerify: false }],
    users: [{ name: "user" }],
    contexts: [{ name: "context", cluster: "cluster", user: "user" }],
    currentContext: "context",
  });
  const options: Parameters<typeof config.applyToHTTPSOptions>[0] = { ...tls };
  await config.applyToHTTPSOptions(options);
  const agent = options.agent as unknown as ProxyAgent;
  // client-node leaves keep-alive off; hpagent looks at the agent, node:http at its options.
  agent.keepAlive = true;
  Object.assign(agent.options, tls, {
    keepAlive: true,
    // Without it, agent-base files a freed socket under another name than it looks for.
    secureEndpoint: server.protocol === "https:",
  });
  if (proxyUrl.startsWith("http")) {
    repairTunnels(agent, server, proxy, trustedByProxies(tls.ca, extraAuthorities));
  } else {
    // socks-proxy-agent looks for an address with its brackets.
    Object.assign(agent.proxy, { host: hostName(proxy) });
  }
  return options.agent as Agent;
}

/** The parts of the agents that are set from outside: hpagent's `proxy` and `proxyRequestOptions`. */
interface ProxyAgent {
  keepAlive: boolean;
  options: Record<string, unknown>;
  proxy: object;
  proxyRequestOptions: object;
  createConnection(options: object, callback: unknown): unknown;
}

/** hpagent knows nothing of IPv6, trusts a proxy by Node's own roots only, and sends addresses as TLS server names. */
function repairTunnels(agent: ProxyAgent, server: URL, proxy: URL, authorities: (string | Buffer)[]): void {
  const { username, password } = proxy;
  const hostname = hostName(proxy);
  if (proxy.protocol === "https:") {
    const servername = isIP(hostname) === 0 ? hostname : "";
    // Not "https:": of that, hpagent would set the server name itself, and Node would warn of an address. All but "http:" is TLS.
    agent.proxy = { protocol: "tls:", username, password, port: proxy.port || "443", hostname };
    const { checkServerIdentity } = serverIdentity(proxy, {});
    agent.proxyRequestOptions = {
      ca: authorities,
      rejectUnauthorized: true,
      servername,
      checkServerIdentity,
    };
  } else {
    agent.proxy = { protocol: "http:", username, password, port: proxy.port || "80", hostname };
  }
  const connect = agent.createConnection.bind(agent);
  // With brackets where it is an address of IPv6: this host becomes a part of `host:port`.
  agent.createConnection = (options, callback) => connect({ ...options, host: server.hostname }, callback);
}

/** Whoever may vouch for the server may vouch for its proxy, as in Go; so may whom Node trusts. */
function trustedByProxies(ca: TlsOptions["ca"], extraFile: string | undefined): (string | Buffer)[] {
  const own = ca === undefined ? [] : [ca].flat();
  return [...rootCertificates, ...own, ...(extraFile ? [readExtra(extraFile)] : [])];
}

/** Node itself only warns when it cannot read the file. */
function readExtra(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
