import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../deps.js";
import { PachctlError } from "../../errors.js";
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
import { awaitDeletion } from "./await-deletion.js";
import { makePrivateFolder } from "./private-folder.js";

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
 * take the new one; when it does not take it all the same, the old one is put back. Where that fails, too, both are kept as files.
 * @throws PachctlError; HalfDone when there may be no such secret any more
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
  const old = asNewSecret(found);
  const halfDone = (error: unknown, state: string): Promise<HalfDone> =>
    keep(old, wanted, secrets.namespace).then((folder) => new HalfDone(error, state, folder));
  const deletion = await secrets.delete(found.name, found).catch(async (error) => {
    if (!(error instanceof PachctlError && error.kind === "outcome-unknown")) throw error;
    throw await halfDone(error, `secret "${found.name}" may have been deleted, and was not created anew`);
  });
  if (deletion === "pending") {
    await awaitDeletion(found, secrets, world.clock.elapsed() + DELETION_TIMEOUT, world).catch(
      async (error) => {
        throw await halfDone(
          error,
          `secret "${found.name}" is marked for deletion, and was not created anew`,
        );
      },
    );
  }
  try {
    return await secrets.create(wanted);
  } catch (error) {
    if (!(error instanceof PachctlError)) {
      throw await halfDone(error, `secret "${found.name}" was deleted, and not created anew`);
    }
    // There is one of that name again.
    if (error.kind === "already-exists") throw error;
    if (error.kind === "outcome-unknown") {
      throw await halfDone(error, `secret "${found.name}" was deleted, and may not have been created anew`);
    }
    try {
      await secrets.create(old);
    } catch {
      throw await halfDone(
        error,
        `secret "${found.name}" was deleted, and could neither be created anew nor put back`,
      );
    }
    const state = `secret "${found.name}" was deleted and put back as it was`;
    throw new PachctlError(error.kind, [...error.problems, state], { cause: error });
  }
}

/** A secret was deleted, and may not be there any more. */
export class HalfDone extends PachctlError {
  /** @param error what ended it, an interruption for one @param folder where its values are kept */
  constructor(error: unknown, state: string, folder: string | undefined) {
    const known = error instanceof PachctlError ? error : undefined;
    const isKept = known?.kind === "pending" || known?.kind === "outcome-unknown";
    const place =
      folder === undefined ? "" : `; as it was and as it was to be, values included, it is kept in ${folder}`;
    super(isKept ? known.kind : "partial", [...(known?.problems ?? []), `${state}${place}`], {
      cause: error,
      ...(folder !== undefined && {
        hint: "pachctl create secret -f creates it from old.json or new.json there; then delete both",
      }),
    });
  }
}

/** @returns a folder with both as manifests, for its owner only; undefined where none can be written */
async function keep(old: NewSecret, wanted: NewSecret, namespace: string): Promise<string | undefined> {
  try {
    const folder = await makePrivateFolder("pachctl-kept-");
    for (const [file, secret] of [
      ["old.json", old],
      ["new.json", wanted],
    ] as const) {
      await writeFile(join(folder, file), `${secretJson(secret, namespace)}\n`, { mode: 0o600 });
    }
    return folder;
  } catch {
    return undefined;
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
