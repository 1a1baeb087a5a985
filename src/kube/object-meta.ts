import type { V1ListMeta, V1ObjectMeta } from "@kubernetes/client-node";
import { asObject, isObject } from "../apimachinery/json-value.js";
import type { Wire } from "../apimachinery/wire.js";

/** A map of strings without a prototype, so that `__proto__` is a key like any other; absent and null are empty. */
export function stringMap(value: unknown): Record<string, string> | undefined {
  const map: Record<string, string> = Object.create(null);
  if (value === undefined || value === null) return map;
  if (!isObject(value)) return undefined;
  for (const [key, element] of Object.entries(value)) {
    if (typeof element !== "string") return undefined;
    map[key] = element;
  }
  return map;
}

/** Metadata of an object that was read: undefined when a field that we use is of another type than the API's. */
export function asObjectMeta(
  value: unknown,
): (Wire<V1ObjectMeta> & { name: string; uid: string }) | undefined {
  const metadata = withoutNulls(asObject(value));
  if (metadata === undefined) return undefined;
  const { name, uid } = metadata;
  if (typeof name !== "string" || name === "" || typeof uid !== "string") return undefined;
  const areTexts = TEXTS.every((field) => ["string", "undefined"].includes(typeof metadata[field]));
  const areMaps = [metadata.labels, metadata.annotations].every((map) => stringMap(map) !== undefined);
  const areLists = isListOf(metadata.finalizers, isText) && isListOf(metadata.managedFields, isObject);
  return areTexts && areMaps && areLists ? { ...metadata, name, uid } : undefined;
}

/** Null is as good as absent to the API. */
function withoutNulls(object: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (object === undefined || !Object.values(object).includes(null)) return object;
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

const TEXTS = ["generateName", "namespace", "resourceVersion", "creationTimestamp", "deletionTimestamp"];

function isListOf(value: unknown, isElement: (element: unknown) => boolean): boolean {
  return value === undefined || (Array.isArray(value) && value.every(isElement));
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

/** The token of the next page; undefined on the last one. */
export function continueTokenOf(list: { metadata?: unknown }): string | undefined {
  const metadata: Wire<V1ListMeta> | undefined = asObject(list.metadata);
  const token: unknown = metadata?.continue;
  return typeof token === "string" && token !== "" ? token : undefined;
}
