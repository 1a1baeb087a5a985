import type { SecretSummary, SecretWithValues } from "../secret/secret.js";
import { LAST_APPLIED } from "../secret/secret.js";

/**
 * A secret as a Kubernetes object for `-o json|yaml`. `data` is there only when the values were asked for.
 * managedFields are left out, as kubectl does, and last-applied annotations always: they hold the values.
 */
export function secretObject(secret: SecretSummary | SecretWithValues): Record<string, unknown> {
  const object: Record<string, unknown> = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: publicMetadata(secret.metadata),
    type: secret.type,
  };
  if ("data" in secret) {
    object.data = secret.data;
    if (secret.immutable !== undefined) object.immutable = secret.immutable;
  }
  return object;
}

function publicMetadata(metadata: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...metadata };
  delete shown.managedFields;
  const annotations = shown.annotations;
  if (typeof annotations === "object" && annotations !== null && LAST_APPLIED in annotations) {
    const { [LAST_APPLIED]: _, ...kept } = annotations as Record<string, unknown>;
    if (Object.keys(kept).length > 0) shown.annotations = kept;
    else delete shown.annotations;
  }
  return shown;
}
