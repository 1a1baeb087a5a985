import { decodeBase64, encodeBase64 } from "../../apimachinery/base64.js";
import { PachctlError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import type { Plan, PlannedKey, PlannedSecret } from "../../platform/take-over.js";
import type { ValuePlace } from "../../platform/taken-over.js";
import { SUITE, SUITE_LABEL } from "../../secret/labels.js";
import { DEFAULT_TYPE, type NewSecret, type SecretWithValues } from "../../secret/secret.js";
import { combined } from "../batch.js";
import type { CommandDeps } from "../command-deps.js";
import { readIfThere } from "../look-up.js";
import { note } from "../notes.js";
import { isHelms } from "./found-secrets.js";

/** A secret with its values, and what is there already. */
export interface Resolved {
  secret: NewSecret;
  /** The keys whose values come from the files. */
  given: ReadonlySet<string>;
  found: SecretWithValues | undefined;
}

/** Reads what is there under the names of a plan, and gives every secret of it its values. @throws PachctlError */
export async function resolveAll({ secrets }: Plan, cluster: Cluster): Promise<Resolved[]> {
  const names = secrets.flatMap(({ name, keys }) => [
    name,
    ...keys.flatMap(({ places }) => places.map(({ secret }) => secret)),
  ]);
  const found = new Map(
    await Promise.all(
      [...new Set(names)].map(async (name) => [name, await readIfThere(name, cluster.secrets())] as const),
    ),
  );
  return Promise.all(secrets.map(async (secret) => resolve(secret, (name) => found.get(name))));
}

/**
 * Gives a planned secret its values: those of the files, else those that the installation uses, else random ones.
 * @param find what is there under a name
 */
export async function resolve(
  { name, type, keys }: PlannedSecret,
  find: (name: string) => SecretWithValues | undefined,
): Promise<Resolved> {
  const { randomToken } = await import("../../platform/take-over.js");
  const found = find(name);
  const data: Record<string, string> = Object.create(null);
  for (const key of keys) {
    const current =
      key.given === undefined ? (found?.data[key.key] ?? (await currentValue(key, find))) : undefined;
    data[key.key] = current ?? encodeBase64(Buffer.from(await textOf(key, randomToken)));
  }
  const secret: NewSecret = {
    name,
    generateName: undefined,
    namespace: undefined,
    type,
    immutable: undefined,
    labels: { [SUITE_LABEL]: SUITE, "app.kubernetes.io/managed-by": "pachctl" },
    annotations: {},
    finalizers: undefined,
    ownerReferences: undefined,
    data,
  };
  const given = new Set(keys.filter((key) => key.given !== undefined).map(({ key }) => key));
  return { secret, given, found };
}

async function textOf({ given }: PlannedKey, randomToken: () => string): Promise<string> {
  if (given === undefined) return randomToken();
  if (typeof given === "string") return given;
  const { toYaml } = await import("../../output/yaml.js");
  return toYaml(given);
}

/** What the running installation uses: a new value would lock it out of its own data. */
async function currentValue(
  { places }: PlannedKey,
  find: (name: string) => SecretWithValues | undefined,
): Promise<string | undefined> {
  const { valueAt } = await import("../../platform/recover.js");
  for (const place of places) {
    const value = valueAt(place satisfies ValuePlace, find(place.secret)?.data);
    if (value !== undefined) return encodeBase64(value);
  }
  return undefined;
}

/** Looks at everything that exists before anything is written. @throws PachctlError */
export async function checkExisting(
  resolved: readonly Resolved[],
  { update, inPlace, quiet }: { update: boolean; inPlace: boolean; quiet: boolean },
  deps: CommandDeps,
): Promise<void> {
  const refusals: PachctlError[] = [];
  for (const { secret, found, given } of resolved) {
    if (found === undefined) continue;
    const start = `cannot create secret "${secret.name}"`;
    const refuse = (kind: "forbidden" | "already-exists", why: string, hint?: string): void => {
      refusals.push(new PachctlError(kind, `${start}: ${why}`, hint === undefined ? {} : { hint }));
    };
    const missing = Object.keys(secret.data).filter((key) => found.data[key] === undefined);
    const other = [...given].filter((key) => found.data[key] !== undefined && !sameBytes(found, secret, key));
    if (found.metadata.deletionTimestamp !== undefined) {
      refuse("already-exists", "the old one is still being deleted");
    } else if (isHelms(found.labels, found.metadata.annotations ?? {})) {
      refuse(
        "forbidden",
        "it exists and is Helm's, which deletes it with the upgrade that names it",
        "leave it out with --only",
      );
    } else if ((secret.type ?? DEFAULT_TYPE) !== found.type) {
      refuse("already-exists", `it exists with the type ${found.type}, which cannot be changed`);
    } else if (update && found.immutable === true && missing.length + other.length > 0) {
      refuse(
        "already-exists",
        `it exists, is immutable and has other values`,
        "delete it first, or leave it out with --only",
      );
    } else if (!update && missing.length > 0) {
      refuse("already-exists", `it exists, and has no key ${missing.join(", ")}`, "--update adds it");
    } else if (!update && other.length > 0 && inPlace) {
      refuse(
        "already-exists",
        `it exists with another value of ${other.join(", ")} than the values file, whose value would be lost`,
        "--update writes the value of the file",
      );
    } else if (!update && other.length > 0) {
      const text = `warning: secret "${secret.name}" exists with another value of ${other.join(", ")} than the values file; --update writes the value of the file`;
      await note(deps, { quiet }, text);
    }
  }
  if (refusals.length > 0) throw combined(refusals, resolved.length > 1 ? "nothing was created" : undefined);
}

/** Do both hold the same under a key? */
export function sameBytes(found: SecretWithValues, secret: NewSecret, key: string): boolean {
  const [one, other] = [found.data[key], secret.data[key]];
  return one !== undefined && other !== undefined && decodeBase64(one).equals(decodeBase64(other));
}
