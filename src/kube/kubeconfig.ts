import { readFile } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import type { Environment } from "../deps.js";
import { describeSystemError, systemErrorCode, usageError } from "../errors.js";
import { parseConfigText } from "./config-text.js";

/** The merged view of one or several kubeconfig files. */
export interface Kubeconfig {
  files: readonly string[];
  currentContext: string | undefined;
  contexts: ReadonlyMap<string, Fields>;
  clusters: ReadonlyMap<string, Fields>;
  users: ReadonlyMap<string, Fields>;
}

/**
 * Reads the kubeconfig by kubectl's rules (client-go `ClientConfigLoadingRules`): `--kubeconfig` alone, else the
 * files of KUBECONFIG, else ~/.kube/config. In a list, missing files are skipped, the first file that sets
 * current-context wins, and so does the first definition of a name.
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
    currentContext: undefined as string | undefined,
    contexts: new Map<string, Fields>(),
    clusters: new Map<string, Fields>(),
    users: new Map<string, Fields>(),
  };
  for (const [at, text] of contents.entries()) {
    const file = paths[at];
    if (text === undefined || file === undefined) continue;
    const config = new Fields(await parseConfigText(text, file), file, "");
    merged.files.push(file);
    merged.currentContext ??= config.text("current-context");
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

/** Checked access to the fields of an object that a file holds. Errors name file and path, never a value. */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly file: string;
  readonly #path: string;

  /** @throws PachctlError usage when the value is neither an object nor absent */
  constructor(value: unknown, file: string, path: string) {
    if (value !== undefined && value !== null && (typeof value !== "object" || Array.isArray(value))) {
      throw usageError(`${file}: ${path === "" ? "the file" : path} must be a map, and is ${kindOf(value)}`);
    }
    this.#object = (value ?? {}) as Record<string, unknown>;
    this.file = file;
    this.#path = path;
  }

  /** A string; absent, null and "" are undefined. */
  text(name: string): string | undefined {
    const value = this.#get(name);
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") throw this.#wrong(name, "a string (quote it)", value);
    return value;
  }

  flag(name: string): boolean {
    const value = this.#get(name) ?? false;
    if (typeof value !== "boolean") throw this.#wrong(name, "true or false", value);
    return value;
  }

  /** A path, made absolute against the folder of the file that holds it. */
  path(name: string): string | undefined {
    const value = this.text(name);
    return value === undefined || isAbsolute(value) ? value : join(dirname(this.file), value);
  }

  list(name: string): Fields[] {
    const value = this.#get(name) ?? [];
    if (!Array.isArray(value)) throw this.#wrong(name, "a list", value);
    return value.map((element, at) => new Fields(element, this.file, `${this.#join(name)}[${at}]`));
  }

  fields(name: string): Fields {
    return new Fields(this.#get(name), this.file, this.#join(name));
  }

  has(name: string): boolean {
    const value = this.#get(name);
    if (Array.isArray(value)) return value.length > 0;
    return value !== undefined && value !== null && value !== "";
  }

  /** Own fields only: a context may be called `constructor`. */
  #get(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
  }

  #join(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }

  #wrong(name: string, expected: string, value: unknown): Error {
    return usageError(`${this.file}: ${this.#join(name)} must be ${expected}, and is ${kindOf(value)}`);
  }
}

function addEntries(target: Map<string, Fields>, config: Fields, list: string, key: string): void {
  for (const entry of config.list(list)) {
    const name = entry.text("name") ?? "";
    if (!target.has(name)) target.set(name, entry.fields(key));
  }
}

async function readOptional(path: string, mustExist: boolean): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT" && !mustExist) return undefined;
    throw usageError(`cannot read kubeconfig ${path}: ${describeSystemError(error)}`);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a map" : `a ${typeof value}`;
}
