/** What a path names. */
export type Target =
  | { kind: "resource"; resource: "secrets" | "namespaces"; namespace: string; name: string | undefined }
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
export function parseTarget(path: string): Target {
  const [root, version, ...rest] = path.replace(/\/$/, "").slice(1).split("/");
  if (root !== "api" || version === undefined || version === "") return { kind: "document" };
  if (version === "v1" && rest.length === 0) return { kind: "document" };
  if (version !== "v1") return rest.length === 0 ? { kind: "unknown document" } : unknownResource(rest);
  if (rest[0] === "namespaces" && rest.length <= 2) {
    return { kind: "resource", resource: "namespaces", namespace: "", name: rest[1] };
  }
  if (rest[0] === "secrets" && rest.length === 1) {
    return { kind: "resource", resource: "secrets", namespace: "", name: undefined };
  }
  const [collection, namespace, resource, name] = rest;
  if (collection === "namespaces" && resource === "secrets" && rest.length <= 4) {
    return { kind: "resource", resource: "secrets", namespace: namespace ?? "", name };
  }
  return unknownResource(rest);
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
