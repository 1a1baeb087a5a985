import type { GoJson } from "../../apimachinery/go-json.js";
import type { OwnerReference } from "../decoding/metadata.js";

export interface ManagedFields {
  manager: string;
  time: string;
  /** The fields, each with the names on the way to it. */
  paths: readonly string[];
  /** The same as a tree. */
  fieldsV1: GoJson;
}

/** The metadata of a stored object. Times are RFC 3339 in whole seconds, UTC. The store adds the resourceVersion. */
export interface ObjectMeta {
  name: string;
  generateName: string;
  namespace: string;
  uid: string;
  generation: number;
  creationTimestamp: string;
  deletionTimestamp?: string | undefined;
  deletionGracePeriodSeconds?: number | undefined;
  labels: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
  ownerReferences: readonly OwnerReference[];
  finalizers: readonly string[];
  managedFields?: readonly ManagedFields[] | undefined;
}

/** A stored object: metadata, and the rest in the order in which the server writes it. */
export interface ApiObject {
  kind: string;
  metadata: ObjectMeta;
  rest: Readonly<Record<string, GoJson | undefined>>;
}

/** An object as it was at a revision; undefined where the object never was in the store (dry run). */
export interface Versioned {
  object: ApiObject;
  revision: number | undefined;
}

/** A time as the API writes it: UTC, whole seconds. */
export function apiTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function objectJson(versioned: Versioned): GoJson {
  return { kind: versioned.object.kind, apiVersion: "v1", ...itemJson(versioned) };
}

/** An object as it stands in a list: without kind and apiVersion. */
export function itemJson(versioned: Versioned): { readonly [field: string]: GoJson | undefined } {
  return { metadata: metadataJson(versioned), ...versioned.object.rest };
}

export function metadataJson({ object: { metadata }, revision }: Versioned): GoJson {
  const { managedFields, ownerReferences, finalizers } = metadata;
  return {
    name: metadata.name,
    generateName: metadata.generateName || undefined,
    namespace: metadata.namespace || undefined,
    uid: metadata.uid,
    resourceVersion: revision?.toString(),
    generation: metadata.generation || undefined,
    creationTimestamp: metadata.creationTimestamp,
    deletionTimestamp: metadata.deletionTimestamp,
    deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds,
    labels: nonEmpty(metadata.labels),
    annotations: nonEmpty(metadata.annotations),
    ownerReferences: ownerReferences.length === 0 ? undefined : ownerReferences.map(ownerJson),
    finalizers: finalizers.length === 0 ? undefined : finalizers,
    managedFields: managedFields?.map(managedFieldsJson),
  };
}

function ownerJson({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference): GoJson {
  return { apiVersion, kind, name, uid, controller, blockOwnerDeletion };
}

function managedFieldsJson({ manager, time, fieldsV1 }: ManagedFields): GoJson {
  return { manager, operation: "Update", apiVersion: "v1", time, fieldsType: "FieldsV1", fieldsV1 };
}

/** A map that is left out when nothing is in it. */
export function nonEmpty(map: ReadonlyMap<string, string>): ReadonlyMap<string, string> | undefined {
  return map.size === 0 ? undefined : map;
}
