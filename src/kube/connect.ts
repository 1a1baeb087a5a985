import type { ConnectOptions, Environment } from "../deps.js";
import { readCredentials } from "./credentials.js";
import { readEndpoint } from "./endpoint.js";
import { Secrets } from "./secrets.js";
import { selectContext } from "./select-context.js";
import { Transport } from "./transport.js";

export interface ConnectWorld {
  env: Environment;
  signal: AbortSignal;
  userAgent: string;
  /** A line for people on stderr, unescaped. */
  warn(text: string): void;
  /** A line of `-v` on stderr. */
  trace(text: string): void;
}

/**
 * Reads the configuration and returns the Secrets API of the chosen cluster and namespace. Opens no connection yet.
 * @throws PachctlError usage when the configuration is missing, wrong or needs what is not supported
 */
export async function connect(options: ConnectOptions, world: ConnectWorld): Promise<Secrets> {
  const selected = await selectContext(options, world.env);
  const credentials = await readCredentials(selected.user);
  const endpoint = await readEndpoint(selected.cluster, credentials);
  if (endpoint.tls.rejectUnauthorized === false && endpoint.url.protocol === "https:") {
    world.warn(
      `warning: context "${selected.name}" does not verify who ${endpoint.url.host} is (insecure-skip-tls-verify)`,
    );
  }
  const transport = new Transport(endpoint, credentials, {
    userAgent: world.userAgent,
    requestTimeout: options.requestTimeout,
    signal: world.signal,
    onReply: (line) => {
      if (options.verbose) world.trace(line);
    },
    onWarning: (text) => world.warn(`warning: the server says: ${text}`),
  });
  return new Secrets({
    transport,
    namespace: selected.namespace,
    namespaceSource: selected.namespaceSource,
    context: selected.name,
    signal: world.signal,
    warn: world.warn,
  });
}
