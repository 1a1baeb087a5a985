import { distance } from "fastest-levenshtein";
import type { ContentRemark } from "./content.js";

/** The types that Kubernetes gives a meaning to (core/v1 types.go, SecretType). */
export const BUILT_IN_TYPES: readonly string[] = [
  "Opaque",
  "kubernetes.io/service-account-token",
  "kubernetes.io/dockercfg",
  "kubernetes.io/dockerconfigjson",
  "kubernetes.io/basic-auth",
  "kubernetes.io/ssh-auth",
  "kubernetes.io/tls",
  "bootstrap.kubernetes.io/token",
];

/** `tls` and `opaque` are types of their own for the server: it checks nothing, and nothing finds them. */
export function typeNameRemark(type: string): ContentRemark[] {
  if (type === "" || BUILT_IN_TYPES.includes(type)) return [];
  // No further: kubernetes.io/rbd and others are types of volume plugins.
  const meant = BUILT_IN_TYPES.find((known) => known.endsWith(`/${type}`) || distance(known, type) <= 2);
  return meant === undefined
    ? []
    : [{ path: ["type"], reason: `Kubernetes knows no such type; did you mean ${meant}?` }];
}
