import { namespaceProblem } from "../../apimachinery/name-words.js";
import { PachctlError, usageError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import { OldOneLeaves } from "../../kube/old-one-leaves.js";
import type { PachdLook } from "../../kube/pachd.js";
import type { ObjectFormat } from "../../output/object-list.js";
import type { NewSecret } from "../../secret/secret.js";
import { type Done, runBatch } from "../batch.js";
import type { GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import type { DryRun } from "../options.js";
import { told } from "./told.js";

export interface CreationOptions extends GlobalOptions {
  dryRun: DryRun | undefined;
  /** A client dry run knows names only. */
  output: "name" | ObjectFormat | undefined;
  keepGoing: boolean;
  skipExisting: boolean;
  /** Has standard input been read, so that no plugin can ask there? */
  stdinIsTaken: boolean;
}

/** Of --namespace, before anything is read: a client dry run asks no cluster. @throws PachctlError usage */
export function checkNamespace(namespace: string | undefined): void {
  const problem = namespace === undefined ? undefined : namespaceProblem(namespace);
  if (problem === undefined) return;
  throw usageError(`"${namespace}" (from --namespace) is no namespace: ${problem}`);
}

/** Requests under way, and so connections. */
const AT_ONCE = 16;

/** The one way from checked secrets to the server, wherever they came from. */
export async function createAll(
  secrets: readonly NewSecret[],
  options: CreationOptions,
  deps: CommandDeps,
): Promise<void> {
  const cluster = options.dryRun === "client" ? undefined : await connected(secrets, options, deps);
  const create = cluster === undefined ? clientDryRun(options) : creation(cluster, options);
  const seen = lookAlongside(secrets, cluster, options);
  await runBatch(
    {
      items: secrets,
      participle: "created",
      concurrency: AT_ONCE,
      keepGoing: options.keepGoing,
      // JSON objects need nothing between them.
      ...(options.output === "yaml" && { divider: "---\n" }),
      act: create,
    },
    options,
    deps,
  );
  const warning = seen();
  if (warning !== undefined) await note(deps, options, warning);
}

/**
 * Looks whether pachd runs where secrets go because nobody named a namespace: pipelines find secrets in pachd's own only.
 * @returns what was seen by then, as a warning: nobody waits for it
 */
function lookAlongside(
  secrets: readonly NewSecret[],
  cluster: Cluster | undefined,
  { namespace, dryRun, quiet }: CreationOptions,
): () => string | undefined {
  let look: PachdLook | undefined;
  const isChosen = namespace !== undefined || secrets.every((secret) => secret.namespace !== undefined);
  if (cluster === undefined || dryRun !== undefined || isChosen || quiet) return () => undefined;
  void cluster.pachd(cluster.namespace).then((found) => {
    look = found;
  });
  return () => {
    if (look === undefined || look.isHere) return undefined;
    const [where] = look.elsewhere;
    const hint = where === undefined ? "" : `; it runs in namespace "${where}": -n ${where}`;
    return `warning: pachd does not run in namespace "${cluster.namespace}": no pipeline will find the secret there${hint}`;
  };
}

type Create = (secret: NewSecret) => Promise<Done>;

function clientDryRun(options: CreationOptions): Create {
  return (secret) => {
    const namespace = secret.namespace ?? options.namespace;
    return told({ participle: "created", name: nameOf(secret), namespace, secret: undefined }, options);
  };
}

async function connected(
  secrets: readonly NewSecret[],
  options: CreationOptions,
  deps: CommandDeps,
): Promise<Cluster> {
  const cluster = await deps.connect(options);
  checkDistinct(secrets, cluster);
  return cluster;
}

/** A manifest that names no namespace may mean the same secret as one that does: known when the cluster is. */
function checkDistinct(secrets: readonly NewSecret[], cluster: Cluster): void {
  const seen = new Set<string>();
  for (const { name, namespace } of secrets) {
    if (name === undefined) continue;
    const where = cluster.secrets(namespace).namespace;
    const size = seen.size;
    if (seen.add(`${where}/${name}`).size === size) {
      throw usageError(
        `secret "${name}" is there twice: one manifest names the namespace "${where}", and another one none`,
      );
    }
  }
}

function creation(cluster: Cluster, options: CreationOptions): Create {
  return async (secret) => {
    const secrets = cluster.secrets(secret.namespace);
    try {
      const created = await secrets.create(secret, options.dryRun === "server");
      const { name, namespace } = created;
      return await told({ participle: "created", name, namespace, secret: created }, options);
    } catch (error) {
      if (!options.skipExisting || !isAlreadyExists(error)) throw error;
      return {
        note: `secret/${nameOf(secret)} exists already in namespace "${secrets.namespace}", and was left as it is`,
        insteadOfDone: "existed already",
      };
    }
  };
}

/** And will, as far as one can see. */
function isAlreadyExists(error: unknown): boolean {
  return error instanceof PachctlError && error.kind === "already-exists" && !(error instanceof OldOneLeaves);
}

function nameOf({ name, generateName }: NewSecret): string {
  return name ?? generateName ?? "";
}
