import type { GoJson } from "./go-json.js";

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean | undefined;
  blockOwnerDeletion?: boolean | undefined;
}

export interface ManagedFields {
  manager: string;
  time: string;
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
  managedFields?: ManagedFields | undefined;
}

export interface SecretObject {
  kind: "Secret";
  metadata: ObjectMeta;
  immutable: boolean | undefined;
  /** Values in canonical base64. */
  data: ReadonlyMap<string, string>;
  type: string;
}

export interface NamespaceObject {
  kind: "Namespace";
  metadata: ObjectMeta;
  finalizers: readonly string[];
  phase: "Active" | "Terminating";
}

export type ApiObject = SecretObject | NamespaceObject;

/** An object as it was at a revision; undefined where the object never was in the store (dry run). */
export interface Versioned<T extends ApiObject = ApiObject> {
  object: T;
  revision: number | undefined;
}

export function objectJson(versioned: Versioned): GoJson {
  const { kind } = versioned.object;
  return { kind, apiVersion: "v1", ...itemJson(versioned) };
}

/** An object as it stands in a list: without kind and apiVersion. */
export function itemJson(versioned: Versioned): { readonly [field: string]: GoJson | undefined } {
  const { object } = versioned;
  const metadata = metadataJson(versioned);
  if (object.kind === "Namespace") {
    const spec = { finalizers: object.finalizers.length === 0 ? undefined : object.finalizers };
    return { metadata, spec, status: { phase: object.phase } };
  }
  return { metadata, immutable: object.immutable, data: nonEmpty(object.data), type: object.type };
}

export function metadataJson({ object, revision }: Versioned): GoJson {
  const { metadata } = object;
  return {
    name: metadata.name,
    generateName: metadata.generateName || undefined,
    namespace: metadata.namespace || undefined,
    uid: metadata.uid,
    resourceVersion: revision === undefined ? undefined : String(revision),
    generation: metadata.generation || undefined,
    creationTimestamp: metadata.creationTimestamp,
    deletionTimestamp: metadata.deletionTimestamp,
    deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds,
    labels: nonEmpty(metadata.labels),
    annotations: nonEmpty(metadata.annotations),
    ownerReferences:
      metadata.ownerReferences.length === 0 ? undefined : metadata.ownerReferences.map(ownerJson),
    finalizers: metadata.finalizers.length === 0 ? undefined : metadata.finalizers,
    managedFields:
      metadata.managedFields === undefined ? undefined : [managedFieldsJson(metadata.managedFields)],
  };
}

function ownerJson({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference): GoJson {
  return { apiVersion, kind, name, uid, controller, blockOwnerDeletion };
}

function managedFieldsJson({ manager, time, fieldsV1 }: ManagedFields): GoJson {
  return { manager, operation: "Update", apiVersion: "v1", time, fieldsType: "FieldsV1", fieldsV1 };
}

function nonEmpty(map: ReadonlyMap<string, string>): ReadonlyMap<string, string> | undefined {
  return map.size === 0 ? undefined : map;
}
