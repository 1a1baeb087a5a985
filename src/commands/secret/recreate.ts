import type { Clock } from "../../deps.js";
import { PachctlError } from "../../errors.js";
import { SECRETS, thing } from "../../kube/operation.js";
import type { Secrets } from "../../kube/secrets.js";
import {
  DEFAULT_TYPE,
  LAST_APPLIED,
  type NewSecret,
  type SecretSummary,
  type SecretWithValues,
} from "../../secret/secret.js";
import type { Changes, SecretChange } from "../../secret/secret-change.js";
import { awaitDeletion } from "./await-deletion.js";

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

/** What stops a change that only `--recreate` can make. */
export function needsRecreation(name: string, reason: string): PachctlError {
  return new PachctlError("rejected", `cannot update ${thing({ resource: SECRETS, name })}: ${reason}`, {
    hint: "--recreate deletes it and creates it anew; in between there is none, and workers that start then fail",
  });
}

/**
 * Deletes a secret, if it is still the one that was read, and creates it as it is to be. The server is asked first whether it would
 * take the new one; when it does not take it all the same, the old one is put back.
 * @throws PachctlError
 */
export async function recreate(
  found: SecretWithValues,
  wanted: NewSecret,
  secrets: Secrets,
  dryRun: boolean,
  world: { clock: Clock; signal: AbortSignal },
): Promise<SecretSummary> {
  // Under another name: there is one of this name as yet.
  const probe = { ...wanted, name: undefined, generateName: `${found.name.slice(0, 200)}-` };
  const accepted = await secrets.create(probe, true);
  if (dryRun) {
    await secrets.delete(found.name, found, true);
    const { generateName: _, ...metadata } = accepted.metadata;
    return { ...accepted, name: found.name, metadata: { ...metadata, name: found.name } };
  }
  if ((await secrets.delete(found.name, found)) === "pending") {
    await awaitDeletion(found, secrets, world.clock.elapsed() + DELETION_TIMEOUT, world).catch((error) => {
      throw halfDone(error, `secret "${found.name}" is marked for deletion, and was not created anew`);
    });
  }
  try {
    return await secrets.create(wanted);
  } catch (error) {
    if (!(error instanceof PachctlError))
      throw halfDone(error, `secret "${found.name}" was deleted, and not created anew`);
    throw await putBack(found, secrets, error);
  }
}

/** What ended it, an interruption for one, with the state that it leaves: `pending` stays so, all else is half done. */
function halfDone(error: unknown, state: string): PachctlError {
  const known = error instanceof PachctlError ? error : undefined;
  const kind = known?.kind === "pending" ? "pending" : "partial";
  return new PachctlError(kind, [...(known?.problems ?? []), state], { cause: error });
}

async function putBack(
  found: SecretWithValues,
  secrets: Secrets,
  error: PachctlError,
): Promise<PachctlError> {
  // There is one of that name again, or may be one.
  if (error.kind === "already-exists" || error.kind === "outcome-unknown") return error;
  const isBack = await secrets.create(asNewSecret(found)).then(
    () => true,
    () => false,
  );
  const state = isBack
    ? `secret "${found.name}" was deleted and put back as it was`
    : `secret "${found.name}" was deleted, and could neither be created anew nor put back`;
  return new PachctlError(isBack ? error.kind : "partial", [...error.problems, state], { cause: error });
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
