import {
  ANY,
  BOOLEAN,
  type FieldTable,
  type FieldType,
  INTEGER,
  listOf,
  mapOf,
  STRING,
  type Struct,
  struct,
  TIME,
} from "./fields.js";

const OWNER: FieldTable = {
  apiVersion: { type: STRING, number: 5 },
  kind: { type: STRING, number: 1 },
  name: { type: STRING, number: 3 },
  uid: { type: STRING, number: 4 },
  controller: { type: BOOLEAN, number: 6 },
  blockOwnerDeletion: { type: BOOLEAN, number: 7 },
};

const MANAGED_FIELDS: FieldTable = {
  manager: { type: STRING, number: 1 },
  operation: { type: STRING, number: 2 },
  apiVersion: { type: STRING, number: 3 },
  time: { type: TIME, number: 4 },
  fieldsType: { type: STRING, number: 6 },
  fieldsV1: { type: ANY, number: 7 },
  subresource: { type: STRING, number: 8 },
};

export const METADATA: FieldType = struct("ObjectMeta", {
  name: { type: STRING, number: 1 },
  generateName: { type: STRING, number: 2 },
  namespace: { type: STRING, number: 3 },
  selfLink: { type: STRING, number: 4 },
  uid: { type: STRING, number: 5 },
  resourceVersion: { type: STRING, number: 6 },
  generation: { type: INTEGER, number: 7 },
  creationTimestamp: { type: TIME, number: 8 },
  deletionTimestamp: { type: TIME, number: 9 },
  deletionGracePeriodSeconds: { type: INTEGER, number: 10 },
  labels: { type: mapOf(STRING), number: 11 },
  annotations: { type: mapOf(STRING), number: 12 },
  ownerReferences: { type: listOf(struct("OwnerReference", OWNER)), number: 13 },
  finalizers: { type: listOf(STRING), number: 14 },
  managedFields: { type: listOf(struct("ManagedFieldsEntry", MANAGED_FIELDS)), number: 17 },
});

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean | undefined;
  blockOwnerDeletion?: boolean | undefined;
}

/** Metadata as a client sent it, as far as it may choose. */
export interface BodyMetadata {
  name: string;
  generateName: string;
  namespace: string;
  resourceVersion: string;
  generation: number;
  labels: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
  ownerReferences: readonly OwnerReference[];
  finalizers: readonly string[];
}

const EMPTY: BodyMetadata = {
  name: "",
  generateName: "",
  namespace: "",
  resourceVersion: "",
  generation: 0,
  labels: new Map(),
  annotations: new Map(),
  ownerReferences: [],
  finalizers: [],
};

/** @param read what METADATA made of the body */
export function bodyMetadata(read: Partial<BodyMetadata> | Struct = {}): BodyMetadata {
  const metadata: BodyMetadata = { ...EMPTY, ...read };
  const owners = metadata.ownerReferences.map((owner) => ({
    ...{ apiVersion: "", kind: "", name: "", uid: "" },
    ...owner,
  }));
  return { ...metadata, ownerReferences: withoutRepetition(owners) };
}

/** The server drops an owner that stands there twice. */
function withoutRepetition(owners: readonly OwnerReference[]): OwnerReference[] {
  const byContent = new Map(owners.map((owner) => [JSON.stringify(Object.entries(owner).sort()), owner]));
  return [...byContent.values()];
}
