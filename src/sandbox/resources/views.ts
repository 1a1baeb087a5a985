import type { GoJson } from "../../apimachinery/go-json.js";
import type { View } from "../http/media-types.js";
import { ApiFailure } from "../http/statuses.js";
import type { Listing } from "../storage/listing.js";
import { itemJson, objectJson, type Versioned } from "./objects.js";
import type { Call } from "./resource.js";
import { partialJson, tableJson } from "./tables.js";

/** One object in the form that the client asked for. @throws ApiFailure 400, 406 */
export function viewObject(versioned: Versioned, { kind, apiVersion }: View, call: Call): GoJson {
  switch (kind) {
    case "object":
      return objectJson(versioned);
    case "Table":
      return tableJson({ resourceVersion: versioned.revision?.toString() }, [versioned], apiVersion, call);
    case "PartialObjectMetadata":
      return partialJson(versioned, apiVersion);
    default:
      throw wrongView(kind, `not a list (*core.${call.resource.kind})`);
  }
}

/** A list in the form that the client asked for. @throws ApiFailure 400, 406 */
export function viewList({ items, metadata }: Listing, { kind, apiVersion }: View, call: Call): GoJson {
  switch (kind) {
    case "object":
      return { kind: `${call.resource.kind}List`, apiVersion: "v1", metadata, items: items.map(itemJson) };
    case "Table":
      return tableJson(metadata, items, apiVersion, call);
    case "PartialObjectMetadataList": {
      // The server writes a list without items as null.
      const partial = items.map((item) => partialJson(item, apiVersion));
      return { kind, apiVersion, metadata, items: partial.length === 0 ? null : partial };
    }
    default:
      throw wrongView(kind, `a list (*core.${call.resource.kind}List)`);
  }
}

function wrongView(kind: string, what: string): ApiFailure {
  return new ApiFailure(406, "NotAcceptable", `you requested ${kind}, but the requested object is ${what}`);
}
