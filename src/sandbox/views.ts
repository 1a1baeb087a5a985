import type { GoJson } from "./go-json.js";
import { type Listing, listMetadataJson } from "./listing.js";
import type { View } from "./media-types.js";
import { type ApiObject, itemJson, objectJson, type Versioned } from "./objects.js";
import type { Query } from "./request.js";
import { ApiFailure } from "./statuses.js";
import { parseIncludeObject, partialJson, type TableOptions, tableJson } from "./tables.js";

/** One object in the form that the client asked for. @throws ApiFailure 400, 406 */
export function viewObject(versioned: Versioned, view: View, query: Query, now: Date): GoJson {
  const { kind } = versioned.object;
  switch (view.kind) {
    case "object":
      return objectJson(versioned);
    case "Table": {
      const { revision } = versioned;
      const metadata = { resourceVersion: revision === undefined ? undefined : String(revision) };
      return tableJson(metadata, [versioned], tableOptions(view, query, now, kind));
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
  kind: ApiObject["kind"],
  view: View,
  query: Query,
  now: Date,
): GoJson {
  switch (view.kind) {
    case "object":
      return {
        kind: `${kind}List`,
        apiVersion: "v1",
        metadata: listMetadataJson(metadata),
        items: items.map(itemJson),
      };
    case "Table":
      return tableJson(listMetadataJson(metadata), items, tableOptions(view, query, now, kind));
    case "PartialObjectMetadataList": {
      const { apiVersion } = view;
      // The server leaves the count out here, and writes a list without items as null.
      const partial = items.map((item) => partialJson(item, apiVersion));
      const { resourceVersion } = metadata;
      return {
        kind: view.kind,
        apiVersion,
        metadata: { resourceVersion, continue: metadata.continue },
        items: partial.length === 0 ? null : partial,
      };
    }
    default:
      throw wrongView(`you requested ${view.kind}, but the requested object is a list (*core.${kind}List)`);
  }
}

function tableOptions(view: View, query: Query, now: Date, kind: ApiObject["kind"]): TableOptions {
  return { apiVersion: view.apiVersion, include: parseIncludeObject(query.get("includeObject")), now, kind };
}

function wrongView(message: string): ApiFailure {
  return new ApiFailure(406, message, { reason: "NotAcceptable" });
}
