import type { Command } from "commander";
import type { Deps } from "../deps.js";
import { PachctlError } from "../errors.js";
import type { Secrets } from "../kube/secrets.js";
import { isPlatformSecret } from "../platform/guard.js";
import { isUserSecret } from "../secret/labels.js";
import { checkSecretName } from "../secret/names.js";
import type { SecretSummary } from "../secret/secret.js";
import { type ClusterOptions, type DryRun, dryRunOption, OUTPUT_FORMATS, outputOption } from "./options.js";
import { note, writeResult } from "./report.js";

export interface DeleteSecretOptions extends ClusterOptions {
  ignoreNotFound: boolean;
  force: boolean;
  platform: boolean;
  dryRun?: DryRun;
  output?: "name";
}

export function registerDeleteSecret(del: Command, deps: Deps): void {
  del
    .command("secret")
    .alias("secrets")
    .summary("delete secrets")
    .description(
      "Delete secrets by name. All of them are looked at first: if one is missing, or was not made by a user, none is deleted.",
    )
    .argument("<name...>", "the secrets")
    .option("--ignore-not-found", "a secret that does not exist is no error", false)
    .option("--force", "also delete secrets that were not made by pachctl", false)
    .option("--platform", "with --force: also delete secrets of the Pachyderm installation itself", false)
    .addOption(dryRunOption())
    .addOption(outputOption(OUTPUT_FORMATS.deleted))
    .addHelpText("after", "\nExample:\n  $ pachctl delete secret my-secret")
    .action((names: string[], _options, command: Command) =>
      deleteSecrets(names, command.optsWithGlobals(), deps),
    );
}

export async function deleteSecrets(
  names: readonly string[],
  options: DeleteSecretOptions,
  deps: Deps,
): Promise<void> {
  for (const name of names) checkSecretName(name);
  const secrets = await deps.connect(options);
  const found = await lookUp([...new Set(names)], options, secrets, deps);
  const failures: PachctlError[] = [];
  for (const [at, secret] of found.entries()) {
    try {
      await deleteOne(secret, options, secrets, deps);
    } catch (error) {
      if (!(error instanceof PachctlError) || found.length === 1) throw error;
      failures.push(error);
      // Without an output, or after a signal, there is no going on; what was done is told all the same.
      if (ENDING.has(error.kind) || deps.signal.aborted) throw summarize(failures, at + 1, found.length);
    }
  }
  if (failures.length > 0) throw summarize(failures, found.length, found.length);
}

const ENDING: ReadonlySet<string> = new Set(["local-io", "output-closed"]);

/** Reads every secret and applies the guard to all of them before anything is deleted. */
async function lookUp(
  names: readonly string[],
  options: DeleteSecretOptions,
  secrets: Secrets,
  deps: Deps,
): Promise<SecretSummary[]> {
  const found: SecretSummary[] = [];
  const refusals: PachctlError[] = [];
  for (const result of await Promise.all(names.map((name) => readOne(name, secrets)))) {
    if (!(result instanceof PachctlError)) {
      const refusal = guard(result, options);
      if (refusal === undefined) found.push(result);
      else refusals.push(refusal);
    } else if (result.kind === "not-found" && options.ignoreNotFound) {
      await note(deps, options, result.message.replace("cannot delete ", "nothing to do for "));
    } else refusals.push(result);
  }
  if (refusals.length > 0) throw oneError(refusals, names.length > 1 ? "nothing was deleted" : undefined);
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

function guard(
  { name, labels }: SecretSummary,
  { force, platform }: DeleteSecretOptions,
): PachctlError | undefined {
  if (isPlatformSecret(name) && !(force && platform)) {
    return new PachctlError(
      "forbidden",
      `cannot delete secret "${name}": the Pachyderm installation itself uses it`,
      {
        hint: "if that is really meant, add --force --platform",
      },
    );
  }
  if (!isUserSecret(labels) && !force) {
    return new PachctlError("forbidden", `cannot delete secret "${name}": it was not made by pachctl`, {
      hint: "if it is really meant, add --force",
    });
  }
  return undefined;
}

async function deleteOne(
  secret: SecretSummary,
  options: DeleteSecretOptions,
  secrets: Secrets,
  deps: Deps,
): Promise<void> {
  const { name, uid, resourceVersion } = secret;
  const isDry = options.dryRun === "client";
  const result = isDry
    ? "deleted"
    : await secrets.delete(name, { uid, resourceVersion }, options.dryRun === "server");
  const dryRun = options.dryRun === undefined ? "" : ` (${options.dryRun} dry run)`;
  const pending = result === "pending" ? "; its finalizers still keep it" : "";
  await note(
    deps,
    options,
    `secret/${name} deleted from namespace "${secrets.namespace}"${dryRun}${pending}`,
  );
  if (options.output === "name") {
    const done = options.dryRun === undefined ? `secret "${name}" was deleted, but not shown` : undefined;
    await writeResult(deps, `secret/${name}\n`, done);
  }
}

/** @param tried how many were begun; the last of them may have ended the run */
function summarize(failures: readonly PachctlError[], tried: number, all: number): PachctlError {
  const notDeleted = failures.filter(({ kind }) => !ENDING.has(kind)).length;
  const done = tried - notDeleted;
  const rest = tried < all ? `, ${all - tried} not tried` : "";
  const error = oneError(failures, `${done} deleted, ${notDeleted} not${rest}`);
  const last = failures.at(-1);
  if (last !== undefined && ENDING.has(last.kind)) return error.as(last.kind);
  return done === 0 && rest === "" ? error : error.as("partial");
}

/** Several errors as one: of their shared kind, or `partial` when they differ. */
function oneError(errors: readonly PachctlError[], summary: string | undefined): PachctlError {
  const kinds = [...new Set(errors.map((error) => error.kind))];
  const hints = [...new Set(errors.flatMap(({ hint }) => (hint === undefined ? [] : [hint])))];
  const problems = errors.flatMap((error) => error.problems);
  return new PachctlError(
    kinds.length === 1 && kinds[0] !== undefined ? kinds[0] : "partial",
    summary === undefined ? problems : [...problems, summary],
    hints.length > 0 ? { hint: hints.join("; ") } : {},
  );
}
