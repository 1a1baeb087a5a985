import { checkSecretName } from "../../apimachinery/name-words.js";
import { PachctlError } from "../../errors.js";
import { doesNotExist, SECRETS, thing } from "../../kube/operation.js";
import type { Secrets } from "../../kube/secrets.js";
import type { SecretSummary } from "../../secret/secret.js";
import { type Begun, combined, type Done, runBatch } from "../batch.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import {
  dryRunOption,
  type OptionSpecs,
  type OptionsOf,
  outputOption,
  parseDuration,
  parsed,
  toggle,
} from "../options.js";
import { awaitDeletion, keptBy } from "./await-deletion.js";
import { guardOptions, refusedByGuard } from "./guard.js";
import { type UsedBy, usedBy } from "./users.js";

const OPTIONS = {
  ignoreNotFound: toggle("--ignore-not-found", "a secret that does not exist is no error"),
  ...guardOptions("delete"),
  used: toggle("--used", "also delete secrets that pipelines use"),
  timeout: parsed("--timeout <time>", "how long to wait for finalizers, in all: 60s", (value) =>
    parseDuration(value, "--timeout"),
  ),
  wait: toggle("--no-wait", "end when the server has marked the secrets for deletion"),
  dryRun: dryRunOption(),
  output: outputOption(["name"]),
} satisfies OptionSpecs;

export type DeleteSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const DELETE_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "secret",
  aliases: ["secrets"],
  summary: "delete secrets",
  description:
    "Delete secrets by name, and wait until they are gone. All of them are looked at first: if one is missing, or was not made by a user, none is deleted.",
  argument: ["<name...>", "the secrets"],
  options: OPTIONS,
  examples: [
    "pachctl delete secret my-secret",
    "pachctl delete secret my-secret other-secret --ignore-not-found",
    "pachctl delete secret my-secret --dry-run=server",
  ],
  run: (names, options, deps) => deleteSecrets(names, options, deps),
};

export async function deleteSecrets(
  names: readonly string[],
  options: DeleteSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  for (const name of names) checkSecretName(name);
  const cluster = await deps.connect(options);
  const secrets = cluster.secrets();
  const users = options.used ? undefined : usedBy(cluster, secrets.namespace, options, deps);
  // It may fail while the secrets are looked at; it is waited for behind them.
  users?.catch(() => {});
  const items = await lookUp([...new Set(names)], options, secrets, deps);
  if (users !== undefined && items.length > 0) refuseUsed(items, await users);
  const until = deps.clock.elapsed() + (options.timeout ?? DEFAULT_TIMEOUT);
  await runBatch(
    {
      items,
      participle: "deleted",
      concurrency: 1,
      keepGoing: true,
      act: (secret) => deleteOne(secret, until, options, secrets, deps),
    },
    options,
    deps,
  );
}

/** @throws PachctlError forbidden when pipelines use one of them */
function refuseUsed(secrets: readonly SecretSummary[], users: UsedBy): void {
  const refusals = secrets
    .filter((secret) => users(secret) !== "")
    .map(
      (secret) =>
        new PachctlError(
          "forbidden",
          `cannot delete secret "${secret.name}": pipelines use it: ${users(secret)}`,
          {
            hint: "if it is really meant, add --used",
          },
        ),
    );
  if (refusals.length > 0) throw combined(refusals, secrets.length > 1 ? "nothing was deleted" : undefined);
}

/** Milliseconds, for the whole run. */
const DEFAULT_TIMEOUT = 60_000;

/** Reads every secret and applies the guard to all of them before anything is deleted. */
async function lookUp(
  names: readonly string[],
  options: DeleteSecretOptions,
  secrets: Secrets,
  deps: CommandDeps,
): Promise<SecretSummary[]> {
  const found: SecretSummary[] = [];
  const refusals: PachctlError[] = [];
  const results = await Promise.all(names.map((name) => readOne(name, secrets)));
  for (const [at, result] of results.entries()) {
    if (!(result instanceof PachctlError)) {
      const refusal = refusedByGuard(result, "delete", options);
      if (refusal === undefined) found.push(result);
      else refusals.push(refusal);
    } else if (result.kind === "not-found" && options.ignoreNotFound) {
      const { namespace } = secrets;
      const missing = thing({ resource: SECRETS, name: names[at] });
      await note(deps, options, `nothing to do for ${missing}: ${doesNotExist({ namespace })}`);
    } else refusals.push(result);
  }
  if (refusals.length > 0) throw combined(refusals, names.length > 1 ? "nothing was deleted" : undefined);
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

/** @param until when waiting for finalizers ends, a moment of `clock.elapsed()` */
async function deleteOne(
  secret: SecretSummary,
  until: number,
  options: DeleteSecretOptions,
  secrets: Secrets,
  deps: CommandDeps,
): Promise<Done | Begun> {
  const { name, uid, resourceVersion } = secret;
  const { dryRun } = options;
  const done = deleted(secret, options, secrets);
  if (dryRun === "client") return done;
  const result = await secrets.delete(name, { uid, resourceVersion }, dryRun === "server");
  if (result === "deleted" || dryRun !== undefined) return done;
  const note = `secret/${name} marked for deletion in namespace "${secrets.namespace}"; ${keptBy(secret)}`;
  if (!options.wait) return { note };
  const finish = async (): Promise<Done> => {
    await awaitDeletion(secret, secrets, until, deps);
    return done;
  };
  return { note, finish };
}

function deleted({ name }: SecretSummary, { dryRun, output }: DeleteSecretOptions, secrets: Secrets): Done {
  const dry = dryRun === undefined ? "" : ` (${dryRun} dry run)`;
  return {
    note: `secret/${name} deleted from namespace "${secrets.namespace}"${dry}`,
    ...(output === "name" && { output: `secret/${name}\n` }),
    ...(dryRun === undefined && { butDone: `secret "${name}" was deleted, but not shown` }),
  };
}
