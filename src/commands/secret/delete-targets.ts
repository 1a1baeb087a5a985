import { PachctlError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import { doesNotExist, SECRETS, thing } from "../../kube/operation.js";
import type { Secrets } from "../../kube/secrets.js";
import { USER_SECRETS } from "../../secret/labels.js";
import type { SecretSummary } from "../../secret/secret.js";
import { combined } from "../batch.js";
import type { GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import { type GuardOptions, refusedByGuard } from "./guard.js";
import type { UsedBy } from "./users.js";

export interface TargetOptions extends GlobalOptions, GuardOptions {
  selector: string | undefined;
  ignoreNotFound: boolean;
}

/** A secret to delete: as it was read, and where. */
export interface Target {
  secret: SecretSummary;
  secrets: Secrets;
}

/** A secret by its name; without a namespace, it is in the one in force. */
export interface Named {
  name: string;
  namespace: string | undefined;
}

/** What -l or --all means: secrets made by users, and with --force and -l any others. */
export async function selected(
  { selector, force }: TargetOptions,
  cluster: Cluster,
  deps: CommandDeps,
): Promise<Target[]> {
  const secrets = cluster.secrets();
  const labelSelector = [
    ...(force && selector !== undefined ? [] : [USER_SECRETS]),
    ...(selector?.trim() ? [selector] : []),
  ].join(",");
  const targets: Target[] = [];
  const query = labelSelector === "" ? {} : { labelSelector };
  for await (const page of secrets.list(query)) {
    deps.signal.throwIfAborted();
    targets.push(...page.secrets.map((secret) => ({ secret, secrets })));
  }
  return targets;
}

/** @throws PachctlError forbidden when the guard keeps one of them */
export async function guarded(targets: readonly Target[], options: TargetOptions): Promise<Target[]> {
  const looked = targets.map(({ secret }) => refusedByGuard(secret, "delete", options));
  const refusals = (await Promise.all(looked)).filter((refusal) => refusal !== undefined);
  if (refusals.length > 0) throw combined(refusals, targets.length > 1 ? "nothing was deleted" : undefined);
  return [...targets];
}

/** Reads every secret and applies the guard to all of them before anything is deleted. */
export async function lookUp(
  named: readonly Named[],
  options: TargetOptions,
  cluster: Cluster,
  deps: CommandDeps,
): Promise<Target[]> {
  const found: Target[] = [];
  const refusals: PachctlError[] = [];
  const looks = named.map(async ({ name, namespace }) => {
    const secrets = cluster.secrets(namespace);
    return { name, secrets, result: await readOne(name, secrets) };
  });
  for (const { name, secrets, result } of await Promise.all(looks)) {
    if (!(result instanceof PachctlError)) {
      const refusal = await refusedByGuard(result, "delete", options);
      if (refusal === undefined) found.push({ secret: result, secrets });
      else refusals.push(refusal);
    } else if (result.kind === "not-found" && options.ignoreNotFound) {
      const { namespace } = secrets;
      const missing = thing({ resource: SECRETS, name });
      await note(deps, options, `nothing to do for ${missing}: ${doesNotExist({ namespace })}`);
    } else refusals.push(result);
  }
  if (refusals.length > 0) throw combined(refusals, named.length > 1 ? "nothing was deleted" : undefined);
  return found;
}

async function readOne(name: string, secrets: Secrets): Promise<SecretSummary | PachctlError> {
  try {
    return await secrets.get(name, "delete");
  } catch (error) {
    if (error instanceof PachctlError) return error;
    throw error;
  }
}

/** @throws PachctlError forbidden when pipelines use one of them */
export function refuseUsed(targets: readonly Target[], users: UsedBy): void {
  const refusals = targets
    .map(({ secret }) => ({ name: secret.name, text: users(secret) }))
    .filter(({ text }) => text !== "")
    .map(
      ({ name, text }) =>
        new PachctlError("forbidden", `cannot delete secret "${name}": pipelines use it: ${text}`, {
          hint: "if it is really meant, add --used",
        }),
    );
  if (refusals.length > 0) throw combined(refusals, targets.length > 1 ? "nothing was deleted" : undefined);
}
