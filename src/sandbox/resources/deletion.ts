import { goQuote } from "../../apimachinery/go-quote.js";
import { checkContentType } from "../decoding/body.js";
import { type DeleteOptions, decodeDeleteOptions, NO_DELETE_OPTIONS } from "../decoding/delete-options.js";
import { type ApiRequest, MAX_BODY_BYTES, type Query } from "../http/request.js";
import { ApiFailure, badRequest, bodyTooLarge, notFound } from "../http/statuses.js";
import { dryRunErrors } from "../http/write-options.js";
import { type FieldError, invalid, invalidObject, unsupportedValue } from "../validation/field-errors.js";
import { type ApiObject, apiTime, type ObjectMeta, type Versioned } from "./objects.js";
import { type ApiContext, keyOf, type Resource } from "./resource.js";

/** What a delete left: nothing, or an object that waits for its finalizers. */
export interface Deletion {
  deleted: ApiObject;
  waiting: Versioned | undefined;
  /** 202 instead of 200. */
  isPending: boolean;
}

/** @throws ApiFailure */
export function deleteObject(
  context: ApiContext,
  resource: Resource,
  namespace: string,
  name: string,
  request: ApiRequest,
): Deletion {
  const { store, now } = context;
  const options = parseDeleteOptions(request);
  const key = keyOf(resource, namespace, name);
  const found = store.get(key);
  const put = (object: ApiObject): Versioned => ({
    object,
    revision: options.dryRun.length > 0 ? found?.revision : store.put(key, object),
  });
  if (resource.remove !== undefined) {
    const left = resource.remove(found, name, options, context);
    const waiting = left === undefined ? found : put(left);
    if (waiting === undefined) throw notFound(resource.plural, name);
    return { deleted: waiting.object, waiting, isPending: false };
  }
  if (found === undefined) throw notFound(resource.plural, name);
  checkPreconditions(options, found);
  const deleted = found.object;
  const finalizers = finalizersAfterDelete(deleted.metadata, options);
  if (finalizers.length === 0) {
    if (options.dryRun.length === 0) store.put(key, undefined);
    return { deleted, waiting: undefined, isPending: false };
  }
  const isPending = options.orphanDependents === false;
  const isUnchanged =
    deleted.metadata.deletionTimestamp !== undefined &&
    finalizers.join() === deleted.metadata.finalizers.join();
  if (isUnchanged) return { deleted, waiting: found, isPending };
  const metadata = terminatingMetadata(deleted.metadata, finalizers, now());
  return { deleted, waiting: put({ ...deleted, metadata }), isPending };
}

const POLICIES = ["Foreground", "Background", "Orphan"];

/**
 * What a DELETE asks for. With a body, even an empty object, the query counts for nothing: a dry run or a precondition
 * in the query of a request with a body really deletes.
 *
 * @throws ApiFailure 413, 415, 500 for a body that cannot be read, 422
 */
function parseDeleteOptions({ body, headers, query }: ApiRequest): DeleteOptions {
  if (body === "too large") throw bodyTooLarge(MAX_BODY_BYTES);
  if (body.length > 0) checkContentType(headers["content-type"]);
  const options =
    body.length > 0 ? decodeDeleteOptions(body, headers["content-type"]) : optionsFromQuery(query);
  const errors = optionErrors(options);
  if (errors.length > 0) throw invalidObject("DeleteOptions", "", errors, "meta.k8s.io");
  return options;
}

function optionsFromQuery(query: Query): DeleteOptions {
  const grace = query.get("gracePeriodSeconds");
  if (grace !== undefined && !/^[-+]?\d+$/.test(grace)) {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(grace)}: invalid syntax`);
  }
  const orphan = query.get("orphanDependents");
  return {
    ...NO_DELETE_OPTIONS,
    dryRun: query.all("dryRun"),
    propagationPolicy: query.get("propagationPolicy"),
    orphanDependents: orphan === undefined ? undefined : !["false", "False", "0"].includes(orphan),
  };
}

function optionErrors({ dryRun, propagationPolicy, orphanDependents }: DeleteOptions): FieldError[] {
  const field = "propagationPolicy";
  const errors: FieldError[] = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    const text = "orphanDependents and deletionPropagation cannot be both set";
    errors.push(invalid(field, propagationPolicy, text));
  }
  if (propagationPolicy !== undefined && !POLICIES.includes(propagationPolicy)) {
    errors.push(unsupportedValue(field, goQuote(propagationPolicy), [...POLICIES, "nil"]));
  }
  return [...errors, ...dryRunErrors(dryRun)];
}

/** @throws ApiFailure 409 when the object is not the one that the client means */
function checkPreconditions({ uid, resourceVersion }: DeleteOptions, { object, revision }: Versioned): void {
  const { kind, metadata } = object;
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(
      object,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== String(revision)) {
    throw conflict(
      object,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${revision}). The object might have been modified`,
    );
  }
  function conflict({ metadata: { name } }: ApiObject, reason: string): ApiFailure {
    const message = `Operation cannot be fulfilled on ${kind} ${goQuote(name)}: ${reason}`;
    return new ApiFailure(409, message, { reason: "Conflict", details: { name, kind } });
  }
}

/** The finalizers that an object has after a delete; while there are any it stays. */
function finalizersAfterDelete(metadata: ObjectMeta, options: DeleteOptions): string[] {
  const { propagationPolicy: policy, orphanDependents } = options;
  const orphan = policy === "Orphan" || orphanDependents === true;
  const foreground = policy === "Foreground";
  const decides = policy !== undefined || orphanDependents !== undefined;
  const kept = metadata.finalizers.filter(
    (name) => !decides || (name !== "orphan" && name !== "foregroundDeletion"),
  );
  if (orphan) kept.push("orphan");
  if (foreground) kept.push("foregroundDeletion");
  return kept;
}

/** Metadata of an object that waits for its finalizers. */
function terminatingMetadata(metadata: ObjectMeta, finalizers: readonly string[], now: Date): ObjectMeta {
  return { ...metadata, finalizers, deletionTimestamp: apiTime(now), deletionGracePeriodSeconds: 0 };
}
