import { encodeGoJson, encodePrettyGoJson, type GoJson } from "./go-json.js";
import type { ApiReply } from "./request.js";
import { methodNotAllowed } from "./statuses.js";

/** The release whose behaviour the sandbox follows. */
const VERSION = {
  major: "1",
  minor: "20",
  gitVersion: "v1.20.2",
  gitCommit: "faecb196815e248d3ecfb03c680a4507229c2a56",
  gitTreeState: "clean",
  buildDate: "2021-01-13T13:20:00Z",
  goVersion: "go1.15.5",
  compiler: "gc",
  platform: "linux/amd64",
};

const VERBS = ["create", "delete", "get", "list"];
const CORE_RESOURCES = {
  kind: "APIResourceList",
  groupVersion: "v1",
  resources: [
    {
      name: "namespaces",
      singularName: "",
      namespaced: false,
      kind: "Namespace",
      verbs: VERBS,
      shortNames: ["ns"],
    },
    { name: "secrets", singularName: "", namespaced: true, kind: "Secret", verbs: VERBS },
  ],
};

const PATHS = ["/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/readyz", "/version"];

/** The list of groups answers any method, as on the real server. */
const READ_ONLY: ReadonlySet<string> = new Set(["/api", "/api/v1", "/version"]);

/** Answers what is no object: discovery, version, health. @param address host and port of the server */
export function discoveryReply(method: string, path: string, address: string): ApiReply {
  if (path === "/healthz" || path === "/readyz" || path === "/livez") return text("ok");
  const document = path.replace(/(?<=.)\/$/, "");
  if (READ_ONLY.has(document) && method !== "GET") throw methodNotAllowed();
  switch (document) {
    case "/version":
      return { status: 200, contentType: "application/json", body: encodePrettyGoJson(VERSION) };
    case "/api":
      return json({
        kind: "APIVersions",
        versions: ["v1"],
        serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
      });
    case "/apis":
      return json({ kind: "APIGroupList", apiVersion: "v1", groups: [] });
    case "/api/v1":
      return json(CORE_RESOURCES);
    // kubectl takes an empty document for one without rules and leaves every check to the server.
    case "/openapi/v2":
      return { status: 200, contentType: "application/octet-stream", body: "" };
    case "/":
      return { status: 200, contentType: "application/json", body: encodePrettyGoJson({ paths: PATHS }) };
    default:
      return document.startsWith("/apis/") ? text("404 page not found\n", 404) : notFoundPaths();
  }
}

function json(value: GoJson): ApiReply {
  return { status: 200, contentType: "application/json", body: encodeGoJson(value) };
}

function text(body: string, status = 200): ApiReply {
  const headers = { "X-Content-Type-Options": "nosniff" };
  return { status, contentType: "text/plain; charset=utf-8", body, headers };
}

function notFoundPaths(): ApiReply {
  return { status: 404, contentType: "application/json", body: encodePrettyGoJson({ paths: PATHS }) };
}
