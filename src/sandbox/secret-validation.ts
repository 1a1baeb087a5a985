import { decodeBase64, decodedLength } from "../apimachinery/base64.js";
import { DATA_KEY, MAX_DATA_BYTES, MAX_DATA_KEY } from "../apimachinery/names.js";
import { subdomainErrors, tooLong } from "../apimachinery/server-rules.js";
import { type FieldError, invalid, invalidPrinted, required, tooManyBytes } from "./field-errors.js";
import { checkJsonSyntax, JsonSyntaxError } from "./json-syntax.js";
import { finalizerNameErrors, metadataErrors } from "./metadata-validation.js";
import type { SecretObject } from "./objects.js";

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

const DATA_KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

function dataKeyErrors(key: string): string[] {
  const errors: string[] = [];
  if (Buffer.byteLength(key) > MAX_DATA_KEY) errors.push(tooLong(MAX_DATA_KEY));
  if (!DATA_KEY.test(key)) errors.push(DATA_KEY_RULE);
  if (key === "." || key === "..") errors.push(`must not be '${key}'`);
  else if (key.startsWith("..")) errors.push("must not start with '..'");
  return errors;
}

function typeErrors({ type, data, metadata }: SecretObject): FieldError[] {
  switch (type) {
    case "kubernetes.io/service-account-token": {
      const account = "kubernetes.io/service-account.name";
      return metadata.annotations.get(account) ? [] : [required(`metadata.annotations[${account}]`)];
    }
    case "kubernetes.io/dockercfg":
      return dockerErrors(".dockercfg", data);
    case "kubernetes.io/dockerconfigjson":
      return dockerErrors(".dockerconfigjson", data);
    // The "%s" stands in the server's answers, too.
    case "kubernetes.io/basic-auth":
      if (data.has("username") || data.has("password")) return [];
      return [required("data[%s][username]"), required("data[%s][password]")];
    case "kubernetes.io/ssh-auth":
      return data.get("ssh-privatekey") ? [] : [required("data[%s][ssh-privatekey]")];
    case "kubernetes.io/tls":
      return ["tls.crt", "tls.key"].filter((key) => !data.has(key)).map((key) => required(`data[${key}]`));
    default:
      return [];
  }
}

function dockerErrors(key: string, data: ReadonlyMap<string, string>): FieldError[] {
  const value = data.get(key);
  if (value === undefined) return [required(`data[${key}]`)];
  const problem = jsonObjectError(decodeBase64(value));
  return problem === undefined
    ? []
    : [invalidPrinted(`data[${key}]`, '"<secret contents redacted>"', problem)];
}

/** What encoding/json says when the bytes are read into a map. */
function jsonObjectError(bytes: Buffer): string | undefined {
  try {
    checkJsonSyntax(bytes);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
  const first = bytes.toString("latin1").trimStart().charAt(0);
  if (first === "{" || first === "n") return undefined;
  const kind =
    first === "[" ? "array" : first === '"' ? "string" : first === "t" || first === "f" ? "bool" : "number";
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}
