import { isObject, kindOf } from "../apimachinery/json-value.js";
import { nearest, shownName } from "../apimachinery/shown.js";

interface ObjectPlace {
  value: unknown;
  /** Where it stands, or what is wrong with it, in the document. */
  path: readonly (string | number)[];
}

/** One object of a document. */
export type DocumentObject =
  /** A Secret, or what was meant to be one: still to be checked. */
  | (ObjectPlace & { is: "secret" })
  /** An object of another kind, which may be passed over. */
  | (ObjectPlace & { is: "other"; kind: string })
  /** What must not be passed over. */
  | (ObjectPlace & { is: "wrong"; reason: string });

/**
 * The objects of a document: itself, or what its list holds. Lists are JSON arrays, `kind: List` and `kind: SecretList`, at any
 * depth. Fields of a List beside its items mean nothing, as for kubectl.
 */
export function objectsIn(value: unknown): DocumentObject[] {
  return expanded(value, []);
}

function expanded(value: unknown, path: ObjectPlace["path"]): DocumentObject[] {
  if (Array.isArray(value)) return elements(value, path);
  if (!isObject(value)) return [wrong(value, `expected an object, and found ${kindOf(value)}`, path)];
  const { kind, items, apiVersion }: Record<string, unknown> = value;
  if (isExportWithoutValues(value)) return [wrong(value, EXPORTED_WITHOUT_VALUES, path)];
  if (kind === "List" || kind === "SecretList") {
    const isComplete = apiVersion === "v1" && Array.isArray(items);
    if (!isComplete) return listProblems(value, kind, path);
    const inherited = kind === "SecretList" ? { apiVersion: "v1", kind: "Secret" } : undefined;
    return elements(inherited === undefined ? items : items.map((item) => withDefaults(item, inherited)), [
      ...path,
      "items",
    ]);
  }
  if (isObject(value.sops))
    return [wrong(value, "this is encrypted with sops; decrypt it first, with sops -d", path)];
  if (typeof kind === "string" && kind !== "Secret" && nearest(kind, ["Secret"]) === undefined) {
    return [{ is: "other", value, kind: shownName(kind), path: [...path, "kind"] }];
  }
  return [{ is: "secret", value, path }];
}

function elements(items: readonly unknown[], path: ObjectPlace["path"]): DocumentObject[] {
  if (items.length === 0) return [wrong(items, "the list is empty: there is nothing to create", path)];
  if (items.every(isExportWithoutValues)) return [wrong(items, EXPORTED_WITHOUT_VALUES, path.slice(0, -1))];
  return items.flatMap((item, at) => expanded(item, [...path, at]));
}

/** @returns a copy that the map's own fields win in; whatever is no map is left as it is */
function withDefaults(item: unknown, defaults: Readonly<Record<string, string>>): unknown {
  return isObject(item) ? Object.assign(Object.create(null), defaults, item) : item;
}

function listProblems(
  list: Record<string, unknown>,
  kind: string,
  path: ObjectPlace["path"],
): DocumentObject[] {
  const { apiVersion, items } = list;
  const problems: DocumentObject[] = [];
  if (apiVersion !== "v1") problems.push(wrong(list, `must be "v1" for a ${kind}`, [...path, "apiVersion"]));
  if (!Array.isArray(items)) problems.push(wrong(list, `must be the list of a ${kind}`, [...path, "items"]));
  return problems;
}

function wrong(value: unknown, reason: string, path: ObjectPlace["path"]): DocumentObject {
  return { is: "wrong", value, reason, path };
}

const EXPORTED_WITHOUT_VALUES =
  "this was exported without values, and would make an empty secret (export it with --show-values)";

function isExportWithoutValues(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { kind, metadata }: Record<string, unknown> = value;
  if (kind === "PartialObjectMetadata" || kind === "PartialObjectMetadataList") return true;
  // The items of a SecretList have no kind.
  if (!isObject(metadata) || (kind !== "Secret" && kind !== undefined)) return false;
  const exported = Boolean(metadata.uid) || Boolean(metadata.resourceVersion);
  return exported && !("data" in value) && !("stringData" in value);
}
