import type { Resource } from "../resources/resource.js";

/** What a path names. */
export type Target =
  | { kind: "resource"; resource: Resource; namespace: string; name: string | undefined }
  | {
      kind: "unknown resource";
      resource: string;
      namespace: string;
      name: string | undefined;
      subresource: string | undefined;
    }
  | { kind: "document" }
  /** Below the path of an API that does not exist: answered like a resource that does not. */
  | { kind: "unknown document" };

/** Takes a decoded path apart: objects and collections of core/v1, or a document that is none of them. */
export function parseTarget(path: string, resources: readonly Resource[]): Target {
  const [root, version, ...rest] = path.replace(/\/$/, "").slice(1).split("/");
  if (root !== "api" || version === undefined || version === "") return { kind: "document" };
  if (version === "v1" && rest.length === 0) return { kind: "document" };
  if (version !== "v1") return rest.length === 0 ? { kind: "unknown document" } : unknownResource(rest);
  const inNamespace = rest[0] === "namespaces" && rest.length > 2;
  const [plural, name, ...more] = inNamespace ? rest.slice(2) : rest;
  const resource = resources.find((each) => each.plural === plural);
  // All of a kind, across namespaces, have no single one.
  const isWhole = resource?.isNamespaced === inNamespace || (!inNamespace && name === undefined);
  if (resource === undefined || more.length > 0 || !isWhole) return unknownResource(rest);
  return { kind: "resource", resource, namespace: inNamespace ? (rest[1] ?? "") : "", name };
}

function unknownResource(rest: readonly string[]): Target {
  const inNamespace = rest[0] === "namespaces" && rest.length > 2;
  const [resource = "", name, subresource] = inNamespace ? rest.slice(2) : rest;
  return {
    kind: "unknown resource",
    resource,
    namespace: inNamespace ? (rest[1] ?? "") : "",
    name,
    subresource,
  };
}
