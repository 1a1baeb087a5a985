import type { NewSecret } from "../../src/secret/secret.js";

/** Objects as kube-apiserver 1.20 writes them, for scripts of a FaultServer. */

export const UID = "5b1e4f5c-7f0a-4c9e-9d4b-0f6c5d2f1a00";
export const OTHER_UID = "00000000-aaaa-bbbb-cccc-000000000000";
export const PRECONDITIONS = { uid: UID, resourceVersion: "41" };

/** Secret data of every test: no 8 characters of it may be shown anywhere. */
export const CANARY_VALUE = "Zq7canaryVALUExW93kfPLmn4";
export const CANARY_DATA = { password: Buffer.from(CANARY_VALUE).toString("base64") };

export function newSecret(changes: Partial<NewSecret> = {}): NewSecret {
  return {
    name: "s3",
    generateName: undefined,
    namespace: undefined,
    type: undefined,
    immutable: undefined,
    labels: { suite: "pachyderm", "secret-source": "pachyderm-user" },
    annotations: {},
    finalizers: undefined,
    ownerReferences: undefined,
    data: Object.assign(Object.create(null), CANARY_DATA),
    ...changes,
  };
}

export type Metadata = { [field: string]: unknown; name?: unknown };

export function metadata(changes: Metadata = {}): Metadata {
  return {
    name: "s3",
    namespace: "default",
    uid: UID,
    resourceVersion: "41",
    // After whatever the test does.
    creationTimestamp: timestamp(Date.now() + 60_000),
    labels: { suite: "pachyderm", "secret-source": "pachyderm-user" },
    managedFields: [{ manager: "pachctl", operation: "Update", apiVersion: "v1" }],
    ...changes,
  };
}

/** A Secret; `changes` are to its metadata, `fields` to the rest. */
export function secret(changes: Metadata = {}, fields: Metadata = {}): Metadata {
  return {
    kind: "Secret",
    apiVersion: "v1",
    metadata: metadata(changes),
    data: CANARY_DATA,
    type: "Opaque",
    ...fields,
  };
}

export function table(
  objects: readonly Metadata[],
  listMetadata: Metadata = {},
  type: unknown = "Opaque",
): Metadata {
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: { resourceVersion: "50", ...listMetadata },
    columnDefinitions: ["Name", "Type", "Data", "Age"].map((name) => ({ name, type: "string" })),
    rows: objects.map((object) => ({
      cells: [object.name, type, 1, "5m"],
      object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object },
    })),
  };
}

/** A page of rows with these names. */
export function page(names: readonly string[], continueToken?: string): Metadata {
  const rows = names.map((name) => metadata({ name, uid: `uid-of-${name}` }));
  return table(rows, continueToken === undefined ? {} : { continue: continueToken });
}

export function secretList(names: readonly string[], continueToken?: string): Metadata {
  return {
    kind: "SecretList",
    apiVersion: "v1",
    metadata: { resourceVersion: "50", ...(continueToken !== undefined && { continue: continueToken }) },
    items: names.map((name) => ({
      metadata: metadata({ name, uid: `uid-of-${name}` }),
      data: CANARY_DATA,
      type: "Opaque",
    })),
  };
}

export function deleted(uid = UID): Metadata {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name: "s3", kind: "secrets", uid },
  };
}

/** RFC 3339 in whole seconds, as the API server writes times. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

export const NOT_FOUND = { message: 'secrets "s3" not found', details: { name: "s3", kind: "secrets" } };
export const EXISTS = { message: 'secrets "s3" already exists', details: { name: "s3", kind: "secrets" } };
