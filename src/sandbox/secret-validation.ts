import { decodeBase64, decodedLength } from "../apimachinery/base64.js";
import { MAX_DATA_BYTES } from "../apimachinery/names.js";
import { typeFlaws } from "../apimachinery/type-rules.js";
import { type FieldError, invalid, invalidPrinted, required, tooManyBytes } from "./field-errors.js";
import { checkJsonSyntax, JsonSyntaxError } from "./json-syntax.js";
import { finalizerNameErrors, metadataErrors } from "./metadata-validation.js";
import type { SecretObject } from "./objects.js";
import { dataKeyErrors, subdomainErrors } from "./server-words.js";

/** The server's complaints about a secret, in its order (core validation v1.20 `ValidateSecret`). */
export function secretErrors(secret: SecretObject): FieldError[] {
  const { metadata, data } = secret;
  const errors = [...metadataErrors(metadata, subdomainErrors), ...finalizerNameErrors(metadata.finalizers)];
  let size = 0;
  for (const [key, value] of data) {
    errors.push(...dataKeyErrors(key).map((text) => invalid(`data[${key}]`, key, text)));
    size += decodedLength(value);
  }
  if (size > MAX_DATA_BYTES) errors.push(tooManyBytes("data", MAX_DATA_BYTES));
  return [...errors, ...typeErrors(secret)];
}

function typeErrors({ type, data, metadata }: SecretObject): FieldError[] {
  const content = {
    data: (key: string) => data.get(key),
    annotation: (key: string) => metadata.annotations.get(key),
  };
  return typeFlaws(type, content).flatMap((flaw) => {
    if (flaw.kind === "annotation") return required(`metadata.annotations[${flaw.key}]`);
    if (flaw.kind === "keys")
      return flaw.keys.map((key) => required(`data${ODD.has(type) ? "[%s]" : ""}[${key}]`));
    const problem = jsonObjectError(decodeBase64(data.get(flaw.key) ?? ""));
    return invalidPrinted(`data[${flaw.key}]`, '"<secret contents redacted>"', problem);
  });
}

/** Of these types the server's answers hold a "%s". */
const ODD: ReadonlySet<string> = new Set(["kubernetes.io/basic-auth", "kubernetes.io/ssh-auth"]);

/** What encoding/json says when the bytes are read into a map. */
function jsonObjectError(bytes: Buffer): string {
  try {
    checkJsonSyntax(bytes);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
  const first = bytes.toString("latin1").trimStart().charAt(0);
  const kind =
    first === "[" ? "array" : first === '"' ? "string" : first === "t" || first === "f" ? "bool" : "number";
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}
