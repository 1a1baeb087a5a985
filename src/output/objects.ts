import type { SecretSummary, SecretWithValues } from "../secret/secret.js";
import { LAST_APPLIED } from "../secret/secret.js";

/**
 * A secret as a Kubernetes object for `-o json|yaml`, without its values even where the caller holds them. managedFields
 * are left out, as kubectl does, and last-applied annotations always: they hold the values.
 */
export function secretObject({ metadata, type }: SecretSummary): Record<string, unknown> {
  return { apiVersion: "v1", kind: "Secret", metadata: publicMetadata(metadata), type };
}

/** The same with its values. */
export function secretObjectWithValues(secret: SecretWithValues): Record<string, unknown> {
  const { data, immutable } = secret;
  return { ...secretObject(secret), data, ...(immutable !== undefined && { immutable }) };
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
