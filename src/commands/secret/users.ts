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
