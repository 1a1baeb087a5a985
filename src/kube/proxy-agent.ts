import type { Agent } from "node:http";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Endpoint } from "./endpoint.js";

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
  Object.assign(agent.options, tls, { keepAlive: true });
  return agent;
}
