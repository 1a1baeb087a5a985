import { goQuote } from "../apimachinery/go-quote.js";
import { ageCell } from "./age.js";
import type { GoJson } from "./go-json.js";
import { metadataJson, objectJson, type Versioned } from "./objects.js";
import { badRequest } from "./statuses.js";

const NAME_COLUMN = {
  name: "Name",
  type: "string",
  format: "name",
  description:
    "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: http://kubernetes.io/docs/user-guide/identifiers#names",
  priority: 0,
};
const AGE_COLUMN = {
  name: "Age",
  type: "string",
  format: "",
  description:
    "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
  priority: 0,
};
const TYPE_COLUMN = {
  name: "Type",
  type: "string",
  format: "",
  description: "Used to facilitate programmatic handling of secret data.",
  priority: 0,
};
const DATA_COLUMN = {
  name: "Data",
  type: "string",
  format: "",
  description:
    "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
  priority: 0,
};
const STATUS_COLUMN = {
  name: "Status",
  type: "string",
  format: "",
  description: "The status of the namespace",
  priority: 0,
};

const COLUMNS = {
  Secret: [NAME_COLUMN, TYPE_COLUMN, DATA_COLUMN, AGE_COLUMN],
  Namespace: [NAME_COLUMN, STATUS_COLUMN, AGE_COLUMN],
} as const;

/** What the row of a table carries besides its cells. */
export type IncludeObject = "Metadata" | "Object" | "None";

/** @throws ApiFailure 400 */
export function parseIncludeObject(value: string | undefined): IncludeObject {
  if (value === undefined || value === "") return "Metadata";
  if (value === "Metadata" || value === "Object" || value === "None") return value;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${goQuote(value)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

export interface TableOptions {
  apiVersion: string;
  include: IncludeObject;
  now: Date;
  kind: keyof typeof COLUMNS;
}

export function tableJson(listMetadata: GoJson, rows: readonly Versioned[], options: TableOptions): GoJson {
  const { apiVersion, include, now, kind } = options;
  return {
    kind: "Table",
    apiVersion,
    metadata: listMetadata,
    columnDefinitions: COLUMNS[kind],
    rows: rows.map((row) => ({ cells: cells(row, now), object: rowObject(row, include, apiVersion) })),
  };
}

function cells({ object }: Versioned, now: Date): GoJson[] {
  const { name, creationTimestamp } = object.metadata;
  const age = ageCell(creationTimestamp, now);
  return object.kind === "Secret" ? [name, object.type, object.data.size, age] : [name, object.phase, age];
}

function rowObject(row: Versioned, include: IncludeObject, apiVersion: string): GoJson {
  if (include === "None") return null;
  return include === "Object" ? objectJson(row) : partialJson(row, apiVersion);
}

/** The view of an object that is its metadata only. */
export function partialJson(versioned: Versioned, apiVersion: string): GoJson {
  return { kind: "PartialObjectMetadata", apiVersion, metadata: metadataJson(versioned) };
}
