import { stat } from "node:fs/promises";
import { sep } from "node:path";
import type { ConnectOptions, Environment } from "../deps.js";
import { ConfigProblem } from "./config-problem.js";
import { type CredentialSource, fixedCredentials, readCredentials } from "./credentials.js";
import { type Endpoint, readEndpoint } from "./endpoint.js";
import { impersonationHeaders } from "./impersonation.js";
import { Secrets } from "./secrets.js";
import { type SelectedContext, selectContext } from "./select-context.js";
import { Transport } from "./transport.js";

export interface ConnectWorld {
  env: Environment;
  signal: AbortSignal;
  userAgent: string;
  now(): Date;
  /** Is standard input a terminal? */
  isTerminal(): boolean;
  /** A line for people on stderr, unescaped. */
  warn(text: string): void;
  /** A line of `-v` on stderr. */
  trace(text: string): void;
  /** What a credential plugin says on stderr, as it comes and without control characters. */
  show(text: string): void;
}

/**
 * Reads the configuration and returns the Secrets API of the chosen cluster and namespace. Opens no connection yet.
 * @throws PachctlError usage when the configuration is missing, wrong or needs what is not supported
 */
export async function connect(options: ConnectOptions, world: ConnectWorld): Promise<Secrets> {
  try {
    return await connectSelected(await selectContext(options, world.env), options, world);
  } catch (error) {
    throw error instanceof ConfigProblem ? await error.locate() : error;
  }
}

async function connectSelected(
  selected: SelectedContext,
  options: ConnectOptions,
  world: ConnectWorld,
): Promise<Secrets> {
  const { endpoint, credentials } = await readAccess(selected, options, world);
  if (options.verbose) {
    const proxy = endpoint.proxy && `proxy ${endpoint.proxy.name}: ${endpoint.proxy.source}`;
    const namespace = `namespace "${selected.namespace}": ${selected.namespaceSource}`;
    for (const line of [...selected.decisions, namespace, proxy]) if (line) world.trace(line);
  }
  if (endpoint.tls.rejectUnauthorized === false && endpoint.url.protocol === "https:") {
    world.warn(
      `warning: context "${selected.name}" does not verify who ${endpoint.url.host} is (insecure-skip-tls-verify)`,
    );
  }
  await noteReadable(selected.credentialFiles, world);
  const transport = new Transport(endpoint, credentials, {
    userAgent: world.userAgent,
    headers: selected.user === undefined ? {} : impersonationHeaders(selected.user),
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

/**
 * What stands in the user itself comes first, and a plugin is not even started then (client-go, UpdateTransportConfig).
 */
async function readAccess(
  { cluster, user, name }: SelectedContext,
  options: ConnectOptions,
  world: ConnectWorld,
): Promise<{ endpoint: Endpoint; credentials: CredentialSource }> {
  const own = user === undefined ? undefined : await readCredentials(user);
  const isAsked = own === undefined && user !== undefined && (user.has("exec") || user.has("auth-provider"));
  const endpoint = await readEndpoint(cluster, own !== undefined || isAsked, world.env);
  if (own !== undefined) return { endpoint, credentials: own };
  if (!isAsked || user === undefined) {
    return { endpoint, credentials: fixedCredentials({ authorization: undefined, certificate: undefined }) };
  }
  if (user.has("exec")) {
    const { readPlugin } = await import("./exec-plugin.js");
    const terminal = options.stdinIsTaken !== true && world.isTerminal();
    const { requestTimeout } = options;
    const plugin = { ...world, terminal, requestTimeout, onStderr: world.show };
    return { endpoint, credentials: readPlugin(user, cluster, endpoint, plugin) };
  }
  const { readAuthProvider } = await import("./auth-provider.js");
  return { endpoint, credentials: readAuthProvider(user, name, world.now()) };
}

const isWindows = sep === "\\";

/** Others than the owner may read the file, and find a password there. */
const READABLE_BY_OTHERS = 0o044;

/** One note for all files. On Windows, modes say nothing. */
async function noteReadable(files: readonly string[], world: ConnectWorld): Promise<void> {
  if (isWindows) return;
  const modes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mode }) => mode,
        () => 0,
      ),
    ),
  );
  const readable = files.filter((_, at) => ((modes[at] ?? 0) & READABLE_BY_OTHERS) !== 0);
  if (readable.length === 0) return;
  world.warn(`note: others can read ${readable.join(", ")}, which holds credentials: chmod 600 protects it`);
}
