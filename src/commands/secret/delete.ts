import { escapeControls } from "../../apimachinery/escape.js";
import { checkSecretName } from "../../apimachinery/name-words.js";
import { PachctlError, usageError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import type { Secrets } from "../../kube/secrets.js";
import type { SecretSummary } from "../../secret/secret.js";
import { type Begun, type Done, runBatch } from "../batch.js";
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
  text,
  toggle,
} from "../options.js";
import { awaitDeletion, keptBy } from "./await-deletion.js";
import { checkNamespace } from "./creation.js";
import { guarded, lookUp, type Named, refuseUsed, selected, type Target } from "./delete-targets.js";
import { guardOptions } from "./guard.js";
import { MANIFEST_OPTIONS, refuseManifestOptions } from "./manifest-options.js";
import { checkSelector } from "./selector.js";
import { type UsedBy, usedBy } from "./users.js";

const OPTIONS = {
  ...MANIFEST_OPTIONS,
  selector: text(
    "-l, --selector <selector>",
    "the secrets of users with these labels; with --force those of others, too",
  ),
  all: toggle("--all", "all secrets made by users; asks first"),
  yes: toggle("--yes", "with --all: do not ask"),
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
    "Delete secrets by name, by manifest, by label or all that users made, and wait until they are gone. All of them are looked at first: if one is missing, or was not made by a user, none is deleted.",
  argument: ["[name...]", "the secrets"],
  options: OPTIONS,
  examples: [
    "pachctl delete secret my-secret",
    "pachctl delete secret my-secret other-secret --ignore-not-found",
    "pachctl delete secret my-secret --dry-run=server",
    "pachctl delete secret -f my-secret.json",
    "pachctl delete secret -l team=a",
  ],
  run: (names, options, deps) => deleteSecrets(names, options, deps),
};

export async function deleteSecrets(
  names: readonly string[],
  options: DeleteSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  checkForm(names, options);
  if (options.all && !options.yes && options.dryRun === undefined && !deps.stdin.isTTY) {
    throw usageError("--all needs --yes where nobody can be asked");
  }
  for (const name of names) checkSecretName(name);
  const wanted = await wantedByManifests(options, deps);
  const cluster = await deps.connect({ ...options, stdinIsTaken: options.files.includes("-") });
  const named = [...[...new Set(names)].map((name) => ({ name, namespace: undefined })), ...wanted];
  const users = options.used ? undefined : usersOf(named, cluster, options, deps);
  const targets =
    named.length > 0
      ? await lookUp(named, options, cluster, deps)
      : await guarded(await selected(options, cluster, deps), options);
  if (users !== undefined && targets.length > 0) refuseUsed(targets, await users);
  if (named.length === 0 && targets.length === 0) {
    const narrowed = options.selector === undefined ? "" : " that match";
    await note(deps, options, `no user secrets${narrowed} in namespace "${cluster.namespace}"`);
  }
  if (options.all && options.dryRun === undefined) await confirm(targets, options, cluster, deps);
  const until = deps.clock.elapsed() + (options.timeout ?? DEFAULT_TIMEOUT);
  await runBatch(
    {
      items: targets,
      participle: "deleted",
      concurrency: 1,
      keepGoing: true,
      act: (target) => deleteOne(target, until, options, deps),
    },
    options,
    deps,
  );
}

/** @throws PachctlError usage */
function checkForm(names: readonly string[], options: DeleteSecretOptions): void {
  const { files, selector, all } = options;
  const forms = [names.length > 0, files.length > 0, selector !== undefined, all].filter(Boolean).length;
  if (forms === 0) {
    throw usageError("delete secret needs to know which", "names, -f FILE, -l SELECTOR or --all");
  }
  if (forms > 1) throw usageError("names, -f, -l and --all exclude each other");
  if (options.yes && !all) throw usageError("--yes is for --all");
  if (files.length === 0) refuseManifestOptions(options);
  if (options.ignoreNotFound && names.length === 0 && files.length === 0) {
    throw usageError("--ignore-not-found is for names and manifests");
  }
  if (selector === undefined) return;
  checkSelector(selector);
  if (selector.trim() === "")
    throw usageError("-l needs a selector", "--all means all secrets made by users");
}

async function wantedByManifests(options: DeleteSecretOptions, deps: CommandDeps): Promise<Named[]> {
  if (options.files.length === 0) return [];
  checkNamespace(options.namespace);
  const { readManifests } = await import("../../input/read-manifests.js");
  const { secrets } = await readManifests(options, deps);
  return secrets.map(({ name, generateName, namespace }) => {
    if (name !== undefined) return { name, namespace };
    throw usageError(`secret "${generateName}": delete needs metadata.name, not generateName`);
  });
}

/** Which pipelines use secrets, asked for alongside: it may fail while the secrets are looked at. */
function usersOf(
  named: readonly Named[],
  cluster: Cluster,
  options: DeleteSecretOptions,
  deps: CommandDeps,
): Promise<UsedBy> {
  const elsewhere = named.some(({ namespace }) => namespace !== undefined && namespace !== cluster.namespace);
  const users = usedBy(cluster, elsewhere ? undefined : cluster.namespace, options, deps);
  users.catch(() => {});
  return users;
}

const MAX_NAMED = 20;

/** @throws PachctlError usage when there is no terminal, forbidden when the answer is no */
async function confirm(
  targets: readonly Target[],
  options: DeleteSecretOptions,
  cluster: Cluster,
  deps: CommandDeps,
): Promise<void> {
  if (options.yes || targets.length === 0) return;
  const names = targets.slice(0, MAX_NAMED).map(({ secret }) => secret.name);
  const more = targets.length > MAX_NAMED ? ` and ${targets.length - MAX_NAMED} more` : "";
  const question = `delete ${targets.length} secrets from namespace "${cluster.namespace}" (${names.join(", ")}${more})? yes or no: `;
  if ((await deps.terminal.ask(escapeControls(question))).trim() !== "yes") {
    throw new PachctlError("forbidden", "nothing was deleted: the answer was not yes");
  }
}

/** Milliseconds, for the whole run. */
const DEFAULT_TIMEOUT = 60_000;

/** @param until when waiting for finalizers ends, a moment of `clock.elapsed()` */
async function deleteOne(
  { secret, secrets }: Target,
  until: number,
  options: DeleteSecretOptions,
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
