import type { GoJson } from "../../apimachinery/go-json.js";
import { apiTime, type ManagedFields, type ObjectMeta } from "./objects.js";

/** Who creates an object: the first of the field manager named in the query and the client's User-Agent. */
export function fieldManager(query: string | undefined, userAgent: string | undefined): string {
  if (query !== undefined && query !== "") return query;
  const program = (userAgent ?? "").split("/", 1)[0] ?? "";
  const printable = program.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "");
  return Buffer.from(printable).subarray(0, 128).toString("utf8") || "unknown";
}

/**
 * The managedFields of a new object: every field that the client sent, but those that the server sets itself.
 *
 * @param rest the field sets outside metadata
 */
export function createdFields(
  manager: string,
  now: Date,
  metadata: ObjectMeta,
  rest: ReadonlyMap<string, GoJson>,
): ManagedFields {
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

function metadataFieldSet(metadata: ObjectMeta): Map<string, GoJson> {
  const fields = new Map<string, GoJson>();
  if (metadata.generateName !== "") fields.set("f:generateName", LEAF);
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
      entrySet(metadata.ownerReferences.map(({ uid }) => [`k:{"uid":${JSON.stringify(uid)}}`, LEAF])),
    );
  }
  return fields;
}

function entrySet(entries: readonly (readonly [string, GoJson])[]): Map<string, GoJson> {
  return new Map([[".", LEAF], ...entries]);
}
