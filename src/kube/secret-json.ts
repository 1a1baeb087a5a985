import { DEFAULT_TYPE, type NewSecret } from "../secret/secret.js";

/**
 * The body of a create request. stringData never travels: it is merged into data before, as base64, so that no text
 * codec on the way can change a byte.
 */
export function secretJson(secret: NewSecret, namespace: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: secret.name,
      generateName: secret.generateName,
      namespace,
      labels: secret.labels,
      annotations: Object.keys(secret.annotations).length > 0 ? secret.annotations : undefined,
      ownerReferences: secret.ownerReferences,
      finalizers: secret.finalizers,
    },
    immutable: secret.immutable,
    data: secret.data,
    type: secret.type ?? DEFAULT_TYPE,
  });
}
