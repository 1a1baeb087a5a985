import {
  type ApiCase,
  badRequest,
  failure,
  invalidOptions,
  invalidSecret,
  keys,
  secret,
} from "./api-expectations.js";

const MERGE = "application/merge-patch+json";
const [A, B] = ["YQ==", "Yg=="];
const X = { metadata: { name: "x" }, data: { a: A, b: B } };
const WITH_LABEL = { metadata: { name: "x", labels: { l: "1" } }, data: { a: A } };
const LOCKED = { ...X, immutable: true };
const STALE = failure(
  409,
  'Operation cannot be fulfilled on secrets "x": the object has been modified; please apply your changes to the latest version and try again',
  "Conflict",
  { name: "x", kind: "secrets" },
);

/** The secret after it was patched by another manager than its creator, "unknown". */
function patched(data: object, creator: object, own: object | undefined, metadata: object = {}): object {
  const object = secret("x", { data, metadata, fields: creator }) as {
    metadata: { managedFields: object[] };
  };
  if (own !== undefined) {
    // In the same second, by name.
    object.metadata.managedFields.unshift({
      manager: "me",
      operation: "Update",
      apiVersion: "v1",
      time: "T",
      fieldsType: "FieldsV1",
      fieldsV1: own,
    });
  }
  return object;
}

type Row = readonly [
  title: string,
  status: number,
  answer: object,
  patch: unknown,
  more?: { given?: object[]; query?: string; type?: string; isFree?: boolean },
];

const ROWS: readonly Row[] = [
  [
    "changes a value, which is the patcher's from then on",
    200,
    patched({ a: B, b: B }, { "f:data": keys("b") }, { "f:data": { "f:a": {} } }),
    { data: { a: B } },
  ],
  [
    "adds a value",
    200,
    patched({ a: A, b: B, c: A }, { "f:data": keys("a", "b") }, { "f:data": { "f:c": {} } }),
    { data: { c: A } },
  ],
  ["removes a value", 200, patched({ b: B }, { "f:data": keys("b") }, undefined), { data: { a: null } }],
  [
    "merges stringData",
    200,
    patched({ a: B, b: B }, { "f:data": keys("b") }, { "f:data": { "f:a": {} } }),
    { stringData: { a: "b" } },
  ],
  [
    "changes nothing",
    200,
    secret("x", { data: { a: A, b: B }, fields: { "f:data": keys("a", "b") } }),
    { data: { a: A } },
  ],
  [
    "takes an empty patch",
    200,
    secret("x", { data: { a: A, b: B }, fields: { "f:data": keys("a", "b") } }),
    {},
  ],
  [
    "adds a label",
    200,
    patched(
      { a: A, b: B },
      { "f:data": keys("a", "b") },
      { "f:metadata": { "f:labels": keys("l") } },
      { labels: { l: "1" } },
    ),
    { metadata: { labels: { l: "1" } } },
  ],
  [
    "removes a label",
    200,
    patched({ a: A }, { "f:data": keys("a") }, undefined),
    { metadata: { labels: { l: null } } },
    { given: [WITH_LABEL] },
  ],
  [
    "takes a strategic patch as well",
    200,
    patched({ a: B, b: B }, { "f:data": keys("b") }, { "f:data": { "f:a": {} } }),
    { data: { a: B } },
    { type: "application/strategic-merge-patch+json" },
  ],
  [
    "does not find one",
    404,
    failure(404, 'secrets "x" not found', "NotFound", { name: "x", kind: "secrets" }),
    { data: {} },
    { given: [] },
  ],
  ["refuses a stale version", 409, STALE, { metadata: { resourceVersion: "1" }, data: { a: B } }],
  [
    "refuses another uid",
    422,
    invalidSecret(
      "x",
      ["Invalid", "metadata.uid", 'Invalid value: "u": field is immutable'],
      ["Invalid", "metadata.uid", 'Invalid value: "u": field is immutable'],
    ),
    { metadata: { uid: "u" }, data: { a: B } },
  ],
  [
    "refuses another type",
    422,
    invalidSecret("x", ["Invalid", "type", 'Invalid value: "t": field is immutable']),
    { type: "t" },
  ],
  [
    "refuses to change what is immutable",
    422,
    invalidSecret("x", ["Forbidden", "data", "Forbidden: field is immutable when `immutable` is set"]),
    { data: { a: B } },
    { given: [LOCKED] },
  ],
  [
    "refuses to take immutability away",
    422,
    invalidSecret("x", ["Forbidden", "immutable", "Forbidden: field is immutable when `immutable` is set"]),
    { immutable: false },
    { given: [LOCKED] },
  ],
  [
    "refuses another name",
    400,
    badRequest("the name of the object (y) does not match the name on the URL (x)"),
    { metadata: { name: "y" } },
  ],
  [
    "refuses another namespace",
    400,
    badRequest("the namespace of the provided object does not match the namespace sent on the request"),
    { metadata: { namespace: "other" } },
  ],
  [
    "validates what comes of it",
    422,
    invalidSecret("x", [
      "Invalid",
      "data[a/b]",
      "Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ]),
    { data: { "a/b": A } },
  ],
  [
    "refuses a wrong dryRun",
    422,
    invalidOptions("PatchOptions", [
      "NotSupported",
      "dryRun",
      'Unsupported value: ["x"]: supported values: "All"',
    ]),
    { data: {} },
    { query: "&dryRun=x" },
  ],
  [
    "refuses a patch of another type",
    415,
    failure(415, "415: Unsupported Media Type", "UnsupportedMediaType", {}),
    {},
    { type: "application/json" },
  ],
  ["refuses what is no object", 400, badRequest(""), "5", { isFree: true }],
];

export const PATCH_CASES: readonly ApiCase[] = ROWS.map(
  ([title, status, answer, body, { given = [X], query = "", type = MERGE, isFree = false } = {}]) => ({
    title,
    given,
    method: "PATCH",
    path: `S/x?fieldManager=me${query}`,
    headers: { "Content-Type": type },
    body,
    status,
    answer,
    isFree,
  }),
);
