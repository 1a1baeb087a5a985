import type { GoJson } from "../../apimachinery/go-json.js";
import { createObject } from "../resources/creation.js";
import { deleteObject } from "../resources/deletion.js";
import type { Versioned } from "../resources/objects.js";
import { patchObject } from "../resources/patching.js";
import { type ApiContext, type Call, keyOf } from "../resources/resource.js";
import { viewList, viewObject } from "../resources/views.js";
import { list, parseResourceVersion, tooLargeResourceVersion } from "../storage/listing.js";
import { isWatch } from "./authorization.js";
import { negotiateView } from "./media-types.js";
import type { ApiRequest } from "./request.js";
import type { Target } from "./routes.js";
import { ApiFailure, badRequest, methodNotAllowed, notFound } from "./statuses.js";

export interface ResourceReply {
  status: number;
  json: GoJson;
  warnings?: readonly string[];
}

/** Answers a request for objects. @throws ApiFailure for everything that is answered with a Status of failure */
export function answerResource(context: ApiContext, target: Target, request: ApiRequest): ResourceReply {
  if (target.kind !== "resource" || target.resource === undefined) {
    throw new ApiFailure(404, "NotFound", "the server could not find the requested resource", {});
  }
  const { resource, namespace, name } = target;
  const call: Call = { ...context, resource, namespace, name: name ?? "", request };
  const onItem = name !== undefined;
  checkMethod(call, onItem);
  const view = negotiateView(request.headers.accept);
  if (onItem) checkNameInPath(call);
  const show = (object: Versioned) => viewObject(object, view, call);
  switch (request.method) {
    case "POST": {
      const created = createObject(call);
      return { status: 201, json: show(created), warnings: created.warnings };
    }
    case "PATCH":
      return { status: 200, json: show(patchObject(call)) };
    case "DELETE": {
      const { deleted, waiting, isPending } = deleteObject(call);
      if (waiting !== undefined) return { status: isPending ? 202 : 200, json: show(waiting) };
      const details = { name: call.name, kind: resource.plural, uid: deleted.metadata.uid };
      return {
        status: 200,
        json: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details },
      };
    }
    default:
      return { status: 200, json: onItem ? show(read(call)) : viewList(list(call), view, call) };
  }
}

function checkMethod({ resource, namespace, request: { method, query } }: Call, onItem: boolean): void {
  const onAllNamespaces = resource.isNamespaced && namespace === "" && !onItem;
  const allowed = onItem ? ["GET", "PATCH", "DELETE"] : onAllNamespaces ? ["GET"] : ["GET", "POST"];
  // Watches are not served yet; on an item the parameter means nothing.
  const isRefused = method === "GET" && !onItem && isWatch(query.get("watch"));
  if (isRefused || !allowed.includes(method)) throw methodNotAllowed();
}

/** Names that a path can hold but no object, refused for every method (`IsValidPathSegmentName`). */
function checkNameInPath({ resource, namespace, name }: Call): void {
  if (resource.isNamespaced && namespace === "") throw badRequest("Namespace parameter required.");
  const isDots = name === "." || name === "..";
  const problem = isDots ? `may not be '${name}'` : name.includes("%") ? "may not contain '%'" : undefined;
  if (problem !== undefined) throw badRequest(`Name parameter invalid: "${name}": ${problem}`);
}

function read(call: Call): Versioned {
  const { resource, name, store, request } = call;
  const wanted = parseResourceVersion(request.query.get("resourceVersion") ?? "");
  if (wanted > store.revision) throw tooLargeResourceVersion(wanted, store.revision);
  const found = store.get(keyOf(call));
  if (found === undefined) throw notFound(resource.plural, name);
  return found;
}
