import { encodeGoJson } from "../../apimachinery/go-json.js";
import { isObject } from "../../apimachinery/json-value.js";
import { decodeObject } from "../decoding/body.js";
import type { Struct } from "../decoding/fields.js";
import { bodyMetadata } from "../decoding/metadata.js";
import { bodyOf } from "../http/request.js";
import { ApiFailure, badRequest, conflict, notFound } from "../http/statuses.js";
import { parseWriteOptions } from "../http/write-options.js";
import { invalid, invalidObject } from "../validation/field-errors.js";
import { metadataErrors } from "../validation/metadata.js";
import { fieldManager, metadataPaths, patchedFields } from "./managed-fields.js";
import { type ApiObject, objectJson, type Versioned } from "./objects.js";
import { bodyType, type Call, keyOf } from "./resource.js";

/** Strategic patches are read as merge patches: between maps of scalars, which is all that is patched here, they are the same. */
const PATCH_TYPE = /^application\/(?:strategic-)?merge-patch\+json(?:;.*)?$/;

/** Changes an object by a merge patch (RFC 7386). The checks come in the server's order. @throws ApiFailure */
export function patchObject(call: Call): Versioned {
  const { resource, name, store, request } = call;
  const { headers, query } = request;
  if (!PATCH_TYPE.test(headers["content-type"] ?? "")) {
    throw new ApiFailure(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
  }
  const body = bodyOf(request);
  const { isDryRun } = parseWriteOptions(query, "PatchOptions");
  const { kind, plural } = resource;
  const key = keyOf(call);
  const found = store.get(key);
  if (found === undefined) throw notFound(plural, name);
  const merged = mergePatch(JSON.parse(encodeGoJson(objectJson(found))), parsePatch(body));
  const { value } = decodeObject(merged, bodyType(resource));
  const sent = bodyMetadata(value.metadata as Struct | undefined);
  const old = found.object;
  checkIdentity(sent, old);
  if (sent.resourceVersion !== "" && sent.resourceVersion !== String(found.revision)) {
    const reason =
      "the object has been modified; please apply your changes to the latest version and try again";
    throw conflict(plural, name, reason);
  }
  const { rest, managed } = resource.store(value);
  const { labels, annotations, ownerReferences, finalizers } = sent;
  const metadata = { ...old.metadata, labels, annotations, ownerReferences, finalizers };
  const { uid } = (value.metadata ?? {}) as { uid?: string };
  const uidError = invalid("metadata.uid", uid ?? "", "field is immutable");
  const object: ApiObject = { ...old, rest, metadata };
  const errors = [
    // The server tells it twice.
    ...(uid === old.metadata.uid ? [] : [uidError, uidError]),
    ...metadataErrors(metadata, resource.nameErrors),
    ...(resource.updateErrors?.(old, object) ?? []),
    ...resource.errors(object),
  ];
  if (errors.length > 0) throw invalidObject(kind, name, errors);
  if (contentOf(object) === contentOf(old)) return found;
  const manager = fieldManager(query.get("fieldManager"), headers["user-agent"]);
  const paths = [...metadataPaths(metadata), ...managed];
  const managedFields = patchedFields(old, object, paths, { manager, now: call.now() });
  const patched = { ...object, metadata: { ...metadata, managedFields } };
  const isGone = metadata.deletionTimestamp !== undefined && finalizers.length === 0;
  const revision = isDryRun ? undefined : store.put(key, isGone ? undefined : patched);
  return { object: patched, revision: isGone ? found.revision : (revision ?? found.revision) };
}

function parsePatch(body: Buffer): Record<string, unknown> {
  try {
    const patch: unknown = JSON.parse(body.toString("utf8"));
    if (isObject(patch)) return patch;
  } catch {
    // Answered like a patch that is no object.
  }
  throw badRequest("the patch is no JSON object");
}

function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

function checkIdentity(sent: { name: string; namespace: string }, { metadata }: ApiObject): void {
  const { name, namespace } = metadata;
  if (sent.name === "") {
    const problem = "was undeterminable: name must be provided";
    throw badRequest(`the name of the object (${name} based on URL) ${problem}`);
  }
  if (sent.name !== name) {
    throw badRequest(`the name of the object (${sent.name}) does not match the name on the URL (${name})`);
  }
  if (sent.namespace !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
}

/** All but who wrote it. */
function contentOf(object: ApiObject): string {
  const metadata = { ...object.metadata, managedFields: undefined };
  return encodeGoJson(objectJson({ object: { ...object, metadata }, revision: undefined }));
}
