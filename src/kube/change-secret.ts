import { PachctlError } from "../errors.js";
import type { SecretSummary, SecretWithValues } from "../secret/secret.js";
import { notMade, type SecretChange, sizeOf } from "../secret/secret-change.js";
import { TransportError } from "../transport/transport-error.js";
import { notKubernetes, refusal } from "./api-errors.js";
import { cannot, type Operation } from "./operation.js";
import { parseSecret } from "./replies.js";
import {
  FIELD_MANAGER,
  JSON_ONLY,
  type Preconditions,
  type SecretAccess,
  withoutValues,
} from "./secret-access.js";
import { isRefusal, unknownOutcome, type WriteOutcome, wasNotLetThrough } from "./write-outcome.js";

/** `Secrets.change` */
export async function changeSecret(
  access: SecretAccess,
  name: string,
  { uid, resourceVersion }: Preconditions,
  change: SecretChange,
  dryRun: boolean,
): Promise<SecretSummary> {
  const { api, namespace } = access;
  const values = Object.values(change.data).filter((value) => value !== null);
  const operation = {
    ...access.operation("update", name),
    sent: { keys: Object.keys(change.data), values },
  };
  const outcome = await api.write(
    {
      method: "PATCH",
      path: access.path(name),
      accept: JSON_ONLY,
      contentType: "application/merge-patch+json",
      query: { fieldManager: FIELD_MANAGER, fieldValidation: "Strict", dryRun: dryRun ? "All" : undefined },
      body: patchJson(change, { uid, resourceVersion }),
      values,
    },
    operation,
  );
  const isIt = (secret: SecretWithValues): boolean =>
    secret.name === name && secret.namespace === namespace && secret.uid === uid;
  if (!(outcome instanceof TransportError)) {
    const changed = outcome.status === 200 ? parseSecret(outcome) : undefined;
    if (changed !== undefined && isIt(changed)) {
      await checkChanged(access, change, changed, operation, { outcome, dryRun });
      return withoutValues(changed);
    }
    if (isRefusal(outcome)) throw refusal(outcome, operation);
  }
  if (dryRun) throw api.unanswered(outcome, operation);
  const found = await api.lookUp(() => access.readWithValues(operation), operation, outcome);
  if (found !== undefined && isIt(found.secret) && notMade(change, found.secret).length === 0) {
    return withoutValues(found.secret);
  }
  throw wasNotLetThrough(outcome) ? notKubernetes(outcome, operation) : unknownOutcome(operation, outcome);
}

/** A JSON merge patch (RFC 7386) with preconditions. */
function patchJson({ data, labels, annotations, immutable }: SecretChange, expected: Preconditions): string {
  const unlessEmpty = (map: object) => (Object.keys(map).length > 0 ? map : undefined);
  return JSON.stringify({
    metadata: { ...expected, labels: unlessEmpty(labels), annotations: unlessEmpty(annotations) },
    data: unlessEmpty(data),
    immutable: immutable ? true : undefined,
  });
}

/**
 * An admission webhook may have changed what was sent, or kept what was there: a change is done when all of it is.
 * @throws PachctlError rejected when the server holds what it had before, outcome-unknown when it holds anything else
 */
async function checkChanged(
  access: SecretAccess,
  change: SecretChange,
  changed: SecretWithValues,
  operation: Operation,
  { outcome, dryRun }: { outcome: WriteOutcome; dryRun: boolean },
): Promise<void> {
  const { api } = access;
  const differences = notMade(change, changed);
  if (differences.length === 0) return;
  const isNothingMade = differences.length === sizeOf(change);
  if (!dryRun) {
    const found = await api.lookUp(() => access.readWithValues(operation), operation, outcome);
    const isHeld =
      found?.secret.uid === changed.uid && notMade(change, found.secret).join() === differences.join();
    if (!isHeld || !isNothingMade) {
      const why = `${api.server.origin} did not make all of it so: ${differences.join(", ")}`;
      throw unknownOutcome(operation, outcome, why);
    }
  }
  throw new PachctlError(
    "rejected",
    `${cannot(operation)}: something in the cluster keeps it as it is: ${differences.join(", ")}`,
  );
}
