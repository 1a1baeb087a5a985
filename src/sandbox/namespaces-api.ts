import { type ApiContext, findNamespace, namespaceKey } from "./api-context.js";
import { apiTime } from "./api-time.js";
import { decodeNamespace } from "./body-decoding.js";
import { newBodyMetadata } from "./body-metadata.js";
import { createdMetadata } from "./creation.js";
import type { DeleteOptions } from "./delete-options.js";
import { parseDeleteOptions } from "./deletion.js";
import { invalidObject } from "./field-errors.js";
import type { GoJson } from "./go-json.js";
import { createdFields, fieldManager, LEAF } from "./managed-fields.js";
import { requireJsonBody } from "./media-types.js";
import { finalizerNameErrors, metadataErrors } from "./metadata-validation.js";
import type { ManagedFields, NamespaceObject, ObjectMeta, Versioned } from "./objects.js";
import { type ApiRequest, MAX_BODY_BYTES } from "./request.js";
import { dnsLabelErrors } from "./server-words.js";
import { ApiFailure, alreadyExists, bodyTooLarge, notFound, plainFailure } from "./statuses.js";
import { parseCreateOptions } from "./write-options.js";

/** The namespaces that every new cluster has. */
export const INITIAL_NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];
const IMMORTAL: ReadonlySet<string> = new Set(["default", "kube-public", "kube-system"]);
const FIELDS = new Map<string, GoJson>([["f:status", new Map([["f:phase", LEAF]])]]);

export function addInitialNamespaces({ store, now }: ApiContext): void {
  for (const name of INITIAL_NAMESPACES) {
    const body = { ...newBodyMetadata(), name };
    const managedFields = createdFields("kube-apiserver", now(), body, FIELDS);
    store.put(namespaceKey(name), newNamespace(createdMetadata(body, "", now(), managedFields)));
  }
}

export function createNamespace({ store, now }: ApiContext, request: ApiRequest): Versioned<NamespaceObject> {
  requireJsonBody(request.headers["content-type"]);
  if (request.body === "too large") throw bodyTooLarge(MAX_BODY_BYTES);
  const { isDryRun } = parseCreateOptions(request.query);
  const body = decodeNamespace(request.body).metadata;
  const manager = fieldManager(request.query.get("fieldManager"), request.headers["user-agent"]);
  const managedFields: ManagedFields | undefined = createdFields(manager, now(), body, FIELDS);
  const namespace = newNamespace(createdMetadata(body, "", now(), managedFields));
  const { name } = namespace.metadata;
  const errors = [
    ...metadataErrors(namespace.metadata, dnsLabelErrors),
    ...finalizerNameErrors(namespace.metadata.finalizers),
  ];
  if (errors.length > 0) throw invalidObject("Namespace", name, errors);
  if (/^[1-9]\d*$/.test(body.resourceVersion)) {
    throw plainFailure("resourceVersion should not be set on objects to be created");
  }
  if (findNamespace(store, name) !== undefined) throw alreadyExists("namespaces", name, false);
  return { object: namespace, revision: isDryRun ? undefined : store.put(namespaceKey(name), namespace) };
}

/** Marks a namespace as terminating. It stays: nothing here empties it, as on a server without controllers. */
export function deleteNamespace(
  context: ApiContext,
  name: string,
  request: ApiRequest,
): Versioned<NamespaceObject> {
  const options = parseDeleteOptions(request);
  if (IMMORTAL.has(name)) {
    const message = `namespaces "${name}" is forbidden: this namespace may not be deleted`;
    throw new ApiFailure(403, message, { reason: "Forbidden", details: { name, kind: "namespaces" } });
  }
  const found = findNamespace(context.store, name);
  if (found === undefined) throw notFound("namespaces", name);
  checkNamespacePreconditions(options, found);
  if (found.object.phase === "Terminating") return found;
  const metadata = { ...found.object.metadata, deletionTimestamp: apiTime(context.now()) };
  const object: NamespaceObject = { ...found.object, metadata, phase: "Terminating" };
  const revision = options.dryRun.length > 0 ? found.revision : context.store.put(namespaceKey(name), object);
  return { object, revision };
}

/** The same as for other objects in the words of another layer: namespaces are deleted by an update. */
function checkNamespacePreconditions(
  { uid, resourceVersion }: DeleteOptions,
  { object, revision }: Versioned<NamespaceObject>,
): void {
  const { name, uid: actualUid } = object.metadata;
  const check = (what: string, wanted: string | undefined, actual: string) => {
    if (wanted === undefined || wanted === actual) return;
    const reason = `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${actual}`;
    const message = `Operation cannot be fulfilled on namespaces "${name}": ${reason}`;
    throw new ApiFailure(409, message, { reason: "Conflict", details: { name, kind: "namespaces" } });
  };
  check("UID", uid, actualUid);
  check("ResourceVersion", resourceVersion, String(revision));
}

function newNamespace(metadata: ObjectMeta): NamespaceObject {
  return { kind: "Namespace", metadata, finalizers: ["kubernetes"], phase: "Active" };
}
