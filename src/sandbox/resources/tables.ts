import type { GoJson } from "../../apimachinery/go-json.js";
import { goQuote } from "../../apimachinery/go-quote.js";
import { badRequest } from "../http/statuses.js";
import { ageCell } from "./age.js";
import { metadataJson, objectJson, type Versioned } from "./objects.js";
import type { Resource } from "./resource.js";

const NAME_COLUMN = {
  name: "Name",
  type: "string",
  format: "name",
  description:
    "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
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
function columnsOf({ columns }: Resource): GoJson[] {
  const own = columns.map(({ name, description }) => ({
    name,
    type: "string",
    format: "",
    description,
    priority: 0,
  }));
  return [NAME_COLUMN, ...own, AGE_COLUMN];
}

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
  resource: Resource;
}

export function tableJson(listMetadata: GoJson, rows: readonly Versioned[], options: TableOptions): GoJson {
  const { apiVersion, include, now, resource } = options;
  return {
    kind: "Table",
    apiVersion,
    metadata: listMetadata,
    columnDefinitions: columnsOf(resource),
    rows: rows.map((row) => ({
      cells: cells(row, resource, now),
      object: rowObject(row, include, apiVersion),
    })),
  };
}

function cells({ object }: Versioned, { columns }: Resource, now: Date): GoJson[] {
  const { name, creationTimestamp } = object.metadata;
  return [name, ...columns.map(({ cell }) => cell(object)), ageCell(creationTimestamp, now)];
}

function rowObject(row: Versioned, include: IncludeObject, apiVersion: string): GoJson {
  if (include === "None") return null;
  return include === "Object" ? objectJson(row) : partialJson(row, apiVersion);
}

/** The view of an object that is its metadata only. */
export function partialJson(versioned: Versioned, apiVersion: string): GoJson {
  return { kind: "PartialObjectMetadata", apiVersion, metadata: metadataJson(versioned) };
}
