import type { ClusterChoice, CredentialSource, Endpoint } from "../access.js";
import { escapeControls } from "../apimachinery/escape.js";
import type { Deps } from "../deps.js";
import { ConfigProblem } from "../kubeconfig/config-problem.js";
import { fixedCredentials, readCredentials } from "../kubeconfig/credentials.js";
import { readEndpoint } from "../kubeconfig/endpoint.js";
import { impersonationHeaders } from "../kubeconfig/impersonation.js";
import { filesReadableByOthers } from "../kubeconfig/readable-files.js";
import { selectContext } from "../kubeconfig/select-context.js";
import type { SelectedContext } from "../kubeconfig/selected-context.js";
import { Transport } from "../transport/transport.js";
import { VERSION } from "../version.js";
import { Api } from "./api.js";
import { Cluster } from "./cluster.js";

/** Which cluster, and how to talk to it: the options declared on the root command. */
export interface ConnectOptions extends ClusterChoice {
  /** Milliseconds for one request; 0 means no limit. */
  requestTimeout?: number | undefined;
  /** Standard input is read by the command: no credential plugin can ask there. */
  stdinIsTaken?: boolean;
  verbose?: boolean;
  quiet?: boolean;
}

/**
 * Reads the configuration and returns the chosen cluster. Opens no connection yet.
 * @throws PachctlError usage when the configuration is missing, wrong or needs what is not supported
 */
export async function connect(options: ConnectOptions, deps: Deps): Promise<Cluster> {
  try {
    return await connectSelected(await selectContext(options, deps.env), options, deps);
  } catch (error) {
    throw error instanceof ConfigProblem ? await error.locate() : error;
  }
}

async function connectSelected(
  selected: SelectedContext,
  options: ConnectOptions,
  deps: Deps,
): Promise<Cluster> {
  const say = (text: string): void => void deps.stderr.write(`${escapeControls(text)}\n`);
  const warn = options.quiet ? (): void => {} : say;
  const trace = options.verbose ? say : (): void => {};
  const { endpoint, credentials } = await readAccess(selected, options, deps);
  for (const decision of selected.decisions) trace(decision);
  trace(`namespace "${selected.namespace}": ${selected.namespaceSource}`);
  if (endpoint.proxy !== undefined) trace(`proxy ${endpoint.proxy.name}: ${endpoint.proxy.source}`);
  if (endpoint.tls.rejectUnauthorized === false && endpoint.url.protocol === "https:") {
    warn(
      `warning: context "${selected.name}" does not verify who ${endpoint.url.host} is (insecure-skip-tls-verify)`,
    );
  }
  const readable = await filesReadableByOthers(selected.credentialFiles);
  if (readable.length > 0) {
    warn(`note: others can read ${readable.join(", ")}, which holds credentials: chmod 600 protects it`);
  }
  const { clock, signal, random } = deps;
  const transport = new Transport(endpoint, credentials, {
    userAgent: `pachctl/${VERSION} (${deps.processes.platform})`,
    headers: selected.user === undefined ? {} : impersonationHeaders(selected.user),
    requestTimeout: options.requestTimeout,
    clock,
    signal,
    onReply: trace,
    onWarning: (text) => warn(`warning: the server says: ${text}`),
  });
  const typed = {
    kubeconfig: options.kubeconfig,
    context: options.context,
    namespace: selected.ownNamespace,
  };
  const api = new Api(transport, selected.name, typed, {
    clock,
    random,
    signal,
    warn,
    keepHeapSmall: deps.processes.keepHeapSmall,
  });
  return new Cluster(api, { name: selected.namespace, source: selected.namespaceSource });
}

/**
 * What stands in the user itself comes first, and a plugin is not even started then (client-go, UpdateTransportConfig).
 */
async function readAccess(
  { cluster, user, name }: SelectedContext,
  options: ConnectOptions,
  deps: Deps,
): Promise<{ endpoint: Endpoint; credentials: CredentialSource }> {
  const own = user === undefined ? undefined : await readCredentials(user);
  const isAsked = own === undefined && user !== undefined && (user.has("exec") || user.has("auth-provider"));
  const endpoint = await readEndpoint(cluster, own !== undefined || isAsked, deps.env);
  if (own !== undefined) return { endpoint, credentials: own };
  if (!isAsked || user === undefined) {
    return { endpoint, credentials: fixedCredentials({ authorization: undefined, certificate: undefined }) };
  }
  if (user.has("exec")) {
    const { readPlugin } = await import("../kubeconfig/exec-plugin.js");
    const terminal = options.stdinIsTaken !== true && deps.stdin.isTTY;
    const { requestTimeout } = options;
    return {
      endpoint,
      credentials: readPlugin(user, cluster, endpoint, { ...deps, terminal, requestTimeout }),
    };
  }
  const { readAuthProvider } = await import("../kubeconfig/auth-provider.js");
  return { endpoint, credentials: readAuthProvider(user, name, deps.clock.now()) };
}
