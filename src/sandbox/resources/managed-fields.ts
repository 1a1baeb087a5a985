import type { GoJson } from "../../apimachinery/go-json.js";
import { type ApiObject, apiTime, type ManagedFields, type ObjectMeta } from "./objects.js";

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
  return { manager, time: apiTime(now), fieldsV1: fieldSet(metadata, rest) };
}

/** Every field of an object that a client can own. @param rest the field sets outside metadata */
export function fieldSet(metadata: ObjectMeta, rest: ReadonlyMap<string, GoJson>): Map<string, GoJson> {
  const fields = new Map(rest);
  const metadataFields = metadataFieldSet(metadata);
  if (metadataFields.size > 0) fields.set("f:metadata", metadataFields);
  return fields;
}

/**
 * The managedFields after a patch: whoever changed a field, or added it, owns it from now on, and nobody else does.
 * @param fields every field of the object as it is now
 */
export function patchedFields(
  { old, manager, now }: { old: ApiObject; manager: string; now: Date },
  fields: Map<string, GoJson>,
  object: ApiObject,
): ManagedFields[] {
  const [before, after] = [leavesOf(old), leavesOf(object)];
  const entries = (old.metadata.managedFields ?? []).map((entry) => ({
    ...entry,
    paths: pathsOf(entry.fieldsV1),
  }));
  const owned = new Set(entries.flatMap(({ paths }) => paths));
  const all = new Set(pathsOf(fields));
  const changed = new Set(
    [...all].filter((path) => before.get(path) !== after.get(path) || !owned.has(path)),
  );
  const mine = entries.find((entry) => entry.manager === manager)?.paths ?? [];
  const others = entries
    .filter((entry) => entry.manager !== manager)
    .map(({ paths, ...entry }) => ({
      ...entry,
      paths: paths.filter((path) => all.has(path) && (isShared(path) || !changed.has(path))),
    }));
  const own = { manager, time: apiTime(now), paths: [...mine.filter((path) => all.has(path)), ...changed] };
  return [...others, own]
    .filter(({ paths }) => paths.length > 0)
    .sort((a, b) => compare(a.time, b.time) || compare(a.manager, b.manager))
    .map(({ paths, ...entry }) => ({ ...entry, fieldsV1: treeOf(paths) }));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Between the names of a path: a NUL, which no name holds. */
const SEPARATOR = "\0";

/** The map itself belongs to everybody who owns one of its keys. */
function isShared(path: string): boolean {
  return path.endsWith(`${SEPARATOR}.`);
}

/** The leaves of a field set. */
function pathsOf(fields: GoJson, prefix = ""): string[] {
  if (!(fields instanceof Map) || fields.size === 0) return [prefix];
  return [...fields].flatMap(([name, inner]) =>
    pathsOf(inner as GoJson, prefix === "" ? String(name) : `${prefix}${SEPARATOR}${name}`),
  );
}

function treeOf(paths: readonly string[]): GoJson {
  const tree = new Map<string, GoJson>();
  for (const path of paths) {
    let node = tree;
    for (const name of path.split(SEPARATOR)) {
      const inner = (node.get(name) as Map<string, GoJson> | undefined) ?? new Map<string, GoJson>();
      node.set(name, inner);
      node = inner;
    }
  }
  return sortedTree(tree);
}

function sortedTree(tree: Map<string, GoJson>): Map<string, GoJson> {
  const inOrder = [...tree].sort(([a], [b]) => (a === "." ? -1 : b === "." ? 1 : a < b ? -1 : 1));
  return new Map(inOrder.map(([name, inner]) => [name, sortedTree(inner as Map<string, GoJson>)]));
}

/** The values of an object, by the paths of their fields. */
function leavesOf({ metadata, rest }: ApiObject): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const add = (path: string, value: unknown): void => {
    if (value instanceof Map) for (const [key, inner] of value) add(`${path}${SEPARATOR}f:${key}`, inner);
    else leaves.set(path, JSON.stringify(value) ?? "");
  };
  add(`f:metadata${SEPARATOR}f:labels`, metadata.labels);
  add(`f:metadata${SEPARATOR}f:annotations`, metadata.annotations);
  for (const [field, value] of Object.entries(rest)) add(`f:${field}`, value);
  return leaves;
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
