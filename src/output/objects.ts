import type { SecretSummary, SecretWithValues } from "../secret/secret.js";
import { LAST_APPLIED } from "../secret/secret.js";

const META = "meta.k8s.io/v1";

/**
 * A secret without its values, even where the caller holds them, for `-o json|yaml`. It is what it says, no Secret: a Secret
 * without data would wipe the real one when it is fed back; this, kubectl and we refuse. managedFields are left out, as kubectl
 * does, and last-applied annotations always: they hold the values.
 */
export function secretObject({ metadata, type }: SecretSummary): Record<string, unknown> {
  return { apiVersion: META, kind: "PartialObjectMetadata", metadata: publicMetadata(metadata), type };
}

/** The secret whole. */
export function secretObjectWithValues({
  metadata,
  type,
  data,
  immutable,
}: SecretWithValues): Record<string, unknown> {
  const object = { apiVersion: "v1", kind: "Secret", metadata: publicMetadata(metadata), type, data };
  return immutable === undefined ? object : { ...object, immutable };
}

function publicMetadata({ managedFields: _, ...shown }: SecretSummary["metadata"]): object {
  if (shown.annotations?.[LAST_APPLIED] === undefined) return shown;
  const { [LAST_APPLIED]: __, ...annotations } = shown.annotations;
  if (Object.keys(annotations).length > 0) return { ...shown, annotations };
  const { annotations: ___, ...rest } = shown;
  return rest;
}
