/** One request and its whole answer. */
export interface ApiCase {
  title: string;
  /** Secrets that exist: bodies for POST. */
  given?: readonly object[];
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  token?: string | null;
  status: number;
  /** The normalized body, in the order of the wire; text is compared as it is. */
  answer: unknown;
  /** True: the wording of the Status is free, as for bodies that no client sends; code, reason and details are not. */
  isFree?: boolean;
}

interface Details {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: object[];
  retryAfterSeconds?: number;
}

/** A Status of failure, its keys in the order of the wire. */
export function failure(code: number, message: string, reason?: string, details?: Details): object {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

export function badRequest(message: string): object {
  return failure(400, message, "BadRequest");
}

export type Cause = readonly [
  reason: "Invalid" | "Required" | "TooLong" | "Forbidden" | "NotSupported",
  field: string,
  message: string,
];

/** The 422 for a secret; a cause that stands there twice is once in the message. */
export function invalidSecret(name: string, ...causes: Cause[]): object {
  return invalid(`Secret ${quoted(name)}`, { ...(name === "" ? {} : { name }), kind: "Secret" }, causes);
}

/** Go's `%q` for the characters that occur in these suites. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/\\u00([0-9a-f]{2})/g, "\\x$1");
}

/** The 422 for the options of a request. */
export function invalidOptions(kind: string, ...causes: Cause[]): object {
  return invalid(`${kind}.meta.k8s.io ""`, { group: "meta.k8s.io", kind }, causes);
}

function invalid(subject: string, details: Details, causes: readonly Cause[]): object {
  const lines = [...new Set(causes.map(([, field, message]) => `${field}: ${message}`))];
  const list = lines.length === 1 ? lines[0] : `[${lines.join(", ")}]`;
  return failure(422, `${subject} is invalid: ${list}`, "Invalid", {
    ...details,
    causes: causes.map(([reason, field, message]) => ({ reason: `FieldValue${reason}`, message, field })),
  });
}

interface SecretParts {
  metadata?: object;
  /** The fields of managedFields, `f:type` excepted. */
  fields?: object;
  immutable?: boolean;
  data?: object;
  type?: string;
  manager?: string;
}

/** A created secret as it comes back. */
export function secret(name: string, parts: SecretParts = {}): object {
  return { kind: "Secret", apiVersion: "v1", ...item(name, parts) };
}

/** The same as an item of a list. */
export function item(name: string, parts: SecretParts = {}): object {
  const { data, immutable, type = "Opaque" } = parts;
  return {
    metadata: metadata(name, parts),
    ...(immutable === undefined ? {} : { immutable }),
    ...(data === undefined ? {} : { data }),
    type,
  };
}

export function metadata(
  name: string,
  { metadata: more = {}, fields = {}, manager = "unknown" }: SecretParts = {},
): object {
  const { generateName, generation, ...rest } = more as { generateName?: string; generation?: number };
  const managed = sorted({ ...fields, "f:type": {} });
  return {
    name,
    ...(generateName === undefined ? {} : { generateName }),
    namespace: "NS",
    uid: "UID",
    resourceVersion: "RV",
    ...(generation === undefined ? {} : { generation }),
    creationTimestamp: "T",
    ...rest,
    managedFields: [
      {
        manager,
        operation: "Update",
        apiVersion: "v1",
        time: "T",
        fieldsType: "FieldsV1",
        fieldsV1: managed,
      },
    ],
  };
}

/** The managed fields of a map and its keys. */
export function keys(...names: string[]): object {
  return sorted({ ".": {}, ...Object.fromEntries(names.map((name) => [`f:${name}`, {}])) });
}

function sorted(fields: object): object {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
export const LABEL1123 =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
export const KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
export const NAMEPART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
export const QNAME = `a valid label key ${NAMEPART.replace("name part ", "")} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
export const LABELVALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
