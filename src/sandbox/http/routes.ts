import type { Resource } from "../resources/resource.js";

/** What a path names: a document that is no object, or objects of core/v1. */
export type Target =
  | { kind: "document"; isServed: boolean }
  | {
      kind: "resource";
      plural: string;
      /** undefined where nothing is served. */
      resource: Resource | undefined;
      namespace: string;
      /** undefined for the collection. */
      name: string | undefined;
      subresource: string | undefined;
    };

/** Takes a decoded path apart. */
export function parseTarget(path: string, resources: readonly Resource[]): Target {
  const [root, version = "", ...rest] = path.replace(/\/$/, "").slice(1).split("/");
  if (root !== "api" || version === "") return { kind: "document", isServed: true };
  if (rest.length === 0) return { kind: "document", isServed: version === "v1" };
  const inNamespace = rest[0] === "namespaces" && rest.length > 2;
  const [plural = "", name, subresource] = inNamespace ? rest.slice(2) : rest;
  const known = version === "v1" ? resources.find((each) => each.plural === plural) : undefined;
  // All of a kind, across namespaces, have no single one.
  const isWhole = known?.isNamespaced === inNamespace || (!inNamespace && name === undefined);
  const resource = subresource === undefined && isWhole ? known : undefined;
  return {
    kind: "resource",
    plural,
    resource,
    namespace: inNamespace ? (rest[1] ?? "") : "",
    name,
    subresource,
  };
}
