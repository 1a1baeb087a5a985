import type { GoJson } from "../../apimachinery/go-json.js";
import { createObject } from "../resources/creation.js";
import { deleteObject } from "../resources/deletion.js";
import type { Versioned } from "../resources/objects.js";
import { patchObject } from "../resources/patching.js";
import { type ApiContext, keyOf, keyPrefix } from "../resources/resource.js";
import { viewList, viewObject } from "../resources/views.js";
import { list, parseResourceVersion, tooLargeResourceVersion } from "../storage/listing.js";
import { isWatch } from "./authorization.js";
import { negotiateView, type View } from "./media-types.js";
import type { ApiRequest } from "./request.js";
import type { Target } from "./routes.js";
import { badRequest, methodNotAllowed, noSuchResource, notFound, successStatus } from "./statuses.js";

export interface ResourceReply {
  status: number;
  json: GoJson;
  warnings?: readonly string[];
}

type ResourceTarget = Extract<Target, { kind: "resource" }>;

/** Answers a request for objects. @throws ApiFailure for everything that is answered with a Status of failure */
export function answerResource(context: ApiContext, target: Target, request: ApiRequest): ResourceReply {
  if (target.kind !== "resource") throw noSuchResource();
  checkMethod(target, request);
  const view = negotiateView(request.headers.accept);
  if (target.name !== undefined) checkNameInPath(target);
  const { resource, namespace } = target;
  const show = (object: Versioned) => viewObject(object, resource, view, request.query, context.now());
  switch (request.method) {
    case "POST": {
      const created = createObject(context, resource, namespace, request);
      return { status: 201, json: show(created), warnings: created.warnings };
    }
    case "PATCH":
      return {
        status: 200,
        json: show(patchObject(context, resource, namespace, target.name ?? "", request)),
      };
    case "DELETE": {
      const name = target.name ?? "";
      const { deleted, waiting, isPending } = deleteObject(context, resource, namespace, name, request);
      if (waiting !== undefined) return { status: isPending ? 202 : 200, json: show(waiting) };
      return { status: 200, json: successStatus({ name, kind: resource.plural, uid: deleted.metadata.uid }) };
    }
    default:
      return { status: 200, json: answerGet(context, target, request, view) };
  }
}

function checkMethod({ resource, namespace, name }: ResourceTarget, { method, query }: ApiRequest): void {
  const onItem = name !== undefined;
  const onAllNamespaces = resource.isNamespaced && namespace === "" && !onItem;
  const allowed = onItem ? ["GET", "PATCH", "DELETE"] : onAllNamespaces ? ["GET"] : ["GET", "POST"];
  if (!allowed.includes(method)) throw methodNotAllowed();
  // Watches are not served yet; on an item the parameter means nothing.
  if (method === "GET" && !onItem && isWatch(query.get("watch"))) throw methodNotAllowed();
}

/** Names that a path can hold but no object, refused for every method (`IsValidPathSegmentName`). */
function checkNameInPath({ resource, namespace, name = "" }: ResourceTarget): void {
  if (resource.isNamespaced && namespace === "") throw badRequest("Namespace parameter required.");
  const problem =
    name === "." || name === ".."
      ? `may not be '${name}'`
      : name.includes("%")
        ? "may not contain '%'"
        : undefined;
  if (problem !== undefined) throw badRequest(`Name parameter invalid: "${name}": ${problem}`);
}

function answerGet(context: ApiContext, target: ResourceTarget, { query }: ApiRequest, view: View): GoJson {
  const { store } = context;
  const { resource, namespace, name } = target;
  if (name === undefined) {
    const listing = list(store, keyPrefix(resource, namespace), resource, query);
    return viewList(listing, resource, view, query, context.now());
  }
  const wanted = parseResourceVersion(query.get("resourceVersion") ?? "");
  if (wanted > store.revision) throw tooLargeResourceVersion(wanted, store.revision);
  const found = store.get(keyOf(resource, namespace, name));
  if (found === undefined) throw notFound(resource.plural, name);
  return viewObject(found, resource, view, query, context.now());
}
