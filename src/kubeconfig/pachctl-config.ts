import { join } from "node:path";
import type { Environment } from "../deps.js";
import { describeSystemError, systemErrorCode, usageError } from "../errors.js";
import { readText } from "../files.js";
import { parseConfigText } from "./config-text.js";
import { Fields } from "./fields.js";
import { homeDirectory } from "./kubeconfig.js";

/** What pachctl's active context says about Kubernetes; it is laid over the kubeconfig's own context. */
export interface PachContext {
  name: string;
  file: string;
  clusterName: string | undefined;
  authInfo: string | undefined;
  namespace: string | undefined;
}

/**
 * Reads pachctl's configuration (`PACH_CONFIG`, else ~/.pachyderm/config.json) and picks `PACH_CONTEXT`, else its
 * active context. pachctl reads the file as YAML through protojson, so camelCase and unknown fields are fine.
 *
 * @returns undefined when there is no such file or no active context
 * @throws PachctlError usage when the file cannot be read or the context it names does not exist
 */
export async function readPachContext(env: Environment): Promise<PachContext | undefined> {
  const home = homeDirectory(env);
  const path = env.PACH_CONFIG || (home === undefined ? undefined : join(home, ".pachyderm", "config.json"));
  if (path === undefined) return undefined;
  const text = await readIfThere(path);
  if (text === undefined || text.trim() === "") return undefined;
  const v2 = new Fields(await parseConfigText(text, path), { file: path, text }).fields("v2");
  const name = env.PACH_CONTEXT || v2.text("active_context") || v2.text("activeContext");
  if (name === undefined || name === "") return undefined;
  const contexts = v2.fields("contexts");
  if (!contexts.has(name)) throw unknownContext(name, path, Boolean(env.PACH_CONTEXT));
  const context = contexts.fields(name);
  return {
    name,
    file: path,
    clusterName: context.text("cluster_name") ?? context.text("clusterName"),
    authInfo: context.text("auth_info") ?? context.text("authInfo"),
    namespace: context.text("namespace"),
  };
}

function unknownContext(name: string, path: string, fromEnvironment: boolean): Error {
  const problem = fromEnvironment
    ? `PACH_CONTEXT names the context "${name}", which ${path} does not have`
    : `the active context of ${path} is "${name}", which it does not have`;
  return usageError(
    problem,
    "choose a cluster with --context, or correct the file with pachctl's config commands",
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readText(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw usageError(`cannot read pachctl's configuration ${path}: ${describeSystemError(error)}`);
  }
}
