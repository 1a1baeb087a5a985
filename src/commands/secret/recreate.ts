import { rm } from "node:fs/promises";
import { type ErrorKind, PachctlError } from "../../errors.js";
import { SECRETS, thing } from "../../kube/operation.js";
import { secretJson } from "../../kube/secret-json.js";
import type { Secrets } from "../../kube/secrets.js";
import {
  DEFAULT_TYPE,
  LAST_APPLIED,
  type NewSecret,
  type SecretSummary,
  type SecretWithValues,
} from "../../secret/secret.js";
import type { Changes, SecretChange } from "../../secret/secret-change.js";
import type { CommandDeps } from "../command-deps.js";
import { awaitDeletion } from "./await-deletion.js";
import { writePrivately } from "./private-folder.js";

/** Milliseconds that finalizers get. */
const DELETION_TIMEOUT = 60_000;

/** Why a secret cannot become another one by a change: undefined when it can. */
export function unchangeable(
  found: SecretWithValues,
  change: SecretChange,
  type: string | undefined,
): string | undefined {
  if (type !== undefined && type !== found.type)
    return `its type is ${found.type}, and a type cannot be changed to ${type}`;
  const isForbidden = Object.keys(change.data).length > 0 || change.immutable === false;
  if (found.immutable === true && isForbidden) return "it is immutable";
  return undefined;
}

/** What stops a change that only `--recreate` can make. @param verb what would be done to the secret: `update` */
export function needsRecreation(verb: string, name: string, reason: string): PachctlError {
  return new PachctlError("rejected", `cannot ${verb} ${thing({ resource: SECRETS, name })}: ${reason}`, {
    hint: "--recreate deletes it and creates it anew; in between there is none, and workers that start then fail",
  });
}

/**
 * Deletes a secret, if it is still the one that was read, and creates it as it is to be. The server is asked first whether it would
 * take the new one; when it does not take it all the same, the old one is put back. Both are kept as files until one is there.
 * @throws PachctlError; HalfDone when there may be no such secret any more
 */
export async function recreate(
  found: SecretWithValues,
  wanted: NewSecret,
  secrets: Secrets,
  dryRun: boolean,
  world: World,
): Promise<SecretSummary> {
  // Under another name: there is one of this name as yet.
  const probe = { ...wanted, name: undefined, generateName: `${found.name.slice(0, 200)}-` };
  const accepted = await secrets.create(probe, true);
  if (dryRun) {
    await secrets.delete(found.name, found, true);
    const { generateName: _, ...metadata } = accepted.metadata;
    return { ...accepted, name: found.name, metadata: { ...metadata, name: found.name } };
  }
  // Before anything is lost, and not when it is: a full disk, or a second signal, would come in between.
  const folder = await writePrivately("pachctl-kept-", {
    "old.json": `${secretJson(asNewSecret(found), secrets.namespace)}\n`,
    "new.json": `${secretJson(wanted, secrets.namespace)}\n`,
  });
  let isNeeded = false;
  try {
    return await replace(found, wanted, secrets, world, folder);
  } catch (error) {
    isNeeded = error instanceof HalfDone;
    throw error;
  } finally {
    if (!isNeeded) await rm(folder, { recursive: true, force: true });
  }
}

type World = Pick<CommandDeps, "clock" | "signal">;

/** @param folder where both are kept */
async function replace(
  found: SecretWithValues,
  wanted: NewSecret,
  secrets: Secrets,
  world: World,
  folder: string,
): Promise<SecretSummary> {
  const halfDone = (error: unknown, state: string): HalfDone =>
    new HalfDone(error, `secret "${found.name}" ${state}`, folder);
  const deletion = await secrets.delete(found.name, found).catch((error) => {
    const isUnknown = error instanceof PachctlError && error.kind === "outcome-unknown";
    throw isUnknown ? halfDone(error, "may have been deleted, and was not created anew") : error;
  });
  if (deletion === "pending") {
    await awaitDeletion(found, secrets, world.clock.elapsed() + DELETION_TIMEOUT, world).catch((error) => {
      throw halfDone(error, "is marked for deletion, and was not created anew");
    });
  }
  try {
    return await secrets.create(wanted);
  } catch (error) {
    if (!(error instanceof PachctlError)) throw halfDone(error, "was deleted, and not created anew");
    const cannotBePutBack = AFTER_CREATION[error.kind];
    if (cannotBePutBack !== undefined) throw halfDone(error, `was deleted, and ${cannotBePutBack}`);
    await secrets.create(asNewSecret(found)).catch(() => {
      throw halfDone(error, "was deleted, and could neither be created anew nor put back");
    });
    const problem = `secret "${found.name}" was deleted and put back as it was`;
    throw new PachctlError(error.kind, [...error.problems, problem], { cause: error });
  }
}

/** How a failed creation left things where the old one cannot be put back: there is one of its name, or may be one. */
const AFTER_CREATION: Partial<Record<ErrorKind, string>> = {
  "already-exists": "somebody else created another one",
  "outcome-unknown": "may not have been created anew",
};

/** A secret was deleted, and may not be there any more. */
export class HalfDone extends PachctlError {
  /** @param error what ended it, an interruption for one @param folder where both are kept */
  constructor(error: unknown, state: string, folder: string) {
    const known = error instanceof PachctlError ? error : undefined;
    const hasKind = known?.kind === "pending" || known?.kind === "outcome-unknown";
    const place = `as it was and as it was to be, values included, it is kept in ${folder}`;
    super(hasKind ? known.kind : "partial", [...(known?.problems ?? []), `${state}; ${place}`], {
      cause: error,
      hint: "old.json and new.json there are manifests for create secret -f, in the same cluster (for kubectl, where others made the secret); then delete the folder",
    });
  }
}

/** A secret as it was read, to be created: without what the server sets and what other objects own. */
export function asNewSecret({
  name,
  type,
  immutable,
  labels,
  data,
  metadata: { annotations = {} },
}: SecretWithValues): NewSecret {
  const { [LAST_APPLIED]: _, ...kept } = annotations;
  return {
    name,
    generateName: undefined,
    namespace: undefined,
    type: type === "" ? DEFAULT_TYPE : type,
    immutable,
    labels,
    annotations: kept,
    finalizers: undefined,
    ownerReferences: undefined,
    data,
  };
}

/**
 * What a change makes of a secret, as a new one; its other labels and annotations stay.
 * @param wanted the manifest; what it says about the type, and about being immutable, decides
 */
export function applied(found: SecretWithValues, change: SecretChange, wanted?: NewSecret): NewSecret {
  const old = asNewSecret(found);
  return {
    ...old,
    ...(wanted !== undefined && {
      type: wanted.type ?? old.type,
      immutable: wanted.immutable ?? old.immutable,
    }),
    data: merged(found.data, change.data),
    labels: merged(old.labels, change.labels),
    annotations: merged(old.annotations, change.annotations),
  };
}

function merged(map: Readonly<Record<string, string>>, changes: Changes): Record<string, string> {
  const result: Record<string, string> = Object.create(null);
  for (const [key, value] of [...Object.entries(map), ...Object.entries(changes)]) {
    if (value === null) delete result[key];
    else result[key] = value;
  }
  return result;
}
