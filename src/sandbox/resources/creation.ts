import { randomInt, randomUUID } from "node:crypto";
import { checkContentType, decodeBody } from "../decoding/body.js";
import type { Struct } from "../decoding/fields.js";
import { type BodyMetadata, bodyMetadata } from "../decoding/metadata.js";
import { bodyOf } from "../http/request.js";
import { ApiFailure, badRequest, forbiddenRequest, notFound } from "../http/statuses.js";
import { parseWriteOptions } from "../http/write-options.js";
import { invalidObject } from "../validation/field-errors.js";
import { metadataErrors, metadataWarnings } from "../validation/metadata.js";
import { fieldManager, managedFields, metadataPaths } from "./managed-fields.js";
import { NAMESPACES, phaseOf } from "./namespaces.js";
import { type ApiObject, apiTime, type Versioned } from "./objects.js";
import { type ApiContext, bodyType, type Call, keyOf, type Resource } from "./resource.js";

export interface Created extends Versioned {
  warnings: readonly string[];
}

/** Creates an object. The checks come in the server's order. @throws ApiFailure */
export function createObject(call: Call): Created {
  const { resource, namespace, request, store } = call;
  const { headers, query } = request;
  checkContentType(headers["content-type"]);
  bodyOf(request);
  const { isDryRun, fieldValidation } = parseWriteOptions(query, "CreateOptions");
  const { kind } = resource;
  const decoded = decodeBody(request, bodyType(resource));
  if (fieldValidation === "Strict" && decoded.unknown.length > 0) {
    const problem = `strict decoding error: ${decoded.unknown.join(", ")}`;
    throw badRequest(`${kind} in version "v1" cannot be handled as a ${kind}: ${problem}`);
  }
  const sent = bodyMetadata(decoded.value.metadata as Struct | undefined);
  const manager = fieldManager(query.get("fieldManager"), headers["user-agent"]);
  const object = newObject(resource, decoded.value, { ...sent, namespace }, manager, call.now());
  const { name } = object.metadata;
  if (resource.isNamespaced) {
    requireOpenNamespace(call, sent.name);
    if (sent.namespace !== "" && sent.namespace !== namespace) {
      throw badRequest(
        "the namespace of the provided object does not match the namespace sent on the request",
      );
    }
  }
  const errors = [...metadataErrors(object.metadata, resource.nameErrors), ...resource.errors(object)];
  if (errors.length > 0) throw invalidObject(kind, name, errors);
  const version = sentVersion(sent);
  if (!isDryRun && version !== undefined) {
    throw new ApiFailure(500, undefined, "resourceVersion should not be set on objects to be created");
  }
  const key = keyOf({ ...call, name });
  const existing = store.get(key)?.object;
  if (existing !== undefined) throw alreadyExists(resource, existing);
  const revision = isDryRun ? version : store.put(key, object);
  const warnings = [
    ...(fieldValidation === "Ignore" ? [] : decoded.unknown),
    ...metadataWarnings(decoded.value.metadata),
    ...(resource.warnings?.(object) ?? []),
  ];
  return { object, revision, warnings };
}

function alreadyExists({ plural, isNamespaced }: Resource, { metadata }: ApiObject): ApiFailure {
  const { name, deletionTimestamp } = metadata;
  const prefix = isNamespaced && deletionTimestamp !== undefined ? "object is being deleted: " : "";
  const message = `${prefix}${plural} "${name}" already exists`;
  return new ApiFailure(409, "AlreadyExists", message, { name, kind: plural });
}

/** The objects that a new server has. */
export function addInitialObjects({ store, now }: ApiContext, resources: readonly Resource[]): void {
  for (const resource of resources) {
    for (const { name, namespace = "", labels = {}, body = {} } of resource.initial ?? []) {
      const sent = { ...bodyMetadata(), name, namespace, labels: new Map(Object.entries(labels)) };
      const object = newObject(resource, body, sent, "kube-apiserver", now());
      store.put(keyOf({ resource, namespace, name }), object);
    }
  }
}

function newObject(
  resource: Resource,
  body: Struct,
  sent: BodyMetadata,
  manager: string,
  now: Date,
): ApiObject {
  const { rest, managed } = resource.store(body);
  const plain: ApiObject = {
    kind: resource.kind,
    rest,
    metadata: {
      name: sent.name === "" && sent.generateName !== "" ? generatedName(sent.generateName) : sent.name,
      generateName: sent.generateName,
      namespace: sent.namespace,
      uid: randomUUID(),
      generation: sent.generation,
      creationTimestamp: apiTime(now),
      labels: sent.labels,
      annotations: sent.annotations,
      ownerReferences: sent.ownerReferences,
      finalizers: sent.finalizers,
    },
  };
  const object = resource.withDefaults?.(plain) ?? plain;
  const owned = managedFields(manager, apiTime(now), [...metadataPaths(object.metadata), ...managed]);
  return { ...object, metadata: { ...object.metadata, managedFields: [owned] } };
}

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const RANDOM_LENGTH = 5;
const MAX_BASE_LENGTH = 63 - RANDOM_LENGTH;

/** A name from generateName: at most 58 characters of it and five random ones that spell no words. */
function generatedName(base: string): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  return base.slice(0, MAX_BASE_LENGTH) + random.join("");
}

/** The version that the body names; the server reads "0" and what is no number as none. */
function sentVersion({ resourceVersion }: BodyMetadata): number | undefined {
  return /^\d+$/.test(resourceVersion) ? Number(resourceVersion) || undefined : undefined;
}

function requireOpenNamespace({ store, resource: { plural }, namespace }: Call, name: string): void {
  const found = store.get(keyOf({ resource: NAMESPACES, namespace: "", name: namespace }));
  if (found === undefined) throw notFound("namespaces", namespace);
  if (phaseOf(found.object) !== "Terminating") return;
  const message = `${plural} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause = {
    reason: "NamespaceTerminating",
    message: `namespace ${namespace} is being terminated`,
    field: "metadata.namespace",
  };
  throw forbiddenRequest(message, { name, kind: plural, causes: [cause] });
}
