import type { ConnectOptions, Environment } from "../deps.js";
import { usageError } from "../errors.js";
import { inClusterContext } from "./in-cluster.js";
import { type Fields, type Kubeconfig, kubeconfigPaths, readKubeconfig } from "./kubeconfig.js";
import { readPachContext } from "./pachctl-config.js";

/** The cluster, user and namespace that a run works with, and where they came from. */
export interface SelectedContext {
  /** For messages: the kubeconfig context's name, or `in-cluster`. */
  name: string;
  cluster: Fields;
  /** Undefined: the context has no user, and requests carry no credentials. */
  user: Fields | undefined;
  namespace: string;
  /** For messages: `--namespace`, `context "x" of FILE`, … */
  namespaceSource: string;
}

/**
 * Chooses cluster, user and namespace as DESIGN's "Which cluster, which context, which namespace" says.
 * @throws PachctlError usage when nothing is configured, or what is named does not exist
 */
export async function selectContext(options: ConnectOptions, env: Environment): Promise<SelectedContext> {
  const explicit = options.kubeconfig !== undefined || options.context !== undefined;
  const [kubeconfig, overlay] = await Promise.all([
    readKubeconfig(options.kubeconfig, env),
    explicit ? undefined : readPachContext(env),
  ]);
  if (kubeconfig === undefined)
    return withNamespace(await inCluster(options, env), options, overlay?.namespace);

  const contextName = options.context ?? kubeconfig.currentContext;
  const context = contextName === undefined ? undefined : kubeconfig.contexts.get(contextName);
  if (context === undefined && (options.context !== undefined || overlay?.clusterName === undefined)) {
    throw noContext(contextName, kubeconfig);
  }
  const name = contextName ?? `pachctl's ${overlay?.name}`;
  const clusterName = overlay?.clusterName ?? context?.text("cluster");
  const userName = overlay?.authInfo ?? context?.text("user");
  const cluster = clusterName === undefined ? undefined : kubeconfig.clusters.get(clusterName);
  if (cluster === undefined) {
    throw usageError(
      `context "${name}" names the cluster "${clusterName ?? ""}", which ${filesOf(kubeconfig)} does not define`,
    );
  }
  const user = userName === undefined ? undefined : kubeconfig.users.get(userName);
  if (userName !== undefined && user === undefined) {
    throw usageError(
      `context "${name}" names the user "${userName}", which ${filesOf(kubeconfig)} does not define`,
    );
  }
  const selected = {
    name,
    cluster,
    user,
    namespace: context?.text("namespace") ?? "default",
    namespaceSource: context?.has("namespace") ? `context "${name}" of ${context.file}` : "the default",
  };
  return withNamespace(selected, options, overlay?.namespace);
}

function withNamespace(
  selected: SelectedContext,
  options: ConnectOptions,
  overlaid: string | undefined,
): SelectedContext {
  if (options.namespace !== undefined) {
    return { ...selected, namespace: options.namespace, namespaceSource: "--namespace" };
  }
  if (overlaid === undefined) return selected;
  return { ...selected, namespace: overlaid, namespaceSource: "pachctl's active context" };
}

async function inCluster(options: ConnectOptions, env: Environment): Promise<SelectedContext> {
  const selected = options.context === undefined ? await inClusterContext(env) : undefined;
  if (selected !== undefined) return selected;
  const places = kubeconfigPaths(options.kubeconfig, env).join(", ");
  const looked = places === "" ? "neither KUBECONFIG nor HOME is set" : `looked at ${places}`;
  throw usageError(
    `no kubeconfig: ${looked}`,
    "name a file with --kubeconfig or KUBECONFIG, or try everything without a cluster: pachctl sandbox",
  );
}

function noContext(name: string | undefined, kubeconfig: Kubeconfig): Error {
  const names = [...kubeconfig.contexts.keys()].sort();
  const known = names.length === 0 ? "the file has no contexts" : `the contexts are ${names.join(", ")}`;
  const problem = name === undefined ? "sets no current context" : `has no context "${name}"`;
  return usageError(`${filesOf(kubeconfig)} ${problem}`, `${known}; choose one with --context`);
}

function filesOf(kubeconfig: Kubeconfig): string {
  return kubeconfig.files.join(", ");
}
