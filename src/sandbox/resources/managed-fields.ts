import type { GoJson } from "../../apimachinery/go-json.js";
import { type ApiObject, apiTime, type ManagedFields, type ObjectMeta } from "./objects.js";

/** Who writes an object: the first of the field manager named in the query and the client's User-Agent. */
export function fieldManager(query: string | undefined, userAgent: string | undefined): string {
  if (query !== undefined && query !== "") return query;
  const program = (userAgent ?? "").split("/", 1)[0] ?? "";
  const printable = program.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "");
  return Buffer.from(printable).subarray(0, 128).toString("utf8") || "unknown";
}

/** Between the names of a path: a NUL, which no name holds. */
const SEPARATOR = "\0";

/** The paths of a map: itself and each of its keys, none of a map without keys. @param keys with their prefix, `f:` */
export function mapPaths(field: string, keys: readonly string[]): string[] {
  return (keys.length === 0 ? [] : [".", ...keys]).map((key) => field + SEPARATOR + key);
}

/** The paths of the metadata that a client can own. */
export function metadataPaths(metadata: ObjectMeta): string[] {
  const namesOf = (map: ReadonlyMap<string, string>) => [...map.keys()].map((key) => `f:${key}`);
  const owners = metadata.ownerReferences.map(({ uid }) => `k:{"uid":${JSON.stringify(uid)}}`);
  const finalizers = metadata.finalizers.map((name) => `v:${JSON.stringify(name)}`);
  return [
    ...(metadata.generateName === "" ? [] : ["f:generateName"]),
    ...mapPaths("f:labels", namesOf(metadata.labels)),
    ...mapPaths("f:annotations", namesOf(metadata.annotations)),
    ...mapPaths("f:finalizers", finalizers),
    ...mapPaths("f:ownerReferences", owners),
  ].map((path) => `f:metadata${SEPARATOR}${path}`);
}

/** What a manager owns. @param time as the API writes it */
export function managedFields(manager: string, time: string, paths: readonly string[]): ManagedFields {
  const tree = new Map<string, GoJson>();
  for (const path of paths) {
    let node = tree;
    for (const name of path.split(SEPARATOR)) {
      const inner = (node.get(name) ?? new Map()) as Map<string, GoJson>;
      node.set(name, inner);
      node = inner;
    }
  }
  return { manager, time, paths, fieldsV1: tree };
}

/**
 * What everybody owns after a patch: whoever changed a field, or added it, owns it from now on, and nobody else does.
 * @param paths every field of the object as it is now that a client can own
 */
export function patchedFields(
  old: ApiObject,
  object: ApiObject,
  paths: readonly string[],
  { manager, now }: { manager: string; now: Date },
): ManagedFields[] {
  const [before, after] = [leavesOf(old), leavesOf(object)];
  const entries = old.metadata.managedFields ?? [];
  const owned = new Set(entries.flatMap((entry) => entry.paths));
  const all = new Set(paths);
  const changed = new Set(paths.filter((path) => before.get(path) !== after.get(path) || !owned.has(path)));
  // The map itself belongs to everybody who owns one of its keys.
  const isKept = (path: string) => path.endsWith(`${SEPARATOR}.`) || !changed.has(path);
  const others = entries
    .filter((entry) => entry.manager !== manager)
    .map((entry) =>
      managedFields(
        entry.manager,
        entry.time,
        entry.paths.filter((path) => all.has(path) && isKept(path)),
      ),
    );
  const mine = entries.find((entry) => entry.manager === manager)?.paths ?? [];
  const own = new Set([...mine.filter((path) => all.has(path)), ...changed]);
  return [...others, managedFields(manager, apiTime(now), [...own])]
    .filter((entry) => entry.paths.length > 0)
    .sort((a, b) => compare(a.time, b.time) || compare(a.manager, b.manager));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
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
