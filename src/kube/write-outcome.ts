import { asObject } from "../apimachinery/json-value.js";
import { type ErrorDetails, PachctlError } from "../errors.js";
import type { TransportReply } from "../transport/transport.js";
import { TransportError } from "../transport/transport-error.js";
import { whatAnswered } from "./api-errors.js";
import { hintFor, type Operation, thing } from "./operation.js";
import { jsonObject, parseStatus } from "./status.js";

/** A reply, or the error when the request may have been executed all the same. */
export type WriteOutcome = TransportReply | TransportError;

/** The server's own "no": nothing was executed. Its failures (5xx) and anybody else's pages prove nothing. */
export function isRefusal(reply: TransportReply): boolean {
  if (reply.status === 429) return true;
  const status = parseStatus(reply);
  if (status === undefined || reply.status < 400) return false;
  if (/failed calling webhook "/.test(status.message)) return true;
  if (reply.status === 503) return /^\d+$/.test(reply.headers["retry-after"] ?? "");
  // A request that timed out may be executed all the same.
  return (
    (reply.status < 500 && reply.status !== 408) ||
    /should not be set on objects|request is too large/.test(status.message)
  );
}

/** What a reply to a delete confirms; undefined when it confirms nothing about this secret. */
export function deleteResult(
  reply: TransportReply,
  name: string,
  uid: string,
): "deleted" | "pending" | undefined {
  if (reply.status !== 200 && reply.status !== 202) return undefined;
  const object = jsonObject(reply);
  if (object?.kind === "Status" && object.status === "Success") {
    return parseStatus(reply)?.details.uid === uid ? "deleted" : undefined;
  }
  // With finalizers the server answers with the secret itself.
  const metadata = asObject(object?.metadata);
  const isIt = object?.kind === "Secret" && metadata?.name === name && metadata.uid === uid;
  return isIt && typeof metadata.deletionTimestamp === "string" ? "pending" : undefined;
}

/** Answers of something that stands before an API server and did not let the request through. */
const NOT_LET_THROUGH: ReadonlySet<number> = new Set([401, 403, 404, 413]);

/** Is this an answer that cannot have come from behind an API server? Reading back decides whether it is believed. */
export function wasNotLetThrough(outcome: WriteOutcome): outcome is TransportReply {
  if (outcome instanceof TransportError || parseStatus(outcome) !== undefined) return false;
  return (outcome.status >= 300 && outcome.status < 400) || NOT_LET_THROUGH.has(outcome.status);
}

/** Was the connection closed before a whole reply had come? Then whoever closed it may never have passed the request on. */
export function isConnectionLost(outcome: WriteOutcome): boolean {
  return outcome instanceof TransportError && outcome.transient;
}

/**
 * A write was sent and neither confirmed nor settled by reading back.
 * @param why in place of what the outcome tells
 */
export function unknownOutcome(operation: Operation, outcome: WriteOutcome, why?: string): PachctlError {
  const { resource, name } = operation;
  const words = name === undefined ? ["list", resource.singular] : ["inspect", resource.singular, name];
  const details: ErrorDetails = { hint: `look with ${hintFor(operation, ...words)}` };
  if (outcome instanceof TransportError) details.cause = outcome;
  const could = `it is not known whether pachctl could ${operation.verb} ${thing(operation)}`;
  return new PachctlError("outcome-unknown", `${could}: ${why ?? whyUnknown(outcome, operation)}`, details);
}

function whyUnknown(outcome: WriteOutcome, operation: Operation): string {
  if (outcome instanceof TransportError) return outcome.problem;
  if (parseStatus(outcome) === undefined && outcome.status !== 200 && outcome.status !== 201) {
    return whatAnswered(outcome, operation);
  }
  return `${operation.server.origin} answered ${outcome.status} without a confirmation`;
}
