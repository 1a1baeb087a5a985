import pLimit from "p-limit";
import { secretNameProblem } from "../apimachinery/name-words.js";
import { PachctlError } from "../errors.js";
import type { Secrets } from "../kube/secrets.js";
import { DEFAULT_TYPE, type SecretData, type SecretWithValues } from "../secret/secret.js";
import type { GlobalOptions } from "./command.js";
import type { CommandDeps } from "./command-deps.js";

/** A secret that was looked up, in the cluster or in a manifest. */
export interface SeenSecret {
  type: string;
  data: SecretData;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}

export interface LookUpOptions extends GlobalOptions {
  /** Manifests that stand for the cluster; undefined when the cluster is asked. */
  manifests: readonly string[] | undefined;
  stdinIsTaken: boolean;
}

/** Requests under way. */
const AT_ONCE = 8;

/**
 * Looks secrets up by name.
 * @param keep what is kept of each: no more than is needed
 * @param reword of an error about one of them
 * @returns finds what was kept; nothing for a secret that does not exist, and for what cannot be a name
 */
export async function lookUpSecrets<K>(
  names: readonly string[],
  keep: (secret: SeenSecret) => K,
  options: LookUpOptions,
  deps: CommandDeps,
  reword: (name: string, problem: string) => string = (_name, problem) => problem,
): Promise<(name: string) => K | undefined> {
  const { manifests } = options;
  if (manifests !== undefined) return inManifests(manifests, keep, options, deps);
  const cluster = await deps.connect(options);
  const secrets = cluster.secrets();
  const inTurn = pLimit(AT_ONCE);
  const found = new Map(
    await Promise.all(
      names
        .filter((name) => secretNameProblem(name) === undefined)
        .map((name) => inTurn(async () => [name, await read(name, secrets, keep, reword)] as const)),
    ),
  );
  return (name) => found.get(name);
}

async function inManifests<K>(
  files: readonly string[],
  keep: (secret: SeenSecret) => K,
  { namespace }: GlobalOptions,
  deps: CommandDeps,
): Promise<(name: string) => K | undefined> {
  if (files.length === 0) return () => undefined;
  const { readManifests } = await import("../input/read-manifests.js");
  const { secrets } = await readManifests(
    { files, recursive: false, maxInput: undefined, namespace, skipOtherKinds: true, strict: false },
    deps,
  );
  const byName = new Map(
    secrets.flatMap(({ name, type = DEFAULT_TYPE, data, labels, annotations }) =>
      name === undefined ? [] : [[name, keep({ type, data, labels, annotations })] as const],
    ),
  );
  return (name) => byName.get(name);
}

async function read<K>(
  name: string,
  secrets: Secrets,
  keep: (secret: SeenSecret) => K,
  reword: (name: string, problem: string) => string,
): Promise<K | undefined> {
  try {
    const found = await readIfThere(name, secrets);
    if (found === undefined) return undefined;
    const { type, data, labels, metadata } = found;
    return keep({ type, data, labels, annotations: metadata.annotations ?? {} });
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    const problems = error.problems.map((problem) => reword(name, problem));
    throw new PachctlError(error.kind, problems, {
      cause: error,
      ...(error.hint !== undefined && { hint: error.hint }),
    });
  }
}

/** @returns nothing when there is no such secret */
export async function readIfThere(name: string, secrets: Secrets): Promise<SecretWithValues | undefined> {
  try {
    return await secrets.getWithValues(name);
  } catch (error) {
    if (error instanceof PachctlError && error.kind === "not-found") return undefined;
    throw error;
  }
}
