import { apiTime } from "./api-time.js";
import type { BodyMetadata } from "./body-metadata.js";
import type { GoJson } from "./go-json.js";
import type { ManagedFields, OwnerReference } from "./objects.js";

/** Who creates an object: the first of the field manager named in the query and the client's User-Agent. */
export function fieldManager(query: string | undefined, userAgent: string | undefined): string {
  if (query !== undefined && query !== "") return query;
  const program = (userAgent ?? "").split("/", 1)[0] ?? "";
  const printable = program.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "");
  return Buffer.from(printable).subarray(0, 128).toString("utf8") || "unknown";
}

/**
 * The managedFields of a new object: every field that the client sent, but those that the server sets itself.
 * Undefined where the server cannot track the object, because a list with unique entries has one twice.
 *
 * @param rest the field sets outside metadata
 */
export function createdFields(
  manager: string,
  now: Date,
  metadata: BodyMetadata,
  rest: ReadonlyMap<string, GoJson>,
): ManagedFields | undefined {
  const uids = metadata.ownerReferences.map(({ uid }) => uid);
  if (hasRepetition(metadata.finalizers) || hasRepetition(uids)) return undefined;
  const fields = new Map(rest);
  const metadataFields = metadataFieldSet(metadata);
  if (metadataFields.size > 0) fields.set("f:metadata", metadataFields);
  return { manager, time: apiTime(now), fieldsV1: fields };
}

/** The field set of a map: itself and each of its keys. */
export function mapFields(map: ReadonlyMap<string, unknown>): Map<string, GoJson> {
  return entrySet([...map.keys()].map((key) => [`f:${key}`, LEAF]));
}

export const LEAF: GoJson = new Map<string, GoJson>();

function metadataFieldSet(metadata: BodyMetadata): Map<string, GoJson> {
  const fields = new Map<string, GoJson>();
  if (metadata.generateName !== "") fields.set("f:generateName", LEAF);
  if (metadata.deletionTimestamp) fields.set("f:deletionTimestamp", LEAF);
  if (metadata.deletionGracePeriodSeconds) fields.set("f:deletionGracePeriodSeconds", LEAF);
  if (metadata.labels.size > 0) fields.set("f:labels", mapFields(metadata.labels));
  if (metadata.annotations.size > 0) fields.set("f:annotations", mapFields(metadata.annotations));
  if (metadata.finalizers.length > 0) {
    fields.set(
      "f:finalizers",
      entrySet(metadata.finalizers.map((name) => [`v:${JSON.stringify(name)}`, LEAF])),
    );
  }
  if (metadata.ownerReferences.length > 0) {
    fields.set(
      "f:ownerReferences",
      entrySet(
        metadata.ownerReferences.map((owner) => [
          `k:{"uid":${JSON.stringify(owner.uid)}}`,
          ownerFields(owner),
        ]),
      ),
    );
  }
  return fields;
}

function ownerFields({ controller, blockOwnerDeletion }: OwnerReference): GoJson {
  const names = ["apiVersion", "kind", "name", "uid"];
  if (controller !== undefined) names.push("controller");
  if (blockOwnerDeletion !== undefined) names.push("blockOwnerDeletion");
  return entrySet(names.map((name) => [`f:${name}`, LEAF]));
}

function entrySet(entries: readonly (readonly [string, GoJson])[]): Map<string, GoJson> {
  return new Map([[".", LEAF], ...entries]);
}

function hasRepetition(values: readonly string[]): boolean {
  return new Set(values).size < values.length;
}
