import { type ApiContext, findNamespace, findSecret, namespacePrefix, secretPrefix } from "./api-context.js";
import { isWatch } from "./authorization.js";
import type { GoJson } from "./go-json.js";
import { list, parseResourceVersion, tooLargeResourceVersion } from "./listing.js";
import { negotiateView, type View } from "./media-types.js";
import { createNamespace, deleteNamespace } from "./namespaces-api.js";
import type { Versioned } from "./objects.js";
import type { ApiRequest } from "./request.js";
import type { Target } from "./routes.js";
import { createSecret, deleteSecret } from "./secrets-api.js";
import { badRequest, methodNotAllowed, noSuchResource, notFound, successStatus } from "./statuses.js";
import { viewList, viewObject } from "./views.js";

export interface ResourceReply {
  status: number;
  json: GoJson;
}

type ResourceTarget = Extract<Target, { kind: "resource" }>;

/** Answers a request for objects. @throws ApiFailure for everything that is answered with a Status of failure */
export function answerResource(context: ApiContext, target: Target, request: ApiRequest): ResourceReply {
  if (target.kind !== "resource") throw noSuchResource();
  checkMethod(target, request);
  const view = negotiateView(request.headers.accept);
  if (target.name !== undefined) checkNameInPath(target);
  switch (request.method) {
    case "POST": {
      const created =
        target.resource === "secrets"
          ? createSecret(context, target.namespace, request)
          : createNamespace(context, request);
      return { status: 201, json: viewObject(created, view, request.query, context.now()) };
    }
    case "DELETE":
      return answerDelete(context, target, target.name ?? "", request, view);
    default:
      return { status: 200, json: answerGet(context, target, request, view) };
  }
}

function checkMethod({ resource, namespace, name }: ResourceTarget, { method, query }: ApiRequest): void {
  const onItem = name !== undefined;
  const onAllNamespaces = resource === "secrets" && namespace === "" && !onItem;
  const allowed = onItem ? ["GET", "DELETE"] : onAllNamespaces ? ["GET"] : ["GET", "POST"];
  if (!allowed.includes(method)) throw methodNotAllowed();
  // Watches are not served yet; on an item the parameter means nothing.
  if (method === "GET" && !onItem && isWatch(query.get("watch"))) throw methodNotAllowed();
}

/** Names that a path can hold but no object, refused for every method (`IsValidPathSegmentName`). */
function checkNameInPath({ resource, namespace, name = "" }: ResourceTarget): void {
  if (resource === "secrets" && namespace === "") throw badRequest("Namespace parameter required.");
  const problem =
    name === "." || name === ".."
      ? `may not be '${name}'`
      : name.includes("%")
        ? "may not contain '%'"
        : undefined;
  if (problem !== undefined) throw badRequest(`Name parameter invalid: "${name}": ${problem}`);
}

function answerGet(context: ApiContext, target: ResourceTarget, request: ApiRequest, view: View): GoJson {
  const { store } = context;
  const { resource, namespace, name } = target;
  const { query } = request;
  const kind = resource === "secrets" ? "Secret" : "Namespace";
  if (name === undefined) {
    const prefix = resource === "secrets" ? secretPrefix(namespace) : namespacePrefix();
    return viewList(list(store, prefix, kind, query), kind, view, query, context.now());
  }
  const wanted = parseResourceVersion(query.get("resourceVersion") ?? "");
  if (wanted > store.revision) throw tooLargeResourceVersion(wanted, store.revision);
  const found: Versioned | undefined =
    resource === "secrets" ? findSecret(store, namespace, name) : findNamespace(store, name);
  if (found === undefined) throw notFound(resource, name);
  return viewObject(found, view, query, context.now());
}

function answerDelete(
  context: ApiContext,
  target: ResourceTarget,
  name: string,
  request: ApiRequest,
  view: View,
): ResourceReply {
  if (target.resource === "namespaces") {
    const namespace = deleteNamespace(context, name, request);
    return { status: 200, json: viewObject(namespace, view, request.query, context.now()) };
  }
  const { deleted, waiting, isPending } = deleteSecret(context, target.namespace, name, request);
  if (waiting === undefined) {
    return { status: 200, json: successStatus({ name, kind: "secrets", uid: deleted.metadata.uid }) };
  }
  return { status: isPending ? 202 : 200, json: viewObject(waiting, view, request.query, context.now()) };
}
