import { encodeGoJson, encodePrettyGoJson, type GoJson } from "../../apimachinery/go-json.js";
import type { Resource } from "../resources/resource.js";
import type { ApiReply, ApiRequest } from "./request.js";
import { methodNotAllowed } from "./statuses.js";

/** The release whose behaviour the sandbox follows. */
const VERSION = {
  major: "1",
  minor: "35",
  emulationMajor: "1",
  emulationMinor: "35",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "34",
  gitVersion: "v1.35.4",
  gitCommit: "",
  gitTreeState: "",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "gc",
  platform: "linux/amd64",
};

function resourceList(resources: readonly Resource[]): GoJson {
  return {
    kind: "APIResourceList",
    groupVersion: "v1",
    resources: resources.map(({ plural, singular, isNamespaced, kind, shortNames }) => ({
      name: plural,
      singularName: singular,
      namespaced: isNamespaced,
      kind,
      verbs: ["create", "delete", "get", "list", "patch"],
      shortNames,
    })),
  };
}

/**
 * As much of OpenAPI as tells kubectl that the server checks fields itself: a patch of each kind that takes fieldValidation.
 * (kubectl's own checks would need the whole schema.)
 */
function openApi(resources: readonly Resource[]): GoJson {
  const paths = resources.map(({ plural, kind, isNamespaced }) => [
    `/api/v1/${isNamespaced ? "namespaces/{namespace}/" : ""}${plural}/{name}`,
    {
      patch: {
        parameters: [{ name: "fieldValidation", in: "query", schema: { type: "string" } }],
        responses: {},
        "x-kubernetes-group-version-kind": { group: "", kind, version: "v1" },
      },
    },
  ]);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: VERSION.gitVersion },
    paths: Object.fromEntries(paths),
  };
}

const OPEN_API = "/openapi/v3";
const PATHS = [
  "/api",
  "/api/v1",
  "/apis",
  "/healthz",
  "/livez",
  OPEN_API,
  `${OPEN_API}/api/v1`,
  "/readyz",
  "/version",
];

/** The list of groups answers any method, as on the real server. */
const READ_ONLY: ReadonlySet<string> = new Set(["/api", "/api/v1", "/version"]);

/** Answers what is no object: discovery, version, health. @param address host and port of the server */
export function discoveryReply(
  { method, path }: ApiRequest,
  resources: readonly Resource[],
  address: string,
): ApiReply {
  if (path === "/healthz" || path === "/readyz" || path === "/livez") return text("ok");
  const document = path.replace(/(?<=.)\/$/, "");
  if (READ_ONLY.has(document) && method !== "GET") throw methodNotAllowed();
  switch (document) {
    case "/version":
      return pretty(VERSION);
    case "/api":
      return json({
        kind: "APIVersions",
        versions: ["v1"],
        serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
      });
    case "/apis":
      return json({ kind: "APIGroupList", apiVersion: "v1", groups: [] });
    case "/api/v1":
      return json(resourceList(resources));
    case OPEN_API:
      return json({ paths: { "api/v1": { serverRelativeURL: `${OPEN_API}/api/v1?hash=sandbox` } } });
    case `${OPEN_API}/api/v1`:
      return json(openApi(resources));
    case "/":
      return pretty({ paths: PATHS });
    default:
      return document.startsWith("/apis/")
        ? text("404 page not found\n", 404)
        : pretty({ paths: PATHS }, 404);
  }
}

function json(value: GoJson): ApiReply {
  return { status: 200, contentType: "application/json", body: encodeGoJson(value) };
}

function pretty(value: GoJson, status = 200): ApiReply {
  return { status, contentType: "application/json", body: encodePrettyGoJson(value) };
}

function text(body: string, status = 200): ApiReply {
  const headers = { "X-Content-Type-Options": "nosniff" };
  return { status, contentType: "text/plain; charset=utf-8", body, headers };
}
