import {
  type ApiCase,
  badRequest,
  failure,
  invalidSecret,
  item,
  keys,
  metadata,
  SUBDOMAIN,
  secret,
} from "./api-expectations.js";

const named = (name: string, more: object = {}) => ({ metadata: { name }, ...more });

/** Bodies that are accepted, and what becomes of them. */
const ACCEPTED: ApiCase[] = [
  {
    title: "merges stringData over data and tracks every field",
    path: "S?fieldManager=mgr",
    body: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "c1", labels: { a: "b" }, annotations: { "x/y": "z" } },
      data: { k: "dg==", n: null, e: "" },
      stringData: { k: "over", s: "x", z: null },
    },
    status: 201,
    answer: secret("c1", {
      manager: "mgr",
      metadata: { labels: { a: "b" }, annotations: { "x/y": "z" } },
      fields: {
        "f:data": keys("e", "k", "n", "s", "z"),
        "f:metadata": { "f:annotations": keys("x/y"), "f:labels": keys("a") },
      },
      data: { e: "", k: "b3Zlcg==", n: "", s: "eA==", z: "" },
    }),
  },
  { title: "needs no more than a name", path: "S", body: named("x"), status: 201, answer: secret("x") },
  {
    title: "fills in kind and apiVersion that are empty or null",
    path: "S",
    body: '{"kind":"","apiVersion":null,"metadata":{"name":"x"}}',
    status: 201,
    answer: secret("x"),
  },
  {
    title: "sets what belongs to the server",
    path: "S",
    body: {
      metadata: {
        name: "x",
        namespace: "{ns}",
        uid: "u",
        selfLink: "/l",
        clusterName: "c",
        creationTimestamp: "2001-01-01T00:00:00Z",
        deletionTimestamp: "2001-01-01T00:00:00Z",
        deletionGracePeriodSeconds: 5,
        resourceVersion: "0",
        managedFields: [{}],
      },
    },
    status: 201,
    answer: secret("x"),
  },
  {
    title: "keeps a generation",
    path: "S",
    body: { metadata: { name: "x", generation: 7 } },
    status: 201,
    answer: secret("x", { metadata: { generation: 7 } }),
  },
  {
    title: "ignores a resourceVersion that is no number",
    path: "S",
    body: { metadata: { name: "x", resourceVersion: "abc" } },
    status: 201,
    answer: secret("x"),
  },
  {
    title: "keeps immutable, even when it is false",
    path: "S",
    body: named("x", { immutable: false }),
    status: 201,
    answer: secret("x", { immutable: false, fields: { "f:immutable": {} } }),
  },
  {
    title: "drops unknown fields and fields in another case",
    path: "S?fieldValidation=Ignore&bogus=1",
    body: '{"metadata":{"name":"x","bogus":1},"DATA":{"a":"!"},"bogus":{"a":[1,{"b":"]"}]},"TYPE":"t"}',
    status: 201,
    answer: secret("x"),
  },
  {
    title: "refuses unknown fields and fields in another case when it is to be strict",
    path: "S?fieldValidation=Strict&bogus=1",
    body: '{"metadata":{"name":"x","bogus":1},"DATA":{"a":"!"},"bogus":{"a":[1,{"b":"]"}]},"TYPE":"t"}',
    status: 400,
    answer: badRequest(
      'Secret in version "v1" cannot be handled as a Secret: strict decoding error: unknown field "metadata.bogus", unknown field "DATA", unknown field "bogus", unknown field "TYPE"',
    ),
  },
  {
    title: "ignores line ends and spare bits in base64",
    path: "S",
    body: named("x", { data: { a: "MR==", b: "YW\r\nJj\n", c: "YQ=\n=" } }),
    status: 201,
    answer: secret("x", {
      fields: { "f:data": keys("a", "b", "c") },
      data: { a: "MQ==", b: "YWJj", c: "YQ==" },
    }),
  },
  {
    title: "takes a list of small numbers for bytes",
    path: "S",
    body: named("x", { data: { a: [1, 2], b: [] } }),
    status: 201,
    answer: secret("x", { fields: { "f:data": keys("a", "b") }, data: { a: "AQI=", b: "" } }),
  },
  {
    title: "stores U+FFFD for bytes of stringData that are not UTF-8",
    path: "S",
    body: Buffer.from('{"metadata":{"name":"x"},"stringData":{"a":"\xff\xfe"}}', "latin1"),
    status: 201,
    answer: secret("x", { fields: { "f:data": keys("a") }, data: { a: "77+977+9" } }),
  },
  {
    title: "reads escapes, pairs of surrogates and lone ones",
    path: "S",
    body: '{"metadata":{"name":"x"},"stringData":{"a":"\\ud800","b":"\\ud83d\\ude00","c":"\\u00e9\\n\\/"}}',
    status: 201,
    answer: secret("x", {
      fields: { "f:data": keys("a", "b", "c") },
      data: { a: "77+9", b: "8J+YgA==", c: "w6kKLw==" },
    }),
  },
  {
    title: "takes the manager from the User-Agent",
    path: "S?fieldManager=",
    headers: { "User-Agent": "some tool/1.0 (x)" },
    body: named("x"),
    status: 201,
    answer: secret("x", { manager: "some tool" }),
  },
  {
    title: "tracks finalizers and owners",
    path: "S",
    body: {
      metadata: {
        name: "x",
        finalizers: ["a/b"],
        ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "p", uid: "u1", controller: true }],
      },
    },
    status: 201,
    answer: secret("x", {
      metadata: {
        ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "p", uid: "u1", controller: true }],
        finalizers: ["a/b"],
      },
      fields: {
        "f:metadata": {
          "f:finalizers": { ".": {}, 'v:"a/b"': {} },
          "f:ownerReferences": {
            ".": {},
            'k:{"uid":"u1"}': {},
          },
        },
      },
    }),
  },
  {
    title: "takes a media type with parameters and in another case",
    path: "S",
    headers: { "Content-Type": "Application/JSON; charset=utf-8" },
    body: named("x"),
    status: 201,
    answer: secret("x"),
  },
  {
    title: "keeps generateName beside a name",
    path: "S",
    body: { metadata: { name: "x", generateName: "g-" } },
    status: 201,
    answer: secret("x", {
      metadata: { generateName: "g-" },
      fields: { "f:metadata": { "f:generateName": {} } },
    }),
  },
  {
    title: "answers a create with a table when asked to",
    path: "S",
    headers: { Accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" },
    body: named("x"),
    status: 201,
    answer: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: metadata("x") },
  },
  {
    title: "keeps a finalizer that stands there twice",
    path: "S",
    body: { metadata: { name: "x", finalizers: ["a/b", "a/b"] } },
    status: 201,
    answer: secret("x", {
      metadata: { finalizers: ["a/b", "a/b"] },
      fields: { "f:metadata": { "f:finalizers": { ".": {}, 'v:"a/b"': {} } } },
    }),
  },
  {
    title: "shows the version that a dry run was sent",
    path: "S?dryRun=All",
    body: { metadata: { name: "x", resourceVersion: "5" } },
    status: 201,
    answer: secret("x"),
  },
  {
    title: "takes a slash before the version",
    path: "S",
    body: { apiVersion: "/v1", kind: "Secret", metadata: { name: "x" } },
    status: 201,
    answer: secret("x"),
  },
  {
    title: "lists what it created without kinds",
    given: [named("b"), named("a", { type: "t/x" })],
    method: "GET",
    path: "S",
    status: 200,
    answer: {
      kind: "SecretList",
      apiVersion: "v1",
      metadata: { resourceVersion: "RV" },
      items: [item("a", { type: "t/x" }), item("b")],
    },
  },
];

const REFUSED_METADATA: ApiCase[] = [
  {
    title: "refuses a resourceVersion",
    path: "S",
    body: { metadata: { name: "x", resourceVersion: "5" } },
    status: 500,
    answer: failure(500, "resourceVersion should not be set on objects to be created"),
  },
  {
    title: "refuses a negative generation",
    path: "S",
    body: { metadata: { name: "x", generation: -1 } },
    status: 422,
    answer: invalidSecret("x", [
      "Invalid",
      "metadata.generation",
      "Invalid value: -1: must be greater than or equal to 0",
    ]),
  },
  {
    title: "refuses another namespace than that of the path",
    path: "S",
    body: { metadata: { name: "x", namespace: "other" } },
    status: 400,
    answer: badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    ),
  },
  {
    title: "misses the namespace before it validates",
    path: "/api/v1/namespaces/nope-{ns}/secrets?dryRun=All",
    body: { metadata: { name: "A_" } },
    status: 404,
    answer: failure(404, 'namespaces "nope-NS" not found', "NotFound", {
      name: "nope-NS",
      kind: "namespaces",
    }),
  },
  {
    title: "refuses a name that is taken",
    given: [named("c1")],
    path: "S",
    body: named("c1"),
    status: 409,
    answer: failure(409, 'secrets "c1" already exists', "AlreadyExists", { name: "c1", kind: "secrets" }),
  },
  {
    title: "refuses a taken name in a dry run, too",
    given: [named("c1")],
    path: "S?dryRun=All",
    body: named("c1"),
    status: 409,
    answer: failure(409, 'secrets "c1" already exists', "AlreadyExists", { name: "c1", kind: "secrets" }),
  },
  {
    title: "validates before it looks whether the name is taken",
    given: [named("c1")],
    path: "S",
    body: named("c1", { data: { "a b": "" } }),
    status: 422,
    answer: expect422Key("c1"),
  },
  {
    title: "says against a generated name what is wrong with its base",
    path: "S",
    body: { metadata: { name: "x", generateName: "a." } },
    status: 422,
    answer: invalidSecret("x", ["Invalid", "metadata.generateName", `Invalid value: "a.": ${SUBDOMAIN}`]),
  },
];

function expect422Key(name: string): object {
  const rule =
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
  return invalidSecret(name, ["Invalid", "data[a b]", `Invalid value: "a b": ${rule}`]);
}

/** Bodies of another kind. */
const OTHER_KINDS: ApiCase[] = [
  ["ConfigMap", "v1"],
  ["List", "v1"],
  ["SecretList", "v1"],
  ["Secrets", "v1"],
  ["Secret", "v2"],
  ["Secret", "apps/v1"],
].map(([kind, apiVersion]) => ({
  title: `refuses kind ${kind} of ${apiVersion}`,
  path: "S",
  body: { kind, apiVersion, metadata: { name: "x" } },
  status: 400,
  answer: badRequest(""),
  isFree: true,
}));

export const CREATE_CASES: readonly ApiCase[] = [...ACCEPTED, ...REFUSED_METADATA, ...OTHER_KINDS].map(
  (one) => ({
    method: "POST",
    ...one,
  }),
);
