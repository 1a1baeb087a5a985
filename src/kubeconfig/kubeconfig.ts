import { delimiter, join } from "node:path";
import { shownName } from "../apimachinery/shown.js";
import type { Environment } from "../deps.js";
import { describeSystemError, systemErrorCode, usageError } from "../errors.js";
import { readText } from "../files.js";
import { parseConfigText } from "./config-text.js";
import { Fields } from "./fields.js";

/** The merged view of one or several kubeconfig files. */
export interface Kubeconfig {
  files: readonly string[];
  /** The name, and the file that sets it. */
  currentContext: { name: string; config: Fields } | undefined;
  contexts: ReadonlyMap<string, Fields>;
  clusters: ReadonlyMap<string, Fields>;
  users: ReadonlyMap<string, Fields>;
}

/**
 * Reads the kubeconfig by kubectl's rules (client-go `ClientConfigLoadingRules`): `--kubeconfig` alone, else the
 * files of KUBECONFIG, else ~/.kube/config. In a list, missing files are skipped, the first file that sets
 * current-context wins, and so does the first file that defines a name.
 *
 * @returns undefined when none of the files exists
 * @throws PachctlError usage: a file that was named by `--kubeconfig` is missing, or a file cannot be read or parsed
 */
export async function readKubeconfig(
  explicit: string | undefined,
  env: Environment,
): Promise<Kubeconfig | undefined> {
  if (explicit === "") throw usageError("--kubeconfig names no file");
  const paths = kubeconfigPaths(explicit, env);
  const contents = await Promise.all(paths.map((path) => readOptional(path, explicit !== undefined)));
  const merged = {
    files: [] as string[],
    currentContext: undefined as Kubeconfig["currentContext"],
    contexts: new Map<string, Fields>(),
    clusters: new Map<string, Fields>(),
    users: new Map<string, Fields>(),
  };
  for (const [at, text] of contents.entries()) {
    const file = paths[at];
    if (text === undefined || file === undefined) continue;
    const config = new Fields(await parseConfigText(text, file), { file, text });
    const name = config.text("current-context");
    merged.files.push(file);
    if (name !== undefined) merged.currentContext ??= { name, config };
    addEntries(merged.contexts, config, "contexts", "context");
    addEntries(merged.clusters, config, "clusters", "cluster");
    addEntries(merged.users, config, "users", "user");
  }
  return merged.files.length === 0 ? undefined : merged;
}

/** The places that are looked at, for the error that names them. */
export function kubeconfigPaths(explicit: string | undefined, env: Environment): string[] {
  if (explicit !== undefined) return [explicit];
  if (env.KUBECONFIG) return [...new Set(env.KUBECONFIG.split(delimiter).filter((path) => path !== ""))];
  const home = homeDirectory(env);
  return home === undefined ? [] : [join(home, ".kube", "config")];
}

/** An empty HOME counts as unset: `join("", ".kube")` would read the current directory, which anybody may have filled. */
export function homeDirectory(env: Environment): string | undefined {
  const home = env.HOME || env.USERPROFILE;
  return home === undefined || home === "" ? undefined : home;
}

/** The first file wins; the same name twice in one file is refused, as by kubectl. */
function addEntries(target: Map<string, Fields>, config: Fields, list: string, key: string): void {
  const seen = new Map<string, number>();
  for (const [at, entry] of config.list(list).entries()) {
    const name = entry.text("name") ?? "";
    const first = seen.get(name);
    if (first !== undefined) {
      throw entry
        .problem(`"${shownName(name)}" is there twice in this file`, "name")
        .alsoAt([list, first, "name"]);
    }
    seen.set(name, at);
    if (!target.has(name)) target.set(name, entry.fields(key));
  }
}

async function readOptional(path: string, mustExist: boolean): Promise<string | undefined> {
  try {
    return await readText(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT" && !mustExist) return undefined;
    throw usageError(`cannot read kubeconfig ${path}: ${describeSystemError(error)}`);
  }
}
