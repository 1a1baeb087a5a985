import { type ApiCase, badRequest, failure, invalidSecret } from "./api-expectations.js";

const UNRECOGNIZED = "the object provided is unrecognized (must be of type Secret): ";
const PARSE = `${UNRECOGNIZED}couldn't get version/kind; json parse error: `;
const GO_STRUCT =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** Bodies that are no JSON object. The first 30 bytes come back, in hex unless they start with a brace. */
const MALFORMED: readonly (readonly [body: string, message: string])[] = [
  ["", `${PARSE}unexpected end of JSON input (<empty>)`],
  [" ", `${PARSE}unexpected end of JSON input (20)`],
  ["{", `${PARSE}unexpected end of JSON input ({)`],
  ["[]", `${PARSE}json: cannot unmarshal array into Go value of type ${GO_STRUCT} (5b5d)`],
  ["5", `${PARSE}json: cannot unmarshal number into Go value of type ${GO_STRUCT} (35)`],
  ['"x"', `${PARSE}json: cannot unmarshal string into Go value of type ${GO_STRUCT} (227822)`],
  ["true", `${PARSE}json: cannot unmarshal bool into Go value of type ${GO_STRUCT} (74727565)`],
  ["not json", `${PARSE}invalid character 'o' in literal null (expecting 'u') (6e6f74206a736f6e)`],
  ["}", `${PARSE}invalid character '}' looking for beginning of value (7d)`],
  ["{]", `${PARSE}invalid character ']' looking for beginning of object key string ({])`],
  ['{"a":1,}', `${PARSE}invalid character '}' looking for beginning of object key string ({"a":1,})`],
  ['{"a":NaN}', `${PARSE}invalid character 'N' looking for beginning of value ({"a":NaN})`],
  ['{"a":[1 2]}', `${PARSE}invalid character '2' after array element ({"a":[1 2]})`],
  ['{"a" 1}', `${PARSE}invalid character '1' after object key ({"a" 1})`],
  ['{"a":1 "b"}', `${PARSE}invalid character '"' after object key:value pair ({"a":1 "b"})`],
  ['{"a":01}', `${PARSE}invalid character '1' after object key:value pair ({"a":01})`],
  ['{"a":1.}', `${PARSE}invalid character '}' after decimal point in numeric literal ({"a":1.})`],
  ['{"a":1e}', `${PARSE}invalid character '}' in exponent of numeric literal ({"a":1e})`],
  ['{"a":-}', `${PARSE}invalid character '}' in numeric literal ({"a":-})`],
  ["{}{}", `${PARSE}invalid character '{' after top-level value ({}{})`],
  ["\ufeff{}", `${PARSE}invalid character 'ï' looking for beginning of value (efbbbf7b7d)`],
  ['{"a":"\\q"}', `${PARSE}invalid character 'q' in string escape code ({"a":"\\q"})`],
  ['{"a":"\\u00g0"}', `${PARSE}invalid character 'g' in \\u hexadecimal character escape ({"a":"\\u00g0"})`],
  ['{"a":"\n"}', `${PARSE}invalid character '\\n' in string literal ({"a":"\n"})`],
  [`{"a":'b'}`, `${PARSE}invalid character '\\'' looking for beginning of value ({"a":'b'})`],
  // At the end of the input Go looks at one space more.
  ["tru", `${PARSE}invalid character ' ' in literal true (expecting 'e') (747275)`],
  ['{"a":"\\', `${PARSE}invalid character ' ' in string escape code ({"a":"\\)`],
  ['{"a":"', `${PARSE}unexpected end of JSON input ({"a":")`],
  ["1e", `${PARSE}invalid character ' ' in exponent of numeric literal (3165)`],
  ["-", `${PARSE}invalid character ' ' in numeric literal (2d)`],
  ["[".repeat(20_000), `${PARSE}invalid character '[' exceeded max depth (${"5b".repeat(30)} ...)`],
  ['{"apiVersion":"a/b/c"}', `${UNRECOGNIZED}unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c"})`],
  [
    '{"apiVersion":1}',
    `${PARSE}json: cannot unmarshal number into Go struct field .apiVersion of type string ({"apiVersion":1})`,
  ],
  [
    '{"kind":5}',
    `${PARSE}json: cannot unmarshal number into Go struct field .kind of type string ({"kind":5})`,
  ],
];

/** Good JSON with a value of the wrong type. The error names the way to it. */
const WRONG_TYPE: readonly (readonly [body: string, error: string])[] = [
  [
    '{"metadata":{"name":"x"},"data":{"a":"MQ="}}',
    "v1.Secret.Data: decode base64: illegal base64 data at input byte 3",
  ],
  [
    '{"metadata":{"name":"x"},"data":{"a":"MQ"}}',
    "v1.Secret.Data: decode base64: illegal base64 data at input byte 0",
  ],
  [
    '{"metadata":{"name":"x"},"data":{"a":"YWJjZA"}}',
    "v1.Secret.Data: decode base64: illegal base64 data at input byte 4",
  ],
  [
    '{"metadata":{"name":"x"},"data":{"a":"MQ==x"}}',
    "v1.Secret.Data: decode base64: illegal base64 data at input byte 4",
  ],
  [
    '{"metadata":{"name":"x"},"data":{"a":"a b"}}',
    "v1.Secret.Data: decode base64: illegal base64 data at input byte 1",
  ],
  ['{"metadata":{"name":"x"},"data":{"a":5}}', "v1.Secret.Data: base64Codec: invalid input"],
  ['{"metadata":{"name":"x"},"data":{"a":true}}', "v1.Secret.Data: base64Codec: invalid input"],
  ['{"metadata":{"name":"x"},"data":{"a":{}}}', "v1.Secret.Data: base64Codec: invalid input"],
  ['{"metadata":{"name":"x"},"data":{"a":[300]}}', "v1.Secret.Data: []uint8: ReadUint8: overflow: 300"],
  ['{"metadata":{"name":"x"},"data":[]}', "v1.Secret.Data: ReadMapCB: expect { or n, but found ["],
  ['{"metadata":{"name":"x"},"data":"x"}', 'v1.Secret.Data: ReadMapCB: expect { or n, but found "'],
  [
    '{"metadata":{"name":"x"},"stringData":{"a":5}}',
    'v1.Secret.StringData: ReadString: expects " or n, but found 5',
  ],
  [
    '{"metadata":{"name":"x"},"stringData":{"a":true}}',
    'v1.Secret.StringData: ReadString: expects " or n, but found t',
  ],
  [
    '{"metadata":{"name":"x"},"stringData":{"a":{}}}',
    'v1.Secret.StringData: ReadString: expects " or n, but found {',
  ],
  ['{"metadata":{"name":"x"},"type":5}', 'v1.Secret.Type: ReadString: expects " or n, but found 5'],
  [
    '{"metadata":{"name":"x"},"immutable":"true"}',
    'v1.Secret.Immutable: ReadBool: expect t or f, but found "',
  ],
  ['{"metadata":"x"}', 'v1.Secret.ObjectMeta: readObjectStart: expect { or n, but found "'],
  [
    '{"metadata":{"name":5}}',
    'v1.Secret.ObjectMeta: v1.ObjectMeta.Name: ReadString: expects " or n, but found 5',
  ],
  [
    '{"metadata":{"labels":{"a":5}}}',
    'v1.Secret.ObjectMeta: v1.ObjectMeta.Labels: ReadString: expects " or n, but found 5',
  ],
  [
    '{"metadata":{"labels":[]}}',
    "v1.Secret.ObjectMeta: v1.ObjectMeta.Labels: ReadMapCB: expect { or n, but found [",
  ],
  [
    '{"metadata":{"finalizers":"a"}}',
    'v1.Secret.ObjectMeta: v1.ObjectMeta.Finalizers: []string: decode slice: expect [ or n, but found "',
  ],
  [
    '{"metadata":{"finalizers":[1]}}',
    'v1.Secret.ObjectMeta: v1.ObjectMeta.Finalizers: []string: ReadString: expects " or n, but found 1',
  ],
  [
    '{"metadata":{"ownerReferences":[{"kind":1}]}}',
    'v1.Secret.ObjectMeta: v1.ObjectMeta.OwnerReferences: []v1.OwnerReference: v1.OwnerReference.Kind: ReadString: expects " or n, but found 1',
  ],
  [
    '{"metadata":{"creationTimestamp":"yesterday"}}',
    'v1.Secret.ObjectMeta: v1.ObjectMeta.CreationTimestamp: unmarshalerDecoder: parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
  ],
  ...(
    [
      ["2001-13-01T00:00:00Z", "month out of range"],
      ["2001-02-30T00:00:00Z", "day out of range"],
      ["2001-01-01T25:00:00Z", "hour out of range"],
      ["2001-01-01T00:00:00Zx", 'extra text: "x"'],
    ] as const
  ).map(
    ([time, problem]) =>
      [
        `{"metadata":{"creationTimestamp":"${time}"}}`,
        `v1.Secret.ObjectMeta: v1.ObjectMeta.CreationTimestamp: unmarshalerDecoder: parsing time "${time}": ${problem}`,
      ] as const,
  ),
  [
    '{"metadata":{"generation":"a"}}',
    "v1.Secret.ObjectMeta: v1.ObjectMeta.Generation: readUint64: unexpected character: \ufffd",
  ],
  ['{"metadata":{"generation":1e3}}', "v1.Secret.ObjectMeta: struct Decode: expect }, but found e"],
  [
    '{"metadata":{"generation":1.5}}',
    "v1.Secret.ObjectMeta: v1.ObjectMeta.Generation: assertInteger: can not decode float as int",
  ],
  [
    '{"metadata":{"generation":99999999999999999999}}',
    "v1.Secret.ObjectMeta: v1.ObjectMeta.Generation: readUint64: overflow",
  ],
  [
    '{"metadata":{"managedFields":[5]}}',
    "v1.Secret.ObjectMeta: v1.ObjectMeta.ManagedFields: []v1.ManagedFieldsEntry: readObjectStart: expect { or n, but found 5",
  ],
  ['{"data":{"a":["1"]}}', "v1.Secret.Data: []uint8: readUint32: unexpected character: \ufffd"],
  [
    '{"apiVersion":"v1","data":{"a":"!"},"kind":"Secret","metadata":{"name":"x"}}',
    "v1.Secret.ObjectMeta: v1.ObjectMeta.TypeMeta: Kind: Data: decode base64: illegal base64 data at input byte 0",
  ],
  [
    '{"apiVersion":"v1","data":{"a":"!"},"kind":"Secret","metadata":{"name":"x"},"type":"t"}',
    "v1.Secret.ObjectMeta: v1.ObjectMeta.TypeMeta: Kind: Data: decode base64: illegal base64 data at input byte 0",
  ],
  [
    '{"data":{"a":"!"},"kind":"Secret","metadata":{},"type":"t"}',
    "v1.Secret.Type: ObjectMeta: TypeMeta: Kind: Data: decode base64: illegal base64 data at input byte 0",
  ],
  [
    '{"data":{"a":"!"},"type":"t","metadata":null,"immutable":true,"stringData":{"a":"b"}}',
    "v1.Secret.Immutable: ObjectMeta: Type: Data: decode base64: illegal base64 data at input byte 0",
  ],
  [
    '{"data":{"a":"!"},"unknown":{"a":"b"},"apiVersion":"v1"}',
    "v1.Secret.Data: decode base64: illegal base64 data at input byte 0",
  ],
  [
    '{"data":{"a":"!"},"unknown":"abc","apiVersion":"v1"}',
    "v1.Secret.TypeMeta: APIVersion: Data: decode base64: illegal base64 data at input byte 0",
  ],
  [
    '{"data":{"a":"!","b":"?"},"unknown":1,"metadata":{}}',
    "v1.Secret.Data: decode base64: illegal base64 data at input byte 0",
  ],
];

const NOT_JSON =
  "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf";

export const BODY_CASES: readonly ApiCase[] = [
  ...MALFORMED.map(([body, message]) => ({
    title: `refuses the body ${JSON.stringify(body)}`,
    method: "POST",
    path: "S",
    body,
    status: 400,
    answer: badRequest(message),
  })),
  ...WRONG_TYPE.map(([body, error]) => ({
    title: `refuses ${body}`,
    method: "POST",
    path: "S",
    body,
    status: 400,
    answer: badRequest(`Secret in version "v1" cannot be handled as a Secret: ${error}`),
  })),
  ...["null", "{}"].map((body) => ({
    title: `finds no name in ${body}`,
    method: "POST",
    path: "S",
    body,
    status: 422,
    answer: invalidSecret("", [
      "Required",
      "metadata.name",
      "Required value: name or generateName is required",
    ]),
  })),
  ...[
    "text/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/merge-patch+json",
    "application/json; charset",
    "application/json, text/plain",
    "bogus",
  ].map((type) => ({
    title: `refuses the content type ${type}`,
    method: "POST",
    path: "S?dryRun=bogus",
    headers: { "Content-Type": type },
    body: "x",
    status: 415,
    answer: failure(415, NOT_JSON, "UnsupportedMediaType"),
  })),
  {
    title: "refuses a body of more than 3 MiB",
    method: "POST",
    path: "S?dryRun=bogus",
    body: " ".repeat(3_145_729),
    status: 413,
    answer: failure(413, "Request entity too large: limit is 3145728", "RequestEntityTooLarge"),
  },
  {
    title: "reads a body of 3 MiB",
    method: "POST",
    path: "S",
    body: " ".repeat(3_145_728),
    status: 400,
    answer: badRequest(`${PARSE}unexpected end of JSON input (${"20".repeat(30)} ...)`),
  },
];
