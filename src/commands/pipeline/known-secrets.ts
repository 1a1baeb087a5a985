import pLimit from "p-limit";
import { PachctlError } from "../../errors.js";
import { readManifests } from "../../input/read-manifests.js";
import type { Secrets } from "../../kube/secrets.js";
import type { KnownSecret, LookUp } from "../../pipeline/check-secrets.js";
import { toKnownSecret } from "../../pipeline/known-secret.js";
import { type Pipeline, secretNames } from "../../pipeline/pipelines.js";
import { DEFAULT_TYPE } from "../../secret/secret.js";
import type { GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";

export interface KnownSecretsOptions extends GlobalOptions {
  /** The specs: with `-`, standard input is taken. */
  files: readonly string[];
  offline: boolean;
  /** Manifests that stand for the cluster. */
  manifests: readonly string[];
}

/** @returns nothing when no secret is known, and so none can be missed */
export async function knownSecrets(
  pipelines: readonly Pipeline[],
  options: KnownSecretsOptions,
  deps: CommandDeps,
): Promise<LookUp | undefined> {
  if (!options.offline) return ofCluster(pipelines, options, deps);
  if (options.manifests.length === 0) return undefined;
  const { secrets } = await readManifests(
    {
      files: options.manifests,
      recursive: false,
      maxInput: undefined,
      namespace: options.namespace,
      skipOtherKinds: true,
      strict: false,
    },
    deps,
  );
  const byName = new Map(
    secrets.flatMap(({ name, type = DEFAULT_TYPE, data }) =>
      name === undefined ? [] : [[name, toKnownSecret(type, data)] as const],
    ),
  );
  return (name) => byName.get(name);
}

/** Requests under way. */
const AT_ONCE = 8;

async function ofCluster(
  pipelines: readonly Pipeline[],
  options: KnownSecretsOptions,
  deps: CommandDeps,
): Promise<LookUp> {
  const cluster = await deps.connect({ ...options, stdinIsTaken: options.files.includes("-") });
  const secrets = cluster.secrets();
  const inTurn = pLimit(AT_ONCE);
  const found = new Map(
    await Promise.all(
      secretNames(pipelines).map((name) => inTurn(async () => [name, await read(name, secrets)] as const)),
    ),
  );
  return (name) => found.get(name);
}

async function read(name: string, secrets: Secrets): Promise<KnownSecret | undefined> {
  try {
    const { type, data } = await secrets.getWithValues(name);
    return toKnownSecret(type, data);
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    if (error.kind === "not-found") return undefined;
    // pachd's words (validateSecret), then ours.
    const problems = error.problems.map((problem) => `could not get Kubernetes secret ${name}: ${problem}`);
    throw new PachctlError(error.kind, problems, {
      cause: error,
      ...(error.hint !== undefined && { hint: error.hint }),
    });
  }
}
