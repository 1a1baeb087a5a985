import { decodedLength, encodeBase64 } from "../../apimachinery/base64.js";
import { MAX_DATA_BYTES } from "../../apimachinery/names.js";
import { tlsPairFlaw } from "../../apimachinery/tls-pair.js";
import { typeFlaws } from "../../apimachinery/type-rules.js";
import { BOOLEAN, BYTES, mapOf, STRING } from "../decoding/fields.js";
import {
  type FieldError,
  forbidden,
  invalid,
  invalidPrinted,
  required,
  tooManyBytes,
} from "../validation/field-errors.js";
import { dataKeyErrors, subdomainErrors, tlsMessage } from "../validation/words.js";
import { mapPaths } from "./managed-fields.js";
import { type ApiObject, nonEmpty } from "./objects.js";
import type { Resource } from "./resource.js";

export const SECRETS: Resource = {
  plural: "secrets",
  singular: "secret",
  kind: "Secret",
  isNamespaced: true,
  fields: {
    data: { type: mapOf(BYTES), number: 2 },
    type: { type: STRING, number: 3 },
    stringData: { type: mapOf(STRING), number: 4 },
    immutable: { type: BOOLEAN, number: 5 },
  },
  store({ data, stringData, type, immutable }) {
    const merged = new Map(asMap(data));
    for (const [key, value] of asMap(stringData)) merged.set(key, encodeBase64(Buffer.from(value)));
    const keys = [...merged.keys()].map((key) => `f:${key}`);
    const given = immutable as boolean | undefined;
    return {
      rest: { immutable: given, data: nonEmpty(merged), type: (type as string) || "Opaque" },
      managed: ["f:type", ...(given === undefined ? [] : ["f:immutable"]), ...mapPaths("f:data", keys)],
    };
  },
  nameErrors: subdomainErrors,
  errors(secret) {
    const data = dataOf(secret);
    const errors = [...data.keys()].flatMap((key) =>
      dataKeyErrors(key).map((text) => invalid(`data[${key}]`, key, text)),
    );
    const size = [...data.values()].reduce((sum, value) => sum + decodedLength(value), 0);
    if (size > MAX_DATA_BYTES) errors.push(tooManyBytes("data", MAX_DATA_BYTES));
    return [...errors, ...typeErrors(secret)];
  },
  updateErrors(old, secret) {
    const errors: FieldError[] = [];
    if (typeOf(old) !== typeOf(secret)) errors.push(invalid("type", typeOf(secret), "field is immutable"));
    if (old.rest.immutable !== true) return errors;
    const text = "field is immutable when `immutable` is set";
    if (secret.rest.immutable !== true) errors.push(forbidden("immutable", text));
    const isChanged = JSON.stringify([...dataOf(old)].sort()) !== JSON.stringify([...dataOf(secret)].sort());
    if (isChanged) errors.push(forbidden("data", text));
    return errors;
  },
  warnings(secret) {
    const data = dataOf(secret);
    if (typeOf(secret) !== "kubernetes.io/tls") return [];
    const flaw = tlsPairFlaw(data.get("tls.crt") ?? "", data.get("tls.key") ?? "");
    return flaw === undefined ? [] : [tlsMessage(flaw)];
  },
  columns: [
    {
      name: "Type",
      description:
        "Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types",
      cell: typeOf,
    },
    {
      name: "Data",
      description:
        "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
      cell: (secret) => dataOf(secret).size,
    },
  ],
  selectable: { type: typeOf },
};

function asMap(value: unknown): ReadonlyMap<string, string> {
  return value instanceof Map ? value : new Map();
}

function dataOf({ rest }: ApiObject): ReadonlyMap<string, string> {
  return asMap(rest.data);
}

function typeOf({ rest }: ApiObject): string {
  return String(rest.type);
}

function typeErrors(secret: ApiObject): FieldError[] {
  const data = dataOf(secret);
  const content = {
    data: (key: string) => data.get(key),
    annotation: (key: string) => secret.metadata.annotations.get(key),
  };
  return typeFlaws(typeOf(secret), content).flatMap((flaw) => {
    if (flaw.kind === "annotation") return required(`metadata.annotations[${flaw.key}]`);
    if (flaw.kind === "keys") return flaw.keys.map((key) => required(`data[${key}]`));
    return invalidPrinted(`data[${flaw.key}]`, '"<secret contents redacted>"', "invalid JSON");
  });
}
