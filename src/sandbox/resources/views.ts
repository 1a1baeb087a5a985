import type { GoJson } from "../../apimachinery/go-json.js";
import type { View } from "../http/media-types.js";
import type { Query } from "../http/request.js";
import { ApiFailure } from "../http/statuses.js";
import { type Listing, listMetadataJson } from "../storage/listing.js";
import { itemJson, objectJson, type Versioned } from "./objects.js";
import type { Resource } from "./resource.js";
import { parseIncludeObject, partialJson, type TableOptions, tableJson } from "./tables.js";

/** One object in the form that the client asked for. @throws ApiFailure 400, 406 */
export function viewObject(
  versioned: Versioned,
  resource: Resource,
  view: View,
  query: Query,
  now: Date,
): GoJson {
  const { kind } = resource;
  switch (view.kind) {
    case "object":
      return objectJson(versioned);
    case "Table": {
      const { revision } = versioned;
      const metadata = { resourceVersion: revision === undefined ? undefined : String(revision) };
      return tableJson(metadata, [versioned], tableOptions(view, query, now, resource));
    }
    case "PartialObjectMetadata":
      return partialJson(versioned, view.apiVersion);
    default:
      throw wrongView(`you requested ${view.kind}, but the requested object is not a list (*core.${kind})`);
  }
}

/** A list in the form that the client asked for. @throws ApiFailure 400, 406 */
export function viewList(
  { items, metadata }: Listing,
  resource: Resource,
  view: View,
  query: Query,
  now: Date,
): GoJson {
  const { kind } = resource;
  switch (view.kind) {
    case "object":
      return {
        kind: `${kind}List`,
        apiVersion: "v1",
        metadata: listMetadataJson(metadata),
        items: items.map(itemJson),
      };
    case "Table":
      return tableJson(listMetadataJson(metadata), items, tableOptions(view, query, now, resource));
    case "PartialObjectMetadataList": {
      const { apiVersion } = view;
      // The server writes a list without items as null.
      const partial = items.map((item) => partialJson(item, apiVersion));
      return {
        kind: view.kind,
        apiVersion,
        metadata: listMetadataJson(metadata),
        items: partial.length === 0 ? null : partial,
      };
    }
    default:
      throw wrongView(`you requested ${view.kind}, but the requested object is a list (*core.${kind}List)`);
  }
}

function tableOptions(view: View, query: Query, now: Date, resource: Resource): TableOptions {
  return {
    apiVersion: view.apiVersion,
    include: parseIncludeObject(query.get("includeObject")),
    now,
    resource,
  };
}

function wrongView(message: string): ApiFailure {
  return new ApiFailure(406, message, { reason: "NotAcceptable" });
}
