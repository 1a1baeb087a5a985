import {
  type ApiCase,
  type Cause,
  invalidSecret,
  KEY,
  LABELVALUE,
  NAMEPART,
  QNAME,
  SUBDOMAIN,
} from "./api-expectations.js";

type Row = readonly [title: string, body: object, ...causes: Cause[]];

function badName(name: string, ...texts: string[]): Row {
  const shown = name.length > 20 ? `${name.length} letters` : name;
  const causes = texts.map(
    (text): Cause => ["Invalid", "metadata.name", `Invalid value: ${JSON.stringify(name)}: ${text}`],
  );
  return [`the name ${shown}`, { metadata: { name } }, ...causes];
}

function badKey(key: string, ...texts: string[]): Row {
  const causes = texts.map(
    (text): Cause => ["Invalid", `data[${key}]`, `Invalid value: ${JSON.stringify(key)}: ${text}`],
  );
  return [
    `the data key ${JSON.stringify(key.slice(0, 20))}`,
    { metadata: { name: "x" }, data: { [key]: "" } },
    ...causes,
  ];
}

function badMetadata(
  field: "labels" | "annotations",
  key: string,
  value: string,
  shown: string,
  ...texts: string[]
): Row {
  const causes = texts.map(
    (text): Cause => ["Invalid", `metadata.${field}`, `Invalid value: ${JSON.stringify(shown)}: ${text}`],
  );
  const title = `the ${field.slice(0, -1)} ${JSON.stringify(key.slice(0, 20))} with value ${JSON.stringify(value.slice(0, 20))}`;
  return [title, { metadata: { name: "x", [field]: { [key]: value } } }, ...causes];
}

const owner = (more: object) => ({ apiVersion: "v1", kind: "Pod", name: "p", uid: "u", ...more });

function badOwner(part: string, more: object, text: string): Row {
  const value = Object.values(more)[0];
  return [
    `an owner with ${JSON.stringify(more)}`,
    { metadata: { name: "x", ownerReferences: [owner(more)] } },
    ["Invalid", `metadata.ownerReferences.${part}`, `Invalid value: ${JSON.stringify(value)}: ${text}`],
  ];
}

function typed(type: string, data: object, ...causes: Cause[]): Row {
  return [
    `type ${type} with ${JSON.stringify(data)}`,
    { metadata: { name: "x" }, type, stringData: data },
    ...causes,
  ];
}

/** No JSON objects; the reason is free. */
const BROKEN_CONFIGS: readonly ApiCase[] = ["", "nope", "{} x", "\ufeff{}", "[]", "5", '"x"', "true"].map(
  (text) => ({
    title: `refuses the docker config ${JSON.stringify(text)}`,
    method: "POST",
    path: "S",
    body: {
      metadata: { name: "x" },
      type: "kubernetes.io/dockerconfigjson",
      stringData: { ".dockerconfigjson": text },
    },
    status: 422,
    answer: invalidSecret("x", ["Invalid", "data[.dockerconfigjson]", ""]),
    isFree: true,
  }),
);

const REFUSED: readonly Row[] = [
  ...["A", "a_b", "-a", "a.", "a..b", "a-.b", "a/b", ".", "ü", " a"].map((name) => badName(name, SUBDOMAIN)),
  badName("a".repeat(254), "must be no more than 253 characters"),
  badName(`${"a".repeat(254)}.`, "must be no more than 253 characters", SUBDOMAIN),
  [
    "a name with control characters",
    { metadata: { name: "a\u0001\n" } },
    ["Invalid", "metadata.name", `Invalid value: "a\\x01\\n": ${SUBDOMAIN}`],
  ],
  [
    "no name",
    { data: {} },
    ["Required", "metadata.name", "Required value: name or generateName is required"],
  ],
  ...["", "a b", "a/b", "ü"].map((key) => badKey(key, KEY)),
  badKey(".", "must not be '.'"),
  badKey("..", "must not be '..'"),
  badKey("..a", "must not start with '..'"),
  badKey("...", "must not start with '..'"),
  badKey("a".repeat(254), "must be no more than 253 characters"),
  [
    "a bad key of stringData",
    { metadata: { name: "x" }, stringData: { "a b": "" } },
    ["Invalid", "data[a b]", `Invalid value: "a b": ${KEY}`],
  ],
  badMetadata("labels", "", "v", "", "name part must be non-empty", NAMEPART),
  badMetadata("labels", "a/", "v", "a/", "name part must be non-empty", NAMEPART),
  badMetadata("labels", "/a", "v", "/a", "prefix part must be non-empty"),
  badMetadata("labels", "A/b", "v", "A/b", `prefix part ${SUBDOMAIN}`),
  badMetadata("labels", "a/b/c", "v", "a/b/c", QNAME),
  badMetadata("labels", "a b", "v", "a b", NAMEPART),
  badMetadata("labels", "a".repeat(64), "v", "a".repeat(64), "name part must be no more than 63 bytes"),
  badMetadata(
    "labels",
    `${"a".repeat(254)}/b`,
    "v",
    `${"a".repeat(254)}/b`,
    "prefix part must be no more than 253 bytes",
  ),
  badMetadata("labels", "a", "-x", "-x", LABELVALUE),
  badMetadata("labels", "a", "a b", "a b", LABELVALUE),
  badMetadata("labels", "a", "v".repeat(64), "v".repeat(64), "must be no more than 63 bytes"),
  badMetadata("annotations", "a b", "v", "a b", NAMEPART),
  badMetadata("annotations", "", "v", "", "name part must be non-empty", NAMEPART),
  [
    "annotations of more than 256 KiB",
    { metadata: { name: "x", annotations: { a: "v".repeat(262_144) } } },
    ["TooLong", "metadata.annotations", "Too long: may not be more than 262144 bytes"],
  ],
  [
    "a finalizer without a domain",
    { metadata: { name: "x", finalizers: ["a"] } },
    [
      "Invalid",
      "metadata.finalizers[0]",
      'Invalid value: "a": name is neither a standard finalizer name nor is it fully qualified',
    ],
  ],
  [
    "a malformed finalizer",
    { metadata: { name: "x", finalizers: ["a/b", "c/d e"] } },
    ["Invalid", "metadata.finalizers", `Invalid value: "c/d e": ${NAMEPART}`],
  ],
  [
    "two standard finalizers that exclude each other",
    { metadata: { name: "x", finalizers: ["orphan", "foregroundDeletion"] } },
    [
      "Invalid",
      "metadata.finalizers",
      'Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ],
  ],
  badOwner("apiVersion", { apiVersion: "" }, "version must not be empty"),
  badOwner("apiVersion", { apiVersion: "a/b/c" }, "version must not be empty"),
  badOwner("kind", { kind: "" }, "must not be empty"),
  badOwner("name", { name: "" }, "must not be empty"),
  badOwner("uid", { uid: "" }, "must not be empty"),
  typed("kubernetes.io/service-account-token", { token: "x" }, [
    "Required",
    "metadata.annotations[kubernetes.io/service-account.name]",
    "Required value",
  ]),
  typed("kubernetes.io/dockercfg", {}, ["Required", "data[.dockercfg]", "Required value"]),
  typed("kubernetes.io/dockerconfigjson", {}, ["Required", "data[.dockerconfigjson]", "Required value"]),
  typed(
    "kubernetes.io/basic-auth",
    { other: "x" },
    ["Required", "data[username]", "Required value"],
    ["Required", "data[password]", "Required value"],
  ),
  typed("kubernetes.io/ssh-auth", {}, ["Required", "data[ssh-privatekey]", "Required value"]),
  typed("kubernetes.io/ssh-auth", { "ssh-privatekey": "" }, [
    "Required",
    "data[ssh-privatekey]",
    "Required value",
  ]),
  typed(
    "kubernetes.io/tls",
    {},
    ["Required", "data[tls.crt]", "Required value"],
    ["Required", "data[tls.key]", "Required value"],
  ),
  typed("kubernetes.io/tls", { "tls.crt": "" }, ["Required", "data[tls.key]", "Required value"]),
  [
    "values of more than 1 MiB",
    { metadata: { name: "x" }, stringData: { a: "v".repeat(1_048_576), b: "w" } },
    ["TooLong", "data", "Too long: may not be more than 1048576 bytes"],
  ],
  [
    "several mistakes, in order",
    {
      metadata: { name: "A", labels: { a: "-" }, annotations: { "-": "" }, finalizers: ["a"] },
      data: { "a b": "" },
      type: "kubernetes.io/tls",
    },
    ["Invalid", "metadata.name", `Invalid value: "A": ${SUBDOMAIN}`],
    ["Invalid", "metadata.labels", `Invalid value: "-": ${LABELVALUE}`],
    ["Invalid", "metadata.annotations", `Invalid value: "-": ${NAMEPART}`],
    [
      "Invalid",
      "metadata.finalizers[0]",
      'Invalid value: "a": name is neither a standard finalizer name nor is it fully qualified',
    ],
    ["Invalid", "data[a b]", `Invalid value: "a b": ${KEY}`],
    ["Required", "data[tls.crt]", "Required value"],
    ["Required", "data[tls.key]", "Required value"],
  ],
];

export const VALIDATION_CASES: readonly ApiCase[] = BROKEN_CONFIGS.concat(
  REFUSED.map(([title, body, ...causes]) => {
    const { metadata } = body as { metadata?: { name?: string } };
    return {
      title: `refuses ${title}`,
      method: "POST",
      path: "S",
      body,
      status: 422,
      answer: invalidSecret(metadata?.name ?? "", ...causes),
    };
  }),
);

/** What looks wrong and is not; created as a dry run, the answer's status is all that counts. */
export const ALLOWED: readonly (readonly [title: string, body: object])[] = [
  ["a name of 253 letters", { metadata: { name: "a".repeat(253) } }],
  ["the name 1", { metadata: { name: "1" } }],
  [
    "odd data keys",
    { metadata: { name: "x" }, stringData: { ".a": "", "a..": "", "A_b-.9": "", ["k".repeat(253)]: "" } },
  ],
  ["empty label values", { metadata: { name: "x", labels: { a: "", b: null, "c.d/e": "f" } } }],
  [
    "annotation keys in upper case",
    { metadata: { name: "x", annotations: { "A/B": "any text\n", c: null } } },
  ],
  ["annotations of 256 KiB", { metadata: { name: "x", annotations: { a: "v".repeat(262_143) } } }],
  ["the standard finalizers", { metadata: { name: "x", finalizers: ["kubernetes", "orphan", "a/b"] } }],
  ["values of 1 MiB", { metadata: { name: "x" }, stringData: { a: "v".repeat(1_048_576) } }],
  ["any type", { metadata: { name: "x" }, type: " any type at all " }],
  [
    "a docker config of null",
    { metadata: { name: "x" }, type: "kubernetes.io/dockercfg", stringData: { ".dockercfg": "null" } },
  ],
  [
    "a docker config with repeated keys",
    {
      metadata: { name: "x" },
      type: "kubernetes.io/dockercfg",
      stringData: { ".dockercfg": ' {"a":1,"a":2} ' },
    },
  ],
  [
    "one half of basic-auth",
    { metadata: { name: "x" }, type: "kubernetes.io/basic-auth", stringData: { password: "" } },
  ],
  [
    "junk in TLS",
    { metadata: { name: "x" }, type: "kubernetes.io/tls", stringData: { "tls.crt": "", "tls.key": "junk" } },
  ],
  ["a bootstrap token without keys", { metadata: { name: "x" }, type: "bootstrap.kubernetes.io/token" }],
];
