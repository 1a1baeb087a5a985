import type { LookUp } from "../../pipeline/check-secrets.js";
import { toKnownSecret } from "../../pipeline/known-secret.js";
import { type Pipeline, secretNames } from "../../pipeline/pipelines.js";
import type { GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { lookUpSecrets } from "../look-up.js";

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
  const { offline, manifests, files } = options;
  if (offline && manifests.length === 0) return undefined;
  return lookUpSecrets(
    secretNames(pipelines),
    ({ type, data }) => toKnownSecret(type, data),
    { ...options, manifests: offline ? manifests : undefined, stdinIsTaken: files.includes("-") },
    deps,
    // pachd's words (validateSecret), then ours.
    (name, problem) => `could not get Kubernetes secret ${name}: ${problem}`,
  );
}
