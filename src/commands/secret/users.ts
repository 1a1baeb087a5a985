import type { Cluster } from "../../kube/cluster.js";
import type { SecretUsers } from "../../pipeline/users.js";
import type { SecretSummary } from "../../secret/secret.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";

/** The pipelines that use a secret, as text; "" for none. */
export type UsedBy = (secret: Pick<SecretSummary, "namespace" | "name">) => string;

/**
 * Asks once for the workers of all pipelines.
 * @param namespace undefined for all of them
 * @returns "" for every secret when it is not allowed to look, which a note says
 */
export async function usedBy(
  cluster: Cluster,
  namespace: string | undefined,
  options: { quiet: boolean },
  deps: CommandDeps,
): Promise<UsedBy> {
  const { secretUsers, usersText } = await import("../../pipeline/users.js");
  const workers = await cluster.workers(namespace).list();
  if (workers === undefined) {
    await note(deps, options, "note: it is not allowed to look which pipelines use secrets");
  }
  const users: SecretUsers = secretUsers(workers ?? []);
  return (secret) => usersText(users.get(`${secret.namespace}/${secret.name}`) ?? []);
}

/**
 * After values have changed: which pipelines have to be helped to see them. Nothing is told where it cannot be seen.
 * Variables are read when a container starts; mounted files follow when the kubelet looks again.
 */
export async function tellUsers(
  cluster: Cluster,
  changed: readonly SecretSummary[],
  options: { quiet: boolean },
  deps: CommandDeps,
): Promise<void> {
  if (changed.length === 0 || options.quiet || deps.signal.aborted) return;
  const { secretUsers } = await import("../../pipeline/users.js");
  const namespaces = [...new Set(changed.map(({ namespace }) => namespace))];
  for (const namespace of namespaces) {
    const workers = await cluster
      .workers(namespace)
      .list()
      .catch(() => undefined);
    const users = secretUsers(workers ?? []);
    for (const { name } of changed.filter((secret) => secret.namespace === namespace)) {
      const ofSecret = users.get(`${namespace}/${name}`) ?? [];
      const using = (use: "variable" | "mount"): string =>
        ofSecret
          .filter(({ uses }) => uses.includes(use))
          .map(({ pipeline }) => pipeline)
          .join(", ");
      const [inVariables, inFiles] = [using("variable"), using("mount")];
      if (inVariables !== "") {
        await note(
          deps,
          options,
          `note: workers of ${inVariables} have the old values of secret "${name}" in variables until they start anew: delete their pods, and new ones come`,
        );
      }
      if (inFiles !== "") {
        await note(
          deps,
          options,
          `note: workers of ${inFiles} see the new values of secret "${name}" in their files within a minute or two`,
        );
      }
    }
  }
}
