import { encodeGoJson } from "../../apimachinery/go-json.js";
import { isObject } from "../../apimachinery/json-value.js";
import { decodeBody } from "../decoding/body.js";
import type { Struct } from "../decoding/fields.js";
import { bodyMetadata, METADATA } from "../decoding/metadata.js";
import { type ApiRequest, MAX_BODY_BYTES } from "../http/request.js";
import { ApiFailure, badRequest, bodyTooLarge, notFound } from "../http/statuses.js";
import { parseWriteOptions } from "../http/write-options.js";
import { invalid, invalidObject } from "../validation/field-errors.js";
import { finalizerNameErrors, metadataErrors } from "../validation/metadata.js";
import { fieldManager, fieldSet, patchedFields } from "./managed-fields.js";
import { type ApiObject, objectJson, type Versioned } from "./objects.js";
import { type ApiContext, keyOf, type Resource } from "./resource.js";

/** Strategic patches are read as merge patches: between maps of scalars, which is all that is patched here, they are the same. */
const PATCH_TYPE = /^application\/(?:strategic-)?merge-patch\+json(?:;.*)?$/;

/** Changes an object by a merge patch (RFC 7386). The checks come in the server's order. @throws ApiFailure */
export function patchObject(
  context: ApiContext,
  resource: Resource,
  namespace: string,
  name: string,
  { headers, body, query }: ApiRequest,
): Versioned {
  if (!PATCH_TYPE.test(headers["content-type"] ?? "")) {
    throw new ApiFailure(415, "415: Unsupported Media Type", { reason: "UnsupportedMediaType", details: {} });
  }
  if (body === "too large") throw bodyTooLarge(MAX_BODY_BYTES);
  const { isDryRun } = parseWriteOptions(query, "PatchOptions");
  const { kind, plural } = resource;
  const key = keyOf(resource, namespace, name);
  const found = context.store.get(key);
  if (found === undefined) throw notFound(plural, name);
  const merged = mergePatch(JSON.parse(encodeGoJson(objectJson(found))), parsePatch(body));
  const fields = { metadata: { type: METADATA, number: 1 }, ...resource.fields };
  const { value } = decodeBody(Buffer.from(JSON.stringify(merged)), undefined, {
    kind,
    groupVersion: "v1",
    fields,
  });
  const sent = bodyMetadata(value.metadata as Struct | undefined);
  const old = found.object;
  checkIdentity(sent, old);
  if (sent.resourceVersion !== "" && sent.resourceVersion !== String(found.revision)) {
    const message = `Operation cannot be fulfilled on ${plural} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
    throw new ApiFailure(409, message, { reason: "Conflict", details: { name, kind: plural } });
  }
  const { rest, managed } = resource.store(value);
  const { labels, annotations, ownerReferences, finalizers } = sent;
  const metadata = { ...old.metadata, labels, annotations, ownerReferences, finalizers };
  const { uid } = (value.metadata ?? {}) as { uid?: string };
  const object: ApiObject = { ...old, rest, metadata };
  const errors = [
    // The server tells it twice.
    ...(uid === old.metadata.uid
      ? []
      : Array(2).fill(invalid("metadata.uid", uid ?? "", "field is immutable"))),
    ...metadataErrors(metadata, resource.nameErrors),
    ...finalizerNameErrors(finalizers),
    ...(resource.updateErrors?.(old, object) ?? []),
    ...resource.errors(object),
  ];
  if (errors.length > 0) throw invalidObject(kind, name, errors);
  if (contentOf(object) === contentOf(old)) return found;
  const manager = fieldManager(query.get("fieldManager"), headers["user-agent"]);
  const managedFields = patchedFields(
    { old, manager, now: context.now() },
    fieldSet(metadata, managed),
    object,
  );
  const patched = { ...object, metadata: { ...metadata, managedFields } };
  const isGone = metadata.deletionTimestamp !== undefined && finalizers.length === 0;
  if (isDryRun) return { object: patched, revision: found.revision };
  if (!isGone) return { object: patched, revision: context.store.put(key, patched) };
  context.store.put(key, undefined);
  return { object: patched, revision: found.revision };
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
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
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
