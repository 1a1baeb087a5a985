import type { FindSecret, FoundSecret } from "../../platform/checks/check.js";
import type { CommandDeps } from "../command-deps.js";
import { type LookUpOptions, lookUpSecrets, type SeenSecret } from "../look-up.js";

/** @param names of the secrets that matter */
export async function foundSecrets(
  names: readonly string[],
  options: LookUpOptions,
  deps: CommandDeps,
): Promise<FindSecret> {
  return lookUpSecrets(names, toFoundSecret, options, deps);
}

export function toFoundSecret({ type, data, labels, annotations }: SeenSecret): FoundSecret {
  return { type, data, isHelms: isHelms(labels, annotations) };
}

/** By what Helm itself looks at before it takes an object for its own (helm pkg/action/validate.go). */
export function isHelms(labels: SeenSecret["labels"], annotations: SeenSecret["annotations"]): boolean {
  return (
    labels["app.kubernetes.io/managed-by"] === "Helm" &&
    annotations["meta.helm.sh/release-name"] !== undefined
  );
}
