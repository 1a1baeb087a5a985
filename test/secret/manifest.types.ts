import type { V1ObjectMeta, V1Secret } from "@kubernetes/client-node";
import type { Manifest } from "../../src/secret/manifest.js";

/**
 * Checked by `tsc` alone: the manifest schema knows the fields of Kubernetes' own model, no more and no fewer, and reads
 * them as the same types. creationTimestamp and managedFields are dropped unread; clusterName left the model in 1.25.
 */
type Same<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : { missing: Exclude<B, A> }
  : { unknown: Exclude<A, B> };
type Read<T> = { [K in keyof T]-?: NonNullable<T[K]> };

export const secretFields: Same<keyof Manifest, keyof V1Secret> = true;
export const metadataFields: Same<
  Exclude<keyof Manifest["metadata"], "clusterName">,
  keyof V1ObjectMeta
> = true;

type ReadFields = "apiVersion" | "kind" | "type" | "immutable" | "data" | "stringData";
type ReadMetadata = "name" | "generateName" | "namespace" | "labels" | "annotations" | "finalizers";

export function isReadAlike(
  manifest: Pick<Read<Manifest>, ReadFields>,
  metadata: Pick<Read<Manifest["metadata"]>, ReadMetadata>,
): [Pick<V1Secret, ReadFields>, Pick<V1ObjectMeta, ReadMetadata>] {
  return [manifest, metadata];
}
