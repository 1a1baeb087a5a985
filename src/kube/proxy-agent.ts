import type { Agent } from "node:http";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { type Endpoint, hostName } from "./endpoint.js";

/**
 * The agent for a cluster with `proxy-url` (http, https or socks5), made by @kubernetes/client-node. In a chunk of its
 * own: it costs more to load than everything else together.
 */
export async function createProxyAgent({ url, tls, proxyUrl }: Endpoint): Promise<Agent> {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "cluster", server: url.href, proxyUrl, skipTLSVerify: false }],
    users: [{ name: "user" }],
    contexts: [{ name: "context", cluster: "cluster", user: "user" }],
    currentContext: "context",
  });
  const options: Parameters<typeof config.applyToHTTPSOptions>[0] = { ...tls };
  await config.applyToHTTPSOptions(options);
  // client-node leaves keep-alive off; hpagent looks at the agent, node:http at its options.
  const agent = options.agent as Agent & { keepAlive: boolean; options: Record<string, unknown> };
  agent.keepAlive = true;
  Object.assign(agent.options, tls, {
    keepAlive: true,
    // socks-proxy-agent loses the host when it is an address, and would accept a certificate for "localhost".
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      checkServerIdentity(tls.servername ?? hostName(url), certificate),
    // Without it, agent-base files a freed socket under another name than it looks for.
    secureEndpoint: url.protocol === "https:",
  });
  return agent;
}
