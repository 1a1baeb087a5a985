import { asObject } from "../apimachinery/json-value.js";
import { type ErrorDetails, PachctlError } from "../errors.js";
import type { TransportReply } from "../transport/transport.js";
import { TransportError } from "../transport/transport-error.js";
import { type Operation, thing } from "./operation.js";
import { jsonObject, parseStatus } from "./status.js";

/** A reply, or the error when the request may have been executed all the same. */
export type WriteOutcome = TransportReply | TransportError;

/** The server's own "no": nothing was executed. Its failures (5xx) and anybody else's pages prove nothing. */
export function isRefusal(reply: TransportReply): boolean {
  if (reply.status === 429) return true;
  const status = parseStatus(reply);
  if (status === undefined || reply.status < 400) return false;
  if (reply.status === 503) return /^\d+$/.test(reply.headers["retry-after"] ?? "");
  return reply.status < 500 || /should not be set on objects|request is too large/.test(status.message);
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
  const isPending = object?.kind === "Secret" && metadata?.name === name && metadata.uid === uid;
  return isPending ? "pending" : undefined;
}

/**
 * A moment of our clock in the server's time, which its creation timestamps are in: told by the Date of a reply that
 * just came. Milliseconds since the epoch; unchanged without a Date.
 * @param now of our clock
 */
export function serverTime(moment: number, now: Date, reply: TransportReply): number {
  const date = Date.parse(reply.headers.date ?? "");
  return Number.isNaN(date) ? moment : date - (now.getTime() - moment);
}

/** A write was sent and neither confirmed nor settled by reading back. */
export function unknownOutcome(operation: Operation, outcome: WriteOutcome): PachctlError {
  const why =
    outcome instanceof TransportError
      ? outcome.problem
      : `${operation.server.origin} answered ${outcome.status} without a confirmation`;
  const look = operation.name === undefined ? "list secret" : `inspect secret ${operation.name}`;
  const details: ErrorDetails = { hint: `look with pachctl ${look} -n ${operation.namespace}` };
  if (outcome instanceof TransportError) details.cause = outcome;
  const could = `it is not known whether pachctl could ${operation.verb} ${thing(operation)}`;
  return new PachctlError("outcome-unknown", `${could}: ${why}`, details);
}
