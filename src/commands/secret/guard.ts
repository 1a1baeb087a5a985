import { PachctlError } from "../../errors.js";
import { SECRETS, thing } from "../../kube/operation.js";
import { isUserSecret } from "../../secret/labels.js";
import type { SecretSummary } from "../../secret/secret.js";
import { type OptionSpecs, type OptionsOf, toggle } from "../options.js";
import { keptBy } from "./await-deletion.js";

/** @param verb what is done to the secrets: `delete` */
export function guardOptions(verb: string) {
  return {
    force: toggle("--force", `also ${verb} secrets that were not made by pachctl`),
    platform: toggle("--platform", `with --force: also ${verb} secrets of the Pachyderm installation itself`),
  } satisfies OptionSpecs;
}

export type GuardOptions = OptionsOf<ReturnType<typeof guardOptions>>;

/** Why a secret is not touched without a word more: undefined when it may be. */
export async function refusedByGuard(
  { name, labels }: Pick<SecretSummary, "name" | "labels">,
  verb: string,
  { force, platform }: GuardOptions,
): Promise<PachctlError | undefined> {
  const { isPlatformSecret } = await import("../../platform/guard.js");
  if (isPlatformSecret(name) && !(force && platform)) {
    return new PachctlError(
      "forbidden",
      `cannot ${verb} secret "${name}": the Pachyderm installation itself uses it`,
      { hint: "if that is really meant, add --force --platform" },
    );
  }
  if (!isUserSecret(labels) && !force) {
    return new PachctlError("forbidden", `cannot ${verb} secret "${name}": it was not made by pachctl`, {
      hint: "if it is really meant, add --force",
    });
  }
  return undefined;
}

/**
 * What is marked for deletion still can be changed, and whoever did would believe it to stay.
 * @param verb what would be done to the secret: `update`
 * @throws PachctlError conflict
 */
export function refuseLeaving(found: SecretSummary, verb: string): void {
  const { name, metadata } = found;
  if (metadata.deletionTimestamp === undefined) return;
  throw new PachctlError(
    "conflict",
    `cannot ${verb} ${thing({ resource: SECRETS, name })}: it is being deleted, and ${keptBy(found)}`,
    { hint: "when it is gone, run the command again" },
  );
}
