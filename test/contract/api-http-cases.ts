import { type ApiCase, badRequest, failure, invalidOptions, metadata, secret } from "./api-expectations.js";

const NO_RESOURCE = failure(404, "the server could not find the requested resource", "NotFound", {});
const NO_METHOD = failure(
  405,
  "the server does not allow this method on the requested resource",
  "MethodNotAllowed",
  {},
);
const UNAUTHORIZED = failure(401, "Unauthorized", "Unauthorized");

function anonymous(title: string, method: string, path: string, message: string, details: object): ApiCase {
  return {
    title: `forbids ${title} to strangers`,
    method,
    path,
    token: null,
    status: 403,
    answer: failure(403, message, "Forbidden", details),
  };
}

const USER = 'User "system:anonymous" cannot';
const PLACE = 'resource "secrets" in API group "" in the namespace "NS"';

const ACCESS: ApiCase[] = [
  anonymous("get", "GET", "S/x", `secrets "x" is forbidden: ${USER} get ${PLACE}`, {
    name: "x",
    kind: "secrets",
  }),
  anonymous("delete", "DELETE", "S/x", `secrets "x" is forbidden: ${USER} delete ${PLACE}`, {
    name: "x",
    kind: "secrets",
  }),
  anonymous("update", "PUT", "S/x", `secrets "x" is forbidden: ${USER} update ${PLACE}`, {
    name: "x",
    kind: "secrets",
  }),
  anonymous("list", "GET", "S", `secrets is forbidden: ${USER} list ${PLACE}`, { kind: "secrets" }),
  anonymous("watch", "GET", "S?watch=true", `secrets is forbidden: ${USER} watch ${PLACE}`, {
    kind: "secrets",
  }),
  anonymous(
    "list of one name",
    "GET",
    "S?fieldSelector=metadata.name%3Dx",
    `secrets "x" is forbidden: ${USER} list ${PLACE}`,
    { name: "x", kind: "secrets" },
  ),
  anonymous("create", "POST", "S", `secrets is forbidden: ${USER} create ${PLACE}`, { kind: "secrets" }),
  anonymous("delete of all", "DELETE", "S", `secrets is forbidden: ${USER} deletecollection ${PLACE}`, {
    kind: "secrets",
  }),
  anonymous(
    "list of all namespaces",
    "GET",
    "/api/v1/secrets",
    `secrets is forbidden: ${USER} list resource "secrets" in API group "" at the cluster scope`,
    { kind: "secrets" },
  ),
  anonymous(
    "get of a namespace",
    "GET",
    "/api/v1/namespaces/{ns}",
    `namespaces "NS" is forbidden: ${USER} get resource "namespaces" in API group "" in the namespace "NS"`,
    { name: "NS", kind: "namespaces" },
  ),
  anonymous(
    "an unknown resource",
    "GET",
    "/api/v1/namespaces/{ns}/bogus",
    `bogus is forbidden: ${USER} list resource "bogus" in API group "" in the namespace "NS"`,
    { kind: "bogus" },
  ),
  anonymous(
    "a subresource",
    "GET",
    "S/x/bogus",
    `secrets "x" is forbidden: ${USER} get resource "secrets/bogus" in API group "" in the namespace "NS"`,
    { name: "x", kind: "secrets" },
  ),
  anonymous("an unknown version", "GET", "/api/v2", `forbidden: ${USER} get path "/api/v2"`, {}),
  anonymous("a document", "GET", "/api", `forbidden: ${USER} get path "/api"`, {}),
  { title: "refuses a wrong token", path: "S", token: "wrong", status: 401, answer: UNAUTHORIZED },
  {
    title: "refuses a wrong token for its health, too",
    path: "/healthz",
    token: "wrong",
    status: 401,
    answer: UNAUTHORIZED,
  },
  { title: "tells anyone its health", path: "/readyz", token: null, status: 200, answer: "ok" },
  {
    title: "takes two spaces before a token for none",
    path: "/api",
    token: null,
    headers: { Authorization: "Bearer  token" },
    status: 403,
    answer: failure(403, `forbidden: ${USER} get path "/api"`, "Forbidden", {}),
  },
];

const BOB = { "Impersonate-User": "bob" };
const BOB_CANNOT = 'User "bob" cannot';

const IMPERSONATION: ApiCase[] = [
  {
    title: "lets the administrator act as somebody without rights: list",
    path: "S",
    headers: BOB,
    status: 403,
    answer: failure(403, `secrets is forbidden: ${BOB_CANNOT} list ${PLACE}`, "Forbidden", {
      kind: "secrets",
    }),
  },
  {
    title: "lets the administrator act as somebody without rights: get",
    path: "S/x",
    headers: { ...BOB, "Impersonate-Group": "visitors", "Impersonate-Extra-scopes": "view" },
    status: 403,
    answer: failure(403, `secrets "x" is forbidden: ${BOB_CANNOT} get ${PLACE}`, "Forbidden", {
      name: "x",
      kind: "secrets",
    }),
  },
  { title: "tells every user its health", path: "/readyz", headers: BOB, status: 200, answer: "ok" },
  {
    title: "tells every user which versions there are",
    path: "/api/v2",
    headers: BOB,
    status: 404,
    answer: NO_RESOURCE,
  },
  {
    title: "hides unknown documents from users",
    path: "/metrics",
    headers: BOB,
    status: 403,
    answer: failure(403, `forbidden: ${BOB_CANNOT} get path "/metrics"`, "Forbidden", {}),
  },
  {
    title: "gives members of system:masters every right",
    path: "S/x",
    headers: { ...BOB, "Impersonate-Group": "system:masters" },
    status: 404,
    answer: failure(404, 'secrets "x" not found', "NotFound", { name: "x", kind: "secrets" }),
  },
];

const ROUTES: ApiCase[] = [
  {
    title: "needs a namespace for a name",
    path: "/api/v1/namespaces//secrets/x",
    status: 400,
    answer: badRequest("Namespace parameter required."),
  },
  ...["/api", "/api/v1", "/version"].map((path) => ({
    title: `does not allow POST on ${path}`,
    method: "POST",
    path,
    status: 405,
    answer: NO_METHOD,
  })),
  { title: "knows no other API group", path: "/apis/x.y/v1", status: 404, answer: "404 page not found\n" },
  ...["S/x/bogus", "/api/v1/namespaces/{ns}/bogus", "/api/v2", "/api/v1/Secrets", "S/a%2Fb"].map((path) => ({
    title: `knows no ${path}`,
    path,
    status: 404,
    answer: NO_RESOURCE,
  })),
  ...(
    [
      ["POST", "S/x"],
      ["PUT", "S"],
      ["PATCH", "S"],
      ["POST", "/api/v1/secrets"],
      ["DELETE", "/api/v1/secrets"],
      ["OPTIONS", "S"],
      ["DELETE", "/api/v1/namespaces"],
    ] as const
  ).map(([method, path]) => ({
    title: `does not allow ${method} on ${path}`,
    method,
    path,
    status: 405,
    answer: NO_METHOD,
  })),
  { title: "answers HEAD with a status only", method: "HEAD", path: "S/x", status: 405, answer: "" },
  ...(
    [
      ["%25", "\"%\": may not contain '%'"],
      ["a%25b", "\"a%b\": may not contain '%'"],
      ["%2E", "\".\": may not be '.'"],
      ["%2E%2E", "\"..\": may not be '..'"],
    ] as const
  ).map(([name, problem]) => ({
    title: `refuses the name ${name} in a path`,
    method: "DELETE",
    path: `S/${name}`,
    status: 400,
    answer: badRequest(`Name parameter invalid: ${problem}`),
  })),
  ...["Bad_Name", "a%20b", "%C3%BC"].map((name) => ({
    title: `finds nothing of the name ${name}`,
    path: `S/${name}`,
    status: 404,
    answer: failure(404, `secrets "${decodeURIComponent(name)}" not found`, "NotFound", {
      name: decodeURIComponent(name),
      kind: "secrets",
    }),
  })),
  {
    title: "ignores a slash at the end",
    given: [{ metadata: { name: "x" } }],
    path: "S/x/",
    status: 200,
    answer: secret("x"),
  },
];

const NOT_ACCEPTABLE = failure(
  406,
  "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf",
  "NotAcceptable",
  {},
);
const ONLY = failure(
  406,
  "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf",
  "NotAcceptable",
);
const PARTIAL = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

const FORMS: ApiCase[] = [
  ...[
    "*/*",
    "application/json",
    "application/json;q=0",
    "application/json;stream=watch",
    "application/xml;q=1, */*;q=0.1",
    "application/cbor,application/json",
    "application/json;as=Table;v=v9;g=meta.k8s.io,application/json",
  ].map((accept) => ({
    title: `answers with JSON where ${accept} is accepted`,
    given: [{ metadata: { name: "x" } }],
    path: "S/x",
    headers: { Accept: accept },
    status: 200,
    answer: secret("x"),
  })),
  ...["text/html", "application/cbor", "application/*"].map((accept) => ({
    title: `cannot answer with ${accept}`,
    path: "S/nope",
    headers: { Accept: accept },
    status: 406,
    answer: NOT_ACCEPTABLE,
  })),
  ...[
    "application/json;stream=x",
    "application/json;as=Bogus;v=v1;g=meta.k8s.io",
    "application/json;as=Table",
  ].map((accept) => ({
    title: `cannot answer with ${accept}`,
    path: "S",
    headers: { Accept: accept },
    status: 406,
    answer: ONLY,
  })),
  {
    title: "does not create what it cannot answer with",
    method: "POST",
    path: "S",
    headers: { Accept: "text/html" },
    body: { metadata: { name: "x" } },
    status: 406,
    answer: NOT_ACCEPTABLE,
  },
  {
    title: "shows the metadata of one",
    given: [{ metadata: { name: "x" }, stringData: { a: "b" } }],
    path: "S/x",
    headers: { Accept: PARTIAL },
    status: 200,
    answer: {
      kind: "PartialObjectMetadata",
      apiVersion: "meta.k8s.io/v1",
      metadata: metadata("x", { fields: { "f:data": { ".": {}, "f:a": {} } } }),
    },
  },
  {
    title: "has no list of one's metadata",
    given: [{ metadata: { name: "x" } }],
    path: "S/x",
    headers: { Accept: PARTIAL.replace("Metadata", "MetadataList") },
    status: 406,
    answer: failure(
      406,
      "you requested PartialObjectMetadataList, but the requested object is not a list (*core.Secret)",
      "NotAcceptable",
    ),
  },
  {
    title: "has no single metadata of a list",
    path: "S",
    headers: { Accept: PARTIAL },
    status: 406,
    answer: failure(
      406,
      "you requested PartialObjectMetadata, but the requested object is a list (*core.SecretList)",
      "NotAcceptable",
    ),
  },
  {
    title: "pretty-prints errors for those who take tables only",
    path: "S/nope",
    headers: { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
    status: 404,
    answer: JSON.stringify(
      failure(404, 'secrets "nope" not found', "NotFound", { name: "nope", kind: "secrets" }),
      undefined,
      2,
    ),
  },
];

const OPTIONS: ApiCase[] = [
  ...(
    [
      ["dryRun=all", '["all"]'],
      ["dryRun=", '[""]'],
      ["dryRun=All&dryRun=x", '["All","x"]'],
    ] as const
  ).map(([query, printed]) => ({
    title: `refuses ?${query}`,
    method: "POST",
    path: `S?${query}`,
    body: "not read",
    status: 422,
    answer: invalidOptions("CreateOptions", [
      "NotSupported",
      "dryRun",
      `Unsupported value: ${printed}: supported values: "All"`,
    ]),
  })),
  {
    title: "refuses a long field manager",
    method: "POST",
    path: `S?fieldManager=${"m".repeat(129)}`,
    body: {},
    status: 422,
    answer: invalidOptions("CreateOptions", [
      "TooLong",
      "fieldManager",
      "Too long: may not be more than 128 bytes",
    ]),
  },
  {
    title: "refuses an unprintable field manager",
    method: "POST",
    path: "S?fieldManager=a%01b",
    body: {},
    status: 422,
    answer: invalidOptions("CreateOptions", [
      "Invalid",
      "fieldManager",
      'Invalid value: "a\\x01b": invalid character U+0001 (at position 1)',
    ]),
  },
];

export const HTTP_CASES: readonly ApiCase[] = [...ACCESS, ...IMPERSONATION, ...ROUTES, ...FORMS, ...OPTIONS];
