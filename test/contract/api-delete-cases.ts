import { type ApiCase, badRequest, failure, invalidOptions, secret } from "./api-expectations.js";

const X = { metadata: { name: "x" } };
const HELD = { metadata: { name: "x", finalizers: ["a/b"] } };
const DELETED = {
  kind: "Status",
  apiVersion: "v1",
  metadata: {},
  status: "Success",
  details: { name: "x", kind: "secrets", uid: "UID" },
};
const NOT_FOUND = failure(404, 'secrets "x" not found', "NotFound", { name: "x", kind: "secrets" });

function waiting(finalizer: string): object {
  const fields = finalizer === "a/b" ? { "f:metadata": { "f:finalizers": { ".": {}, 'v:"a/b"': {} } } } : {};
  return secret("x", {
    metadata: { deletionTimestamp: "T", deletionGracePeriodSeconds: 0, finalizers: [finalizer] },
    fields,
  });
}

type Row = readonly [
  title: string,
  status: number,
  answer: object,
  request: { query?: string; body?: unknown; headers?: Record<string, string>; isFree?: boolean },
  given?: object[],
];

const DRY_RUN = (printed: string) =>
  invalidOptions("DeleteOptions", [
    "NotSupported",
    "dryRun",
    `Unsupported value: ${printed}: supported values: "All"`,
  ]);

const ROWS: readonly Row[] = [
  ["deletes one", 200, DELETED, {}],
  ["does not find one", 404, NOT_FOUND, {}, []],
  [
    "does not find one, whatever the preconditions",
    404,
    NOT_FOUND,
    { body: { preconditions: { uid: "u" } } },
    [],
  ],
  ["takes options without a kind", 200, DELETED, { body: {} }],
  ["takes options that are null", 200, DELETED, { body: "null" }],
  [
    "takes options of their kind",
    200,
    DELETED,
    { body: { kind: "DeleteOptions", apiVersion: "v1", bogus: 1 } },
  ],
  ["ignores preconditions of the query", 200, DELETED, { query: "preconditions.uid=x" }],
  ["deletes in the background", 200, DELETED, { body: { propagationPolicy: "Background" } }],
  ["ignores the grace period", 200, DELETED, { body: { gracePeriodSeconds: 5 } }],
  [
    "refuses another uid",
    409,
    failure(
      409,
      'Operation cannot be fulfilled on Secret "x": the UID in the precondition (u) does not match the UID in record (UID). The object might have been deleted and then recreated',
      "Conflict",
      { name: "x", kind: "Secret" },
    ),
    { body: { preconditions: { uid: "u", resourceVersion: "1" } } },
  ],
  ["refuses a wrong dryRun of the query", 422, DRY_RUN('["x"]'), { query: "dryRun=x" }],
  ["refuses a wrong dryRun of the body", 422, DRY_RUN('["x"]'), { body: { dryRun: ["x"] } }],
  ["refuses options before it looks for the object", 422, DRY_RUN('["x"]'), { query: "dryRun=x" }, []],
  [
    "refuses an unknown policy",
    422,
    invalidOptions("DeleteOptions", [
      "NotSupported",
      "propagationPolicy",
      'Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil"',
    ]),
    { body: { propagationPolicy: "x" } },
  ],
  [
    "refuses two policies",
    422,
    invalidOptions("DeleteOptions", [
      "Invalid",
      "propagationPolicy",
      'Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
    ]),
    { body: { propagationPolicy: "Orphan", orphanDependents: true } },
  ],
  [
    "refuses a grace period that is no number",
    400,
    badRequest('strconv.ParseInt: parsing "abc": invalid syntax'),
    { query: "gracePeriodSeconds=abc" },
  ],
  [
    "refuses options of another kind",
    400,
    badRequest(""),
    { body: { kind: "Secret", apiVersion: "v1" }, isFree: true },
  ],
  ["refuses options that are no JSON", 400, badRequest(""), { body: "x", isFree: true }],
  ["refuses options of the wrong type", 400, badRequest(""), { body: '{"dryRun":"All"}', isFree: true }],
  [
    "refuses options in plain text",
    415,
    failure(
      415,
      "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf",
      "UnsupportedMediaType",
    ),
    { body: "x", headers: { "Content-Type": "text/plain" } },
  ],
  [
    "refuses options of more than 3 MiB",
    413,
    failure(413, "Request entity too large: limit is 3145728", "RequestEntityTooLarge"),
    { body: " ".repeat(3_145_729) },
  ],
  ["leaves one with finalizers waiting", 200, waiting("a/b"), {}, [HELD]],
  [
    "leaves one with finalizers waiting, and says that it is not done",
    202,
    waiting("a/b"),
    { body: { orphanDependents: false } },
    [HELD],
  ],
  [
    "adds the finalizer of a foreground deletion",
    200,
    waiting("foregroundDeletion"),
    { body: { propagationPolicy: "Foreground" } },
  ],
  ["adds the finalizer that orphans", 200, waiting("orphan"), { body: { propagationPolicy: "Orphan" } }],
  [
    "adds the finalizer that orphans, asked in the old way",
    200,
    waiting("orphan"),
    { query: "orphanDependents=true" },
  ],
];

export const DELETE_CASES: readonly ApiCase[] = ROWS.map(
  ([title, status, answer, { query, body, headers, isFree = false }, given = [X]]) => ({
    title,
    given,
    method: "DELETE",
    path: query === undefined ? "S/x" : `S/x?${query}`,
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
    status,
    answer,
    isFree,
  }),
);
