import type { GoJson } from "../../apimachinery/go-json.js";
import { goQuote } from "../../apimachinery/go-quote.js";
import { badRequest } from "../http/statuses.js";
import { ageCell } from "./age.js";
import { metadataJson, objectJson, type Versioned } from "./objects.js";
import type { Call, Resource } from "./resource.js";

const NAME_COLUMN = column(
  "Name",
  "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
  "name",
);
const AGE_COLUMN = column(
  "Age",
  "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
);

function columnsOf({ columns }: Resource): GoJson[] {
  return [NAME_COLUMN, ...columns.map(({ name, description }) => column(name, description)), AGE_COLUMN];
}

function column(name: string, description: string, format = ""): GoJson {
  return { name, type: "string", format, description, priority: 0 };
}

/** Objects as rows. @throws ApiFailure 400 */
export function tableJson(
  metadata: GoJson,
  rows: readonly Versioned[],
  apiVersion: string,
  call: Call,
): GoJson {
  const { resource, request } = call;
  const include = request.query.get("includeObject") || "Metadata";
  if (!["Metadata", "Object", "None"].includes(include)) {
    throw badRequest(
      `Unable to convert to Table as requested: includeObject: Invalid value: ${goQuote(include)}: must be 'Metadata', 'Object', 'None', or empty`,
    );
  }
  const now = call.now();
  const objectOf = (row: Versioned): GoJson => {
    if (include === "None") return null;
    return include === "Object" ? objectJson(row) : partialJson(row, apiVersion);
  };
  return {
    kind: "Table",
    apiVersion,
    metadata,
    columnDefinitions: columnsOf(resource),
    rows: rows.map((row) => ({ cells: cellsOf(row, resource, now), object: objectOf(row) })),
  };
}

function cellsOf({ object }: Versioned, { columns }: Resource, now: Date): GoJson[] {
  const { name, creationTimestamp } = object.metadata;
  return [name, ...columns.map(({ cell }) => cell(object)), ageCell(creationTimestamp, now)];
}

/** The view of an object that is its metadata only. */
export function partialJson(versioned: Versioned, apiVersion: string): GoJson {
  return { kind: "PartialObjectMetadata", apiVersion, metadata: metadataJson(versioned) };
}
