import { goQuote } from "../../apimachinery/go-quote.js";
import { checkContentType } from "../decoding/body.js";
import { type DeleteOptions, decodeDeleteOptions, NO_DELETE_OPTIONS } from "../decoding/delete-options.js";
import { type ApiRequest, bodyOf, type Query } from "../http/request.js";
import { badRequest, conflict, notFound } from "../http/statuses.js";
import { dryRunErrors } from "../http/write-options.js";
import { type FieldError, invalid, invalidObject, unsupportedValue } from "../validation/field-errors.js";
import { type ApiObject, apiTime, type ObjectMeta, type Versioned } from "./objects.js";
import { type Call, keyOf } from "./resource.js";

/** What a delete left: nothing, or an object that waits for its finalizers. */
export interface Deletion {
  deleted: ApiObject;
  waiting: Versioned | undefined;
  /** 202 instead of 200. */
  isPending: boolean;
}

/** @throws ApiFailure */
export function deleteObject(call: Call): Deletion {
  const { store, resource, name } = call;
  const options = parseDeleteOptions(call.request);
  const isDryRun = options.dryRun.length > 0;
  const key = keyOf(call);
  const found = store.get(key);
  const put = (object: ApiObject): Versioned => ({
    object,
    revision: isDryRun ? found?.revision : store.put(key, object),
  });
  if (resource.remove !== undefined) {
    const left = resource.remove(found, options, call);
    const waiting = left === undefined ? found : put(left);
    if (waiting === undefined) throw notFound(resource.plural, name);
    return { deleted: waiting.object, waiting, isPending: false };
  }
  if (found === undefined) throw notFound(resource.plural, name);
  checkPreconditions(options, found);
  const deleted = found.object;
  const old = deleted.metadata;
  const finalizers = finalizersAfterDelete(old, options);
  if (finalizers.length === 0) {
    if (!isDryRun) store.put(key, undefined);
    return { deleted, waiting: undefined, isPending: false };
  }
  const isPending = options.orphanDependents === false;
  const isUnchanged = old.deletionTimestamp !== undefined && finalizers.join() === old.finalizers.join();
  if (isUnchanged) return { deleted, waiting: found, isPending };
  const deletionTimestamp = apiTime(call.now());
  const metadata = { ...old, finalizers, deletionTimestamp, deletionGracePeriodSeconds: 0 };
  return { deleted, waiting: put({ ...deleted, metadata }), isPending };
}

const POLICIES = ["Foreground", "Background", "Orphan"];

/**
 * What a DELETE asks for. With a body, even an empty object, the query counts for nothing: a dry run or a precondition
 * in the query of a request with a body really deletes.
 *
 * @throws ApiFailure 413, 415, 500 for a body that cannot be read, 422
 */
function parseDeleteOptions(request: ApiRequest): DeleteOptions {
  const hasBody = bodyOf(request).length > 0;
  if (hasBody) checkContentType(request.headers["content-type"]);
  const options = hasBody ? decodeDeleteOptions(request) : optionsFromQuery(request.query);
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
  const check = (what: string, wanted: string | undefined, actual: string, hint: string): void => {
    if (wanted === undefined || wanted === actual) return;
    const reason = `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${actual}). The object might have been ${hint}`;
    throw conflict(object.kind, object.metadata.name, reason);
  };
  check("UID", uid, object.metadata.uid, "deleted and then recreated");
  check("ResourceVersion", resourceVersion, String(revision), "modified");
}

/** The finalizers that an object has after a delete; while there are any it stays. */
function finalizersAfterDelete({ finalizers }: ObjectMeta, options: DeleteOptions): string[] {
  const { propagationPolicy: policy, orphanDependents } = options;
  const isDecided = policy !== undefined || orphanDependents !== undefined;
  return [
    ...finalizers.filter((name) => !isDecided || (name !== "orphan" && name !== "foregroundDeletion")),
    ...(policy === "Orphan" || orphanDependents === true ? ["orphan"] : []),
    ...(policy === "Foreground" ? ["foregroundDeletion"] : []),
  ];
}
