import { type ApiContext, findNamespace, findSecret, secretKey } from "./api-context.js";
import { type BodySecret, decodeSecret } from "./body-decoding.js";
import { createdMetadata } from "./creation.js";
import {
  checkPreconditions,
  finalizersAfterDelete,
  parseDeleteOptions,
  terminatingMetadata,
} from "./deletion.js";
import { invalidObject } from "./field-errors.js";
import type { GoJson } from "./go-json.js";
import { createdFields, fieldManager, LEAF, mapFields } from "./managed-fields.js";
import { requireJsonBody } from "./media-types.js";
import type { SecretObject, Versioned } from "./objects.js";
import { type ApiRequest, MAX_BODY_BYTES } from "./request.js";
import { secretErrors } from "./secret-validation.js";
import { ApiFailure, alreadyExists, badRequest, bodyTooLarge, notFound, plainFailure } from "./statuses.js";
import { parseCreateOptions } from "./write-options.js";

/** Creates a secret. The checks come in the server's order. */
export function createSecret(
  context: ApiContext,
  namespace: string,
  request: ApiRequest,
): Versioned<SecretObject> {
  const { store } = context;
  requireJsonBody(request.headers["content-type"]);
  if (request.body === "too large") throw bodyTooLarge(MAX_BODY_BYTES);
  const { isDryRun } = parseCreateOptions(request.query);
  const body = decodeSecret(request.body);
  const secret = newSecret(body, namespace, request, context.now());
  const { name } = secret.metadata;
  requireOpenNamespace(context, namespace, body.metadata.name);
  if (body.metadata.namespace !== "" && body.metadata.namespace !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  const errors = secretErrors(secret);
  if (errors.length > 0) throw invalidObject("Secret", name, errors);
  if (!isDryRun && sentVersion(body) !== undefined) {
    throw plainFailure("resourceVersion should not be set on objects to be created");
  }
  const existing = findSecret(store, namespace, name);
  if (existing !== undefined) {
    throw alreadyExists("secrets", name, existing.object.metadata.deletionTimestamp !== undefined);
  }
  const revision = isDryRun ? sentVersion(body) : store.put(secretKey(namespace, name), secret);
  return { object: secret, revision };
}

function newSecret(body: BodySecret, namespace: string, request: ApiRequest, now: Date): SecretObject {
  const fields = new Map<string, GoJson>([["f:type", LEAF]]);
  if (body.immutable !== undefined) fields.set("f:immutable", LEAF);
  if (body.data.size > 0) fields.set("f:data", mapFields(body.data));
  const manager = fieldManager(request.query.get("fieldManager"), request.headers["user-agent"]);
  const managedFields = createdFields(manager, now, body.metadata, fields);
  const metadata = createdMetadata(body.metadata, namespace, now, managedFields);
  return { kind: "Secret", metadata, immutable: body.immutable, data: body.data, type: body.type };
}

/** The version that the body names; the server reads "0" and what is no number as none. */
function sentVersion({ metadata }: BodySecret): number | undefined {
  return /^\d+$/.test(metadata.resourceVersion) ? Number(metadata.resourceVersion) || undefined : undefined;
}

function requireOpenNamespace({ store }: ApiContext, namespace: string, name: string): void {
  const found = findNamespace(store, namespace);
  if (found === undefined) throw notFound("namespaces", namespace);
  if (found.object.phase !== "Terminating") return;
  const message = `secrets "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause = {
    reason: "NamespaceTerminating",
    message: `namespace ${namespace} is being terminated`,
    field: "metadata.namespace",
  };
  throw new ApiFailure(403, message, {
    reason: "Forbidden",
    details: { name, kind: "secrets", causes: [cause] },
  });
}

/** What a delete left: nothing, or an object that waits for its finalizers. */
export interface Deletion {
  deleted: SecretObject;
  waiting: Versioned<SecretObject> | undefined;
  /** 202 instead of 200. */
  isPending: boolean;
}

export function deleteSecret(
  context: ApiContext,
  namespace: string,
  name: string,
  request: ApiRequest,
): Deletion {
  const { store, now } = context;
  const options = parseDeleteOptions(request);
  const found = findSecret(store, namespace, name);
  if (found === undefined) throw notFound("secrets", name);
  checkPreconditions(options, found);
  const isDryRun = options.dryRun.length > 0;
  const deleted = found.object;
  const key = secretKey(namespace, name);
  const finalizers = finalizersAfterDelete(deleted.metadata, options);
  if (finalizers.length === 0) {
    if (!isDryRun) store.put(key, undefined);
    return { deleted, waiting: undefined, isPending: false };
  }
  const isPending = options.orphanDependents === false;
  const isUnchanged =
    deleted.metadata.deletionTimestamp !== undefined &&
    finalizers.join() === deleted.metadata.finalizers.join();
  if (isUnchanged) return { deleted, waiting: found, isPending };
  const object = { ...deleted, metadata: terminatingMetadata(deleted.metadata, finalizers, now()) };
  return {
    deleted,
    waiting: { object, revision: isDryRun ? found.revision : store.put(key, object) },
    isPending,
  };
}
