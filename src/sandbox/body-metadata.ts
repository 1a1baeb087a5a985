import { timeError } from "./api-time.js";
import type { JsonReader } from "./json-reader.js";
import type { OwnerReference } from "./objects.js";
import { type Field, type Fields, readList, readMap, readStruct } from "./struct-reader.js";

/** Metadata as a client sent it. What the server sets anew is only checked for its type. */
export interface BodyMetadata {
  name: string;
  generateName: string;
  namespace: string;
  resourceVersion: string;
  generation: number;
  deletionTimestamp: boolean;
  deletionGracePeriodSeconds: boolean;
  labels: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
  ownerReferences: OwnerReference[];
  finalizers: string[];
}

export function newBodyMetadata(): BodyMetadata {
  return {
    name: "",
    generateName: "",
    namespace: "",
    resourceVersion: "",
    generation: 0,
    deletionTimestamp: false,
    deletionGracePeriodSeconds: false,
    labels: new Map(),
    annotations: new Map(),
    ownerReferences: [],
    finalizers: [],
  };
}

/** The members `kind` and `apiVersion`, read once more for their type. */
export const TYPE_META: readonly (readonly [string, Field<unknown>])[] = [
  ["kind", { path: ["Kind", "TypeMeta"], read: (reader) => void reader.readString() }],
  ["apiVersion", { path: ["APIVersion", "TypeMeta"], read: (reader) => void reader.readString() }],
];

export function metadataField<T extends { metadata: BodyMetadata }>(): Field<T> {
  return {
    path: ["ObjectMeta"],
    read: (reader, target) => readStruct(reader, "v1.ObjectMeta", METADATA, target.metadata),
  };
}

const METADATA: Fields<BodyMetadata> = new Map<string, Field<BodyMetadata>>([
  text("name", "Name", (metadata, value) => {
    metadata.name = value;
  }),
  text("generateName", "GenerateName", (metadata, value) => {
    metadata.generateName = value;
  }),
  text("namespace", "Namespace", (metadata, value) => {
    metadata.namespace = value;
  }),
  text("resourceVersion", "ResourceVersion", (metadata, value) => {
    metadata.resourceVersion = value;
  }),
  text("selfLink", "SelfLink", () => {}),
  text("uid", "UID", () => {}),
  text("clusterName", "ClusterName", () => {}),
  [
    "generation",
    {
      path: ["Generation"],
      read: (reader, metadata) => {
        metadata.generation = orNull(reader, 0, (present) => present.readInteger());
      },
    },
  ],
  ["creationTimestamp", { path: ["CreationTimestamp"], read: (reader) => void readTime(reader) }],
  [
    "deletionTimestamp",
    {
      path: ["DeletionTimestamp"],
      read: (reader, metadata) => {
        metadata.deletionTimestamp = readTime(reader);
      },
    },
  ],
  [
    "deletionGracePeriodSeconds",
    {
      path: ["DeletionGracePeriodSeconds"],
      read: (reader, metadata) => {
        metadata.deletionGracePeriodSeconds = orNull(reader, false, (present) => {
          present.readInteger();
          return true;
        });
      },
    },
  ],
  [
    "labels",
    {
      path: ["Labels"],
      read: (reader, metadata) => {
        metadata.labels = readMap(reader, metadata.labels, (value) => value.readString());
      },
    },
  ],
  [
    "annotations",
    {
      path: ["Annotations"],
      read: (reader, metadata) => {
        metadata.annotations = readMap(reader, metadata.annotations, (value) => value.readString());
      },
    },
  ],
  [
    "finalizers",
    {
      path: ["Finalizers"],
      read: (reader, metadata) => {
        metadata.finalizers = readList(reader, "[]string", (item) => item.readString());
      },
    },
  ],
  [
    "managedFields",
    {
      path: ["ManagedFields"],
      read: (reader) =>
        void readList(reader, "[]v1.ManagedFieldsEntry", (item) =>
          readStruct(item, "v1.ManagedFieldsEntry", MANAGED_FIELDS, undefined),
        ),
    },
  ],
  [
    "ownerReferences",
    {
      path: ["OwnerReferences"],
      read: (reader, metadata) => {
        metadata.ownerReferences = withoutRepetition(readList(reader, "[]v1.OwnerReference", readOwner));
      },
    },
  ],
]);

/** Of a list that the server makes anew, but reads. */
const MANAGED_FIELDS: Fields<undefined> = new Map<string, Field<undefined>>([
  text("manager", "Manager", () => {}),
  text("operation", "Operation", () => {}),
  text("apiVersion", "APIVersion", () => {}),
  text("fieldsType", "FieldsType", () => {}),
  ["time", { path: ["Time"], read: (reader) => void readTime(reader) }],
]);

const OWNER: Fields<OwnerReference> = new Map<string, Field<OwnerReference>>([
  text("apiVersion", "APIVersion", (owner, value) => {
    owner.apiVersion = value;
  }),
  text("kind", "Kind", (owner, value) => {
    owner.kind = value;
  }),
  text("name", "Name", (owner, value) => {
    owner.name = value;
  }),
  text("uid", "UID", (owner, value) => {
    owner.uid = value;
  }),
  flag("controller", "Controller", (owner, value) => {
    owner.controller = value;
  }),
  flag("blockOwnerDeletion", "BlockOwnerDeletion", (owner, value) => {
    owner.blockOwnerDeletion = value;
  }),
]);

/** The server drops an owner that stands there twice. */
function withoutRepetition(owners: readonly OwnerReference[]): OwnerReference[] {
  const byContent = new Map(owners.map((owner) => [JSON.stringify(Object.entries(owner).sort()), owner]));
  return [...byContent.values()];
}

function readOwner(reader: JsonReader): OwnerReference {
  const owner: OwnerReference = { apiVersion: "", kind: "", name: "", uid: "" };
  readStruct(reader, "v1.OwnerReference", OWNER, owner);
  return owner;
}

/** Reads a time or null; tells whether there was one. */
function readTime(reader: JsonReader): boolean {
  return orNull(reader, false, (present) => {
    const first = present.peek();
    if (first !== '"') {
      present.skip();
      const kind =
        first === "{"
          ? "object"
          : first === "["
            ? "array"
            : first === "t" || first === "f"
              ? "bool"
              : "number";
      present.report("unmarshalerDecoder", `json: cannot unmarshal ${kind} into Go value of type string`);
      return false;
    }
    const error = timeError(present.readString());
    if (error !== undefined) present.report("unmarshalerDecoder", error);
    return true;
  });
}

/** Reads a value that may be null, which counts as absent. */
export function orNull<V>(reader: JsonReader, absent: V, read: (reader: JsonReader) => V): V {
  return reader.readNull() ? absent : read(reader);
}

function text<T>(name: string, goName: string, set: (target: T, value: string) => void): [string, Field<T>] {
  return [name, { path: [goName], read: (reader, target) => set(target, reader.readString()) }];
}

function flag<T>(
  name: string,
  goName: string,
  set: (target: T, value: boolean | undefined) => void,
): [string, Field<T>] {
  const read = (reader: JsonReader, target: T) =>
    set(
      target,
      orNull<boolean | undefined>(reader, undefined, (present) => present.readBoolean()),
    );
  return [name, { path: [goName], read }];
}
