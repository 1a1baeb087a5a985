import type { GoJson } from "../../apimachinery/go-json.js";

/** A manifest that was built from flags. */
export interface BuiltManifest {
  name: string;
  namespace: string | undefined;
  labels: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
  /** "" when none was asked for. */
  type: string;
  immutable: boolean;
  /** Values as base64. */
  data: ReadonlyMap<string, string>;
}

/** In kubectl's order of fields; what is empty is left out. */
export function manifestFields(manifest: BuiltManifest): { [field: string]: GoJson | undefined } {
  const { name, namespace, labels, annotations, type, immutable, data } = manifest;
  return {
    kind: "Secret",
    apiVersion: "v1",
    metadata: {
      name,
      namespace,
      labels: unlessEmpty(labels),
      annotations: unlessEmpty(annotations),
    },
    immutable: immutable || undefined,
    data: unlessEmpty(data),
    type: type || undefined,
  };
}

function unlessEmpty(map: ReadonlyMap<string, string>): ReadonlyMap<string, string> | undefined {
  return map.size === 0 ? undefined : map;
}

/** The same as a document would hold it, to be checked as one. */
export function manifestValue(manifest: BuiltManifest): unknown {
  const plain = (map: ReadonlyMap<string, string>): object => {
    const object: Record<string, string> = Object.create(null);
    for (const [key, value] of map) object[key] = value;
    return object;
  };
  const { name, namespace, labels, annotations, type, immutable, data } = manifest;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, labels: plain(labels), annotations: plain(annotations) },
    type,
    immutable: immutable || undefined,
    data: plain(data),
  };
}
