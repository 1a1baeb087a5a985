import type { TransportRequest } from "../transport/transport.js";
import { TransportError } from "../transport/transport-error.js";
import { changedSince, notKubernetes, refusal } from "./api-errors.js";
import type { Operation } from "./operation.js";
import { JSON_ONLY, type Preconditions, type SecretAccess } from "./secret-access.js";
import {
  deleteResult,
  isConnectionLost,
  isRefusal,
  unknownOutcome,
  type WriteOutcome,
  wasNotLetThrough,
} from "./write-outcome.js";

/** `Secrets.delete` */
export async function deleteSecret(
  access: SecretAccess,
  name: string,
  expected: Preconditions,
  dryRun: boolean,
): Promise<"deleted" | "pending"> {
  const operation = access.operation("delete", name);
  const { uid, resourceVersion } = expected;
  const request: TransportRequest = {
    method: "DELETE",
    path: access.path(name),
    accept: JSON_ONLY,
    body: JSON.stringify({
      kind: "DeleteOptions",
      apiVersion: "v1",
      preconditions: { uid, resourceVersion },
      // In the body: with a body the server ignores the query, and would really delete.
      ...(dryRun && { dryRun: ["All"] }),
    }),
  };
  const outcome = await access.api.write(request, operation);
  const result = confirmed(outcome, operation, uid);
  if (result !== undefined) return result;
  if (!(outcome instanceof TransportError) && isRefusal(outcome)) throw refusal(outcome, operation);
  if (dryRun) throw access.api.unanswered(outcome, operation);
  return (
    (await settled(access, expected, operation, outcome)) ??
    repeated(access, expected, operation, { request, outcome })
  );
}

function confirmed(
  outcome: WriteOutcome,
  { name = "" }: Operation,
  uid: string,
): "deleted" | "pending" | undefined {
  return outcome instanceof TransportError ? undefined : deleteResult(outcome, name, uid);
}

/**
 * Reads back after a lost reply.
 * @returns undefined when the secret is there unchanged
 * @throws PachctlError conflict when it can no longer be deleted by this request, unreachable when it never arrived
 */
async function settled(
  access: SecretAccess,
  { uid, resourceVersion }: Preconditions,
  operation: Operation,
  outcome: WriteOutcome,
): Promise<"deleted" | "pending" | undefined> {
  const found = await access.api.lookUp(() => access.read(operation), operation, outcome);
  if (found === undefined || found.uid !== uid) return "deleted";
  if (found.metadata.deletionTimestamp !== undefined) return "pending";
  if (found.resourceVersion !== resourceVersion) throw changedSince(operation, "changed");
  if (wasNotLetThrough(outcome)) throw notKubernetes(outcome, operation);
  return undefined;
}

/**
 * Servers and proxies close idle connections, perhaps just as a request goes out; it is sent once more over a new one. With the same
 * preconditions it can succeed only once.
 */
async function repeated(
  access: SecretAccess,
  expected: Preconditions,
  operation: Operation,
  first: { request: TransportRequest; outcome: WriteOutcome },
): Promise<"deleted" | "pending"> {
  if (!isConnectionLost(first.outcome)) throw unknownOutcome(operation, first.outcome);
  access.api.renewConnections();
  const outcome = await access.api.write(first.request, operation);
  const result = confirmed(outcome, operation, expected.uid);
  if (result !== undefined) return result;
  // Gone, or another one: perhaps by the first request. A refusal of the second says nothing of the first, which may still arrive.
  const isSettledByLooking = outcome instanceof TransportError || [404, 409].includes(outcome.status);
  if (!isSettledByLooking && isRefusal(outcome)) throw unknownOutcome(operation, first.outcome);
  const state = await settled(access, expected, operation, outcome);
  if (state === undefined) throw unknownOutcome(operation, outcome);
  return state;
}
