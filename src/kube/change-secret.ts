import type { SecretSummary, SecretWithValues } from "../secret/secret.js";
import { TransportError } from "../transport/transport-error.js";
import { notKubernetes, refusal } from "./api-errors.js";
import { parseSecret } from "./replies.js";
import {
  FIELD_MANAGER,
  JSON_ONLY,
  type Preconditions,
  type SecretAccess,
  withoutValues,
} from "./secret-access.js";
import { isRefusal, unknownOutcome, wasNotLetThrough } from "./write-outcome.js";

/** What is to become of a secret; null removes a key. */
export interface SecretChange {
  data?: Readonly<Record<string, string | null>>;
}

/** `Secrets.change` */
export async function changeSecret(
  access: SecretAccess,
  name: string,
  { uid, resourceVersion }: Preconditions,
  change: SecretChange,
  dryRun: boolean,
): Promise<SecretSummary> {
  const { api, namespace } = access;
  const values = Object.values(change.data ?? {}).filter((value) => value !== null);
  const operation = {
    ...access.operation("update", name),
    sent: { keys: Object.keys(change.data ?? {}), values },
  };
  const outcome = await api.write(
    {
      method: "PATCH",
      path: access.path(name),
      accept: JSON_ONLY,
      contentType: "application/merge-patch+json",
      query: { fieldManager: FIELD_MANAGER, fieldValidation: "Strict", dryRun: dryRun ? "All" : undefined },
      body: JSON.stringify({ metadata: { uid, resourceVersion }, data: change.data }),
      values,
    },
    operation,
  );
  const isDone = (secret: SecretWithValues): boolean =>
    secret.name === name && secret.namespace === namespace && secret.uid === uid && isChanged(secret, change);
  if (!(outcome instanceof TransportError)) {
    const changed = outcome.status === 200 ? parseSecret(outcome) : undefined;
    if (changed !== undefined && isDone(changed)) return withoutValues(changed);
    if (isRefusal(outcome)) throw refusal(outcome, operation);
  }
  if (dryRun) throw api.unanswered(outcome, operation);
  const found = await api.lookUp(() => access.readWithValues(operation), operation, outcome);
  if (found !== undefined && isDone(found.secret)) return withoutValues(found.secret);
  throw wasNotLetThrough(outcome) ? notKubernetes(outcome, operation) : unknownOutcome(operation, outcome);
}

function isChanged(secret: SecretWithValues, { data = {} }: SecretChange): boolean {
  return Object.entries(data).every(([key, value]) => (secret.data[key] ?? null) === value);
}
