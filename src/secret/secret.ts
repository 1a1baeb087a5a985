import type { V1ObjectMeta } from "@kubernetes/client-node";
import type { Wire } from "../apimachinery/wire.js";
import type { Labels } from "./labels.js";

/** Data keys to base64 text. Always made without a prototype: `__proto__` is a legal data key. */
export type SecretData = Readonly<Record<string, string>>;

/** What the server tells about a secret without its values (one row of a Table reply). */
export interface SecretSummary {
  name: string;
  namespace: string;
  type: string;
  creationTimestamp: string | undefined;
  uid: string;
  resourceVersion: string;
  labels: Labels;
  /** How many keys it has, where the server told. */
  keyCount?: number;
  /** The object's metadata as the server sent it. */
  metadata: Readonly<Wire<V1ObjectMeta>>;
}

/** A secret read with its values. */
export interface SecretWithValues extends SecretSummary {
  immutable: boolean | undefined;
  data: SecretData;
}

/** A checked manifest: what will be created. */
export interface NewSecret {
  name: string | undefined;
  generateName: string | undefined;
  /** The manifest's own namespace, if it names one. */
  namespace: string | undefined;
  type: string | undefined;
  immutable: boolean | undefined;
  labels: Labels;
  annotations: Labels;
  finalizers: readonly string[] | undefined;
  ownerReferences: readonly unknown[] | undefined;
  data: SecretData;
  /** Did it name no values at all, neither data nor stringData? */
  isBare?: boolean;
}

/** What `kubectl apply` leaves in annotations: the whole manifest, values included. Never shown, never sent. */
export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

export const DEFAULT_TYPE = "Opaque";
