import type { ClusterChoice } from "../access.js";
import type { Environment } from "../deps.js";
import { usageError } from "../errors.js";
import type { Fields } from "./fields.js";
import { inClusterContext } from "./in-cluster.js";
import { type Kubeconfig, kubeconfigPaths, readKubeconfig } from "./kubeconfig.js";
import { type PachContext, readPachContext } from "./pachctl-config.js";
import type { SelectedContext } from "./selected-context.js";

/**
 * Chooses cluster, user and namespace (README, "Which cluster").
 * @throws PachctlError usage when nothing is configured, or what is named does not exist
 */
export async function selectContext(options: ClusterChoice, env: Environment): Promise<SelectedContext> {
  const explicit = options.kubeconfig !== undefined || options.context !== undefined;
  const [kubeconfig, overlay] = await Promise.all([
    readKubeconfig(options.kubeconfig, env),
    explicit ? undefined : readPachContext(env),
  ]);
  const selected =
    kubeconfig === undefined ? await inCluster(options, env) : fromKubeconfig(kubeconfig, overlay, options);
  const own =
    overlay?.namespace === undefined
      ? selected
      : {
          ...selected,
          namespace: overlay.namespace,
          ownNamespace: overlay.namespace,
          namespaceSource: overlaid(overlay),
        };
  if (options.namespace === undefined) return own;
  return { ...own, namespace: options.namespace, namespaceSource: "--namespace" };
}

function fromKubeconfig(
  kubeconfig: Kubeconfig,
  overlay: PachContext | undefined,
  options: ClusterChoice,
): SelectedContext {
  const current = kubeconfig.currentContext;
  const contextName = options.context ?? current?.name;
  const context = contextName === undefined ? undefined : kubeconfig.contexts.get(contextName);
  if (context === undefined && (options.context !== undefined || overlay?.clusterName === undefined)) {
    throw noContext(options.context, kubeconfig);
  }
  const name = contextName ?? `pachctl's ${overlay?.name}`;
  const choice = { kubeconfig, context, overlay };
  const cluster = choose("cluster", overlay?.clusterName, choice);
  if (cluster === undefined) throw noCluster(name, choice);
  const user = choose("user", overlay?.authInfo, choice);
  const chosen = options.context !== undefined ? "--context" : `current-context of ${current?.config.file}`;
  const contextSource = context === undefined ? overlaid(overlay) : `${chosen}, defined in ${context.file}`;
  const namespace = context?.text("namespace") ?? "default";
  return {
    name,
    cluster: cluster.fields,
    user: user?.fields,
    namespace,
    ownNamespace: namespace,
    namespaceSource: context?.has("namespace") ? `context "${name}" of ${context.file}` : "the default",
    decisions: [
      `context "${name}": ${contextSource}`,
      cluster.decision,
      user?.decision ?? "user: none, requests carry no credentials",
    ],
    credentialFiles: credentialFiles(kubeconfig),
  };
}

const CREDENTIALS = ["token", "password", "client-key-data", "auth-provider"];

function credentialFiles(kubeconfig: Kubeconfig): string[] {
  const users = [...kubeconfig.users.values()];
  const holders = users.filter((user) => CREDENTIALS.some((field) => user.has(field)));
  return [...new Set(holders.map(({ file }) => file))];
}

/** What a cluster or user is chosen from. */
interface Choice {
  kubeconfig: Kubeconfig;
  context: Fields | undefined;
  overlay: PachContext | undefined;
}

/**
 * The cluster or user that pachctl's context names, else the one of the kubeconfig's context.
 * @throws PachctlError usage when what is named is not defined
 */
function choose(
  kind: "cluster" | "user",
  overlaidName: string | undefined,
  { kubeconfig, context, overlay }: Choice,
): { fields: Fields; decision: string } | undefined {
  const name = overlaidName ?? context?.text(kind);
  if (name === undefined) return undefined;
  const entries = kind === "cluster" ? kubeconfig.clusters : kubeconfig.users;
  const fields = entries.get(name);
  const by = overlaidName === undefined ? `context of ${context?.file}` : overlaid(overlay);
  if (fields !== undefined)
    return { fields, decision: `${kind} "${name}": ${by}, defined in ${fields.file}` };
  const hint = known(entries, kind);
  if (overlaidName === undefined && context !== undefined) {
    throw context.problem(`no ${kind} is called "${name}"`, kind).withHint(hint);
  }
  throw usageError(`${by} names the ${kind} "${name}", which ${filesOf(kubeconfig)} does not define`, hint);
}

function overlaid(overlay: PachContext | undefined): string {
  return `pachctl's active context "${overlay?.name}" of ${overlay?.file}`;
}

async function inCluster(options: ClusterChoice, env: Environment): Promise<SelectedContext> {
  const selected = options.context === undefined ? await inClusterContext(env) : undefined;
  if (selected !== undefined) return selected;
  const places = kubeconfigPaths(options.kubeconfig, env).join(", ");
  const nowhere = env.KUBECONFIG ? "KUBECONFIG names no file" : "neither KUBECONFIG nor HOME is set";
  throw usageError(
    `no kubeconfig: ${places === "" ? nowhere : `looked at ${places}`}`,
    "name a file with --kubeconfig or KUBECONFIG, or try everything without a cluster: pachctl sandbox",
  );
}

function noContext(asked: string | undefined, kubeconfig: Kubeconfig): Error {
  const names = known(kubeconfig.contexts, "context");
  const hint = kubeconfig.contexts.size === 0 ? names : `${names}; choose one with --context`;
  const { currentContext } = kubeconfig;
  if (asked !== undefined) return usageError(`${filesOf(kubeconfig)} has no context "${asked}"`, hint);
  if (currentContext === undefined) return usageError(`${filesOf(kubeconfig)} sets no current-context`, hint);
  const { name, config } = currentContext;
  return config.problem(`no context is called "${name}"`, "current-context").withHint(hint);
}

function noCluster(name: string, { context, kubeconfig }: Choice): Error {
  const hint = known(kubeconfig.clusters, "cluster");
  const problem = context?.problem(`context "${name}" names no cluster`, "cluster").withHint(hint);
  return problem ?? usageError(`${name} names no cluster`, hint);
}

/** What could have been meant. */
function known(entries: ReadonlyMap<string, unknown>, kind: string): string {
  const names = [...entries.keys()].sort();
  return names.length === 0 ? `no ${kind}s are defined` : `the ${kind}s are ${names.join(", ")}`;
}

function filesOf(kubeconfig: Kubeconfig): string {
  return kubeconfig.files.join(", ");
}
