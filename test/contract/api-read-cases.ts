import {
  type ApiCase,
  badRequest,
  failure,
  invalidOptions,
  item,
  keys,
  LABELVALUE,
  metadata,
  NAMEPART,
  QNAME,
  SUBDOMAIN,
  secret,
} from "./api-expectations.js";

const A = {
  metadata: { name: "a", labels: { app: "x", tier: "1", num: "5" } },
  type: "t/x",
  stringData: { k: "v", l: "w" },
};
const B = { metadata: { name: "b", labels: { app: "y" } } };
const C = { metadata: { name: "c", labels: { app: "", in: "in" } } };
const D = { metadata: { name: "d" } };
const ALL = [A, B, C, D];

function names(answer: string): readonly string[] {
  return answer === "" ? [] : answer.split(" ");
}

/** Selectors, and the names that they find. */
const SELECTED: readonly (readonly [query: string, found: string])[] = [
  ["labelSelector=app%3Dx", "a"],
  ["labelSelector=app%3D%3Dx", "a"],
  ["labelSelector=app!%3Dx", "b c d"],
  ["labelSelector=app", "a b c"],
  ["labelSelector=!app", "d"],
  ["labelSelector=!%20app", "d"],
  ["labelSelector=app%20in%20(x,y)", "a b"],
  ["labelSelector=app%20notin%20(x)", "b c d"],
  ["labelSelector=app%20in%20(x,)", "a c"],
  ["labelSelector=app%20in%20(,x)", "a c"],
  ["labelSelector=app%20in%20(x,,y)", "a b c"],
  ["labelSelector=app%20in%20(x,,,)", "a c"],
  ["labelSelector=app%20in%20(x,,,y)", "a b c"],
  ["labelSelector=app%20in%20(,)", "c"],
  ["labelSelector=app%20in%20(x,,)", "a c"],
  ["labelSelector=app%20in%20(,,)", "c"],
  ["labelSelector=app%20in%20(,,x)", "a c"],
  ["labelSelector=app%20in%20()", "c"],
  ["labelSelector=app%3D", "c"],
  ["labelSelector=app!%3D", "a b d"],
  ["labelSelector=num%3E4", "a"],
  ["labelSelector=num%3C6", "a"],
  ["labelSelector=num%3C5", ""],
  ["labelSelector=app%3C6", ""],
  ["labelSelector=app%3Dx,tier%3D1", "a"],
  ["labelSelector=%20app%20%3D%20x%20,%20tier", "a"],
  ["labelSelector=in%20in%20(in)", "c"],
  ["labelSelector=notin", ""],
  ["labelSelector=", "a b c d"],
  ["labelSelector=app%3Dx&labelSelector=app%3Dy", "a"],
  ["labelSelector=%zz", "a b c d"],
  ["fieldSelector=metadata.name%3Da", "a"],
  ["fieldSelector=metadata.name%3D%3Da", "a"],
  ["fieldSelector=metadata.name!%3Da", "b c d"],
  ["fieldSelector=type%3Dt/x", "a"],
  ["fieldSelector=type!%3DOpaque,metadata.namespace%3D{ns}", "a"],
  ["fieldSelector=,metadata.name%3Da,,", "a"],
  ["fieldSelector=type%3Da%5C%3Db", ""],
  ["fieldSelector=metadata.name!%3Da&labelSelector=app", "b c"],
  ["limit=0", "a b c d"],
  ["limit=-1", "a b c d"],
  ["limit=4", "a b c d"],
  ["continue=", "a b c d"],
  ["timeout=3s&pretty=abc&allowWatchBookmarks=x&bogus=1&watch=false", "a b c d"],
];

const REQUIREMENT = "unable to parse requirement: ";
const BAD_QUERIES: readonly (readonly [query: string, message: string])[] = [
  ["labelSelector=app%20in%20(x", `${REQUIREMENT}found '', expected: ',' or ')'`],
  ["labelSelector=app%20in%20x", `${REQUIREMENT}found 'x' expected: '('`],
  ["labelSelector=app%20in%20(%3D", `${REQUIREMENT}found '=', expected: ',', ')' or identifier`],
  ["labelSelector=app%20in%20(x,%3D", `${REQUIREMENT}found '=', expected: ',', or identifier`],
  ["labelSelector=app%20x", `${REQUIREMENT}found 'x', expected: in, notin, =, ==, !=, gt, lt`],
  ["labelSelector=app%20In%20(x)", `${REQUIREMENT}found 'In', expected: in, notin, =, ==, !=, gt, lt`],
  ["labelSelector=%3Dx", "found '=', expected: !, identifier, or 'end of string'"],
  ["labelSelector=,", "found ',', expected: !, identifier, or 'end of string'"],
  ["labelSelector=(app%3Dx)", "found '(', expected: !, identifier, or 'end of string'"],
  ["labelSelector=app%3Dx,", "found '', expected: identifier after ','"],
  ["labelSelector=app,", "found '', expected: identifier after ','"],
  ["labelSelector=app%3Dx%20y", "found 'y', expected: ',' or 'end of string'"],
  ["labelSelector=app%20in%20(x)%20tier", "found 'tier', expected: ',' or 'end of string'"],
  ["labelSelector=!app%20in%20(x)", "found 'in', expected: ',' or 'end of string'"],
  ["labelSelector=!!app", `${REQUIREMENT}found '!', expected: identifier`],
  ["labelSelector=app%3D%3D%3Dx", `${REQUIREMENT}found '=', expected: identifier`],
  [
    "labelSelector=num%3Ex",
    `${REQUIREMENT}values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
  ],
  [
    "labelSelector=num%3E4.5",
    `${REQUIREMENT}values[0]: Invalid value: "4.5": for 'Gt', 'Lt' operators, the value must be an integer`,
  ],
  ["labelSelector=app%3D-x", `${REQUIREMENT}values[0][app]: Invalid value: "-x": ${LABELVALUE}`],
  ["labelSelector=num%3E-1", `${REQUIREMENT}values[0][num]: Invalid value: "-1": ${LABELVALUE}`],
  ["labelSelector=app%3D%22x%22", `${REQUIREMENT}values[0][app]: Invalid value: "\\"x\\"": ${LABELVALUE}`],
  ["labelSelector=app%3D%C3%A9", `${REQUIREMENT}values[0][app]: Invalid value: "é": ${LABELVALUE}`],
  [
    `labelSelector=app%3D${"v".repeat(64)}`,
    `${REQUIREMENT}values[0][app]: Invalid value: "${"v".repeat(64)}": must be no more than 63 bytes`,
  ],
  [
    "labelSelector=app%20in%20(b,-a,-b)",
    `${REQUIREMENT}[values[0][app]: Invalid value: "-a": ${LABELVALUE}, values[1][app]: Invalid value: "-b": ${LABELVALUE}]`,
  ],
  ["labelSelector=A/b%3Dx", `${REQUIREMENT}<nil>: Invalid value: "A/b": prefix part ${SUBDOMAIN}`],
  ["labelSelector=%25", `${REQUIREMENT}<nil>: Invalid value: "%": ${NAMEPART}`],
  ["labelSelector=a/b/c%3Dx", `${REQUIREMENT}<nil>: Invalid value: "a/b/c": ${QNAME}`],
  ["fieldSelector=name%3Da", "field label not supported: name"],
  ["fieldSelector=metadata.labels.app%3Dx", "field label not supported: metadata.labels.app"],
  ["fieldSelector=metadata.name%20%3D%20a", "field label not supported: metadata.name "],
  ["fieldSelector=type", "invalid selector: 'type'; can't understand 'type'"],
  ["fieldSelector=type%3Da%3Db", "invalid field selector: unescaped character in value: 61"],
  ["fieldSelector=type%3Da%5Cx", "invalid field selector: invalid escape sequence: \\x"],
  ["limit=abc", 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ["limit=1.5", 'strconv.ParseInt: parsing "1.5": invalid syntax'],
  ["limit=", 'strconv.ParseInt: parsing "": invalid syntax'],
  ["limit=99999999999999999999", 'strconv.ParseInt: parsing "99999999999999999999": value out of range'],
  ["timeoutSeconds=abc", 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ["labelSelector=a%00b", `${REQUIREMENT}found 'b', expected: in, notin, =, ==, !=, gt, lt`],
  ["labelSelector=a%20in%20(b%20c)", `${REQUIREMENT}found 'c', expected: ',' or ')'`],
  [
    "labelSelector=a%3E",
    `${REQUIREMENT}values[0]: Invalid value: "": for 'Gt', 'Lt' operators, the value must be an integer`,
  ],
  [
    "resourceVersion=abc&limit=1",
    'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
  ],
  ["limit=abc&labelSelector=,", 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ["labelSelector=,&fieldSelector=type", "found ',', expected: !, identifier, or 'end of string'"],
  ["continue=!", token("illegal base64 data at input byte 0")],
  [
    `continue=${encoded('{"v":"meta.k8s.io/v1","rv":0,"start":"a"}')}`,
    token("incorrect encoded start resourceVersion (version meta.k8s.io/v1)"),
  ],
  [
    `continue=${encoded('{"v":"meta.k8s.io/v1","rv":5,"start":""}')}`,
    token("encoded start key empty (version meta.k8s.io/v1)"),
  ],
  [`continue=${encoded('{"v":"meta.k8s.io/v1","rv":5,"start":"../a"}')}`, token("../a")],
  [
    `continue=${encoded('{"v":"v9","rv":5,"start":"a"}')}`,
    token("server does not recognize this encoded version v9"),
  ],
  [
    `continue=${encoded('{"v":"meta.k8s.io/v1","rv":5,"start":"a"}')}&resourceVersion=7`,
    "specifying resource version is not allowed when using continue",
  ],
];

function token(reason: string): string {
  return `invalid continue token: continue key is not valid: ${reason}`;
}

/** Tokens that no server gave. */
const BROKEN_TOKENS: readonly ApiCase[] = ["NQ", "abc", "W10"].map((broken) => ({
  title: `refuses the list ?continue=${broken}`,
  path: `S?continue=${broken}`,
  status: 400,
  answer: badRequest(""),
  isFree: true,
}));

function encoded(text: string): string {
  return Buffer.from(text).toString("base64url");
}

const MATCH = "resourceVersionMatch";

const GET: ApiCase[] = [
  {
    title: "gets one",
    given: ALL,
    path: "S/a",
    status: 200,
    answer: secret("a", {
      metadata: { labels: { app: "x", num: "5", tier: "1" } },
      fields: { "f:data": keys("k", "l"), "f:metadata": { "f:labels": keys("app", "num", "tier") } },
      data: { k: "dg==", l: "dw==" },
      type: "t/x",
    }),
  },
  {
    title: "gets one whatever the past version asked for",
    given: [D],
    path: "S/d?resourceVersion=1&watch=true",
    status: 200,
    answer: secret("d"),
  },
  {
    title: "does not find one",
    path: "S/nope",
    status: 404,
    answer: failure(404, 'secrets "nope" not found', "NotFound", { name: "nope", kind: "secrets" }),
  },
  {
    title: "blames the secret, not the namespace, when both are missing",
    path: "/api/v1/namespaces/nope-{ns}/secrets/nope",
    status: 404,
    answer: failure(404, 'secrets "nope" not found', "NotFound", { name: "nope", kind: "secrets" }),
  },
  {
    title: "cannot read a version that is no number",
    path: "S/nope?resourceVersion=abc",
    status: 500,
    answer: failure(
      500,
      'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ),
  },
];

const LIST: ApiCase[] = [
  {
    title: "lists nothing of a namespace that does not exist",
    path: "/api/v1/namespaces/nope-{ns}/secrets",
    status: 200,
    answer: { kind: "SecretList", apiVersion: "v1", metadata: { resourceVersion: "RV" }, items: [] },
  },
  {
    title: "lists a first page",
    given: ALL,
    path: "S?limit=3",
    status: 200,
    answer: {
      kind: "SecretList",
      apiVersion: "v1",
      metadata: { resourceVersion: "RV", continue: "TOKEN", remainingItemCount: 1 },
      items: [
        item("a", {
          metadata: { labels: { app: "x", num: "5", tier: "1" } },
          fields: { "f:data": keys("k", "l"), "f:metadata": { "f:labels": keys("app", "num", "tier") } },
          data: { k: "dg==", l: "dw==" },
          type: "t/x",
        }),
        item("b", {
          metadata: { labels: { app: "y" } },
          fields: { "f:metadata": { "f:labels": keys("app") } },
        }),
        item("c", {
          metadata: { labels: { app: "", in: "in" } },
          fields: { "f:metadata": { "f:labels": keys("app", "in") } },
        }),
      ],
    },
  },
  {
    title: "lists metadata",
    given: [D],
    path: "S",
    headers: { Accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" },
    status: 200,
    answer: {
      kind: "PartialObjectMetadataList",
      apiVersion: "meta.k8s.io/v1",
      metadata: { resourceVersion: "RV" },
      items: [{ kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: metadata("d") }],
    },
  },
  {
    title: "lists the metadata of none as null",
    path: "S",
    headers: { Accept: "application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io" },
    status: 200,
    answer: {
      kind: "PartialObjectMetadataList",
      apiVersion: "meta.k8s.io/v1beta1",
      metadata: { resourceVersion: "RV" },
      items: null,
    },
  },
  {
    title: "refuses resourceVersionMatch alone",
    path: `S?${MATCH}=Exact`,
    status: 422,
    answer: invalidOptions("ListOptions", [
      "Forbidden",
      MATCH,
      "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided",
    ]),
  },
  {
    title: "refuses resourceVersionMatch beside a token",
    path: `S?resourceVersion=5&continue=x&${MATCH}=Exact`,
    status: 422,
    answer: invalidOptions("ListOptions", [
      "Forbidden",
      MATCH,
      "Forbidden: resourceVersionMatch is forbidden when continue is provided",
    ]),
  },
  {
    title: "refuses an exact version 0",
    path: `S?resourceVersion=0&${MATCH}=Exact`,
    status: 422,
    answer: invalidOptions("ListOptions", [
      "Forbidden",
      MATCH,
      'Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    ]),
  },
  {
    title: "refuses an unknown resourceVersionMatch",
    path: `S?resourceVersion=5&${MATCH}=Bogus`,
    status: 422,
    answer: invalidOptions("ListOptions", [
      "NotSupported",
      MATCH,
      'Unsupported value: "Bogus": supported values: "Exact", "NotOlderThan", ""',
    ]),
  },
  {
    title: "cannot read a list of the future",
    path: "S?resourceVersion=99999999&limit=1",
    status: 504,
    answer: failure(504, "", "Timeout", {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    }),
    // It names the current version.
    isFree: true,
  },
];

export const READ_CASES: readonly ApiCase[] = [
  ...BROKEN_TOKENS,
  ...GET,
  ...LIST,
  ...BAD_QUERIES.map(([query, message]) => ({
    title: `refuses the list ?${query.slice(0, 60)}`,
    path: `S?${query}`,
    status: 400,
    answer: badRequest(message),
  })),
];

export const SELECTION_CASES = SELECTED.map(([query, found]) => ({ query, found: names(found), given: ALL }));
