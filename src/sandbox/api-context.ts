import type { ApiObject, NamespaceObject, SecretObject, Versioned } from "./objects.js";
import type { Store } from "./store.js";

/** What the handlers work on. */
export interface ApiContext {
  store: Store;
  now: () => Date;
}

const NAMESPACES = "/namespaces/";
const SECRETS = "/secrets/";

/** @param namespace empty for all of them */
export function secretPrefix(namespace: string): string {
  return namespace === "" ? SECRETS : `${SECRETS}${namespace}/`;
}

export function secretKey(namespace: string, name: string): string {
  return `${secretPrefix(namespace)}${name}`;
}

export function namespacePrefix(): string {
  return NAMESPACES;
}

export function namespaceKey(name: string): string {
  return `${NAMESPACES}${name}`;
}

export function findSecret(
  store: Store,
  namespace: string,
  name: string,
): Versioned<SecretObject> | undefined {
  const found = store.get(secretKey(namespace, name));
  return isVersioned(found, "Secret") ? found : undefined;
}

export function findNamespace(store: Store, name: string): Versioned<NamespaceObject> | undefined {
  const found = store.get(namespaceKey(name));
  return isVersioned(found, "Namespace") ? found : undefined;
}

function isVersioned<K extends ApiObject["kind"]>(
  found: Versioned | undefined,
  kind: K,
): found is Versioned<Extract<ApiObject, { kind: K }>> {
  return found?.object.kind === kind;
}
