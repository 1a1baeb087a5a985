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

function publicMetadata({ managedFields: _, ...shown }: SecretSummary["metadata"]): object {
  if (shown.annotations?.[LAST_APPLIED] === undefined) return shown;
  const { [LAST_APPLIED]: __, ...annotations } = shown.annotations;
  if (Object.keys(annotations).length > 0) return { ...shown, annotations };
  const { annotations: ___, ...rest } = shown;
  return rest;
}
