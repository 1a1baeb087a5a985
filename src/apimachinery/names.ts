import { usageError } from "../errors.js";

/** The name rules of the API server (apimachinery `validation`). Lengths are bytes; everything allowed is ASCII. */

export const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
export const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
export const DATA_KEY = /^[-._a-zA-Z0-9]+$/;
export const QUALIFIED_NAME_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
export const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

export const MAX_SUBDOMAIN = 253;
export const MAX_DNS_LABEL = 63;
export const MAX_DATA_KEY = 253;
export const MAX_LABEL_PART = 63;
/** Sum of the decoded values of one secret, keys not counted. */
export const MAX_DATA_BYTES = 1_048_576;
/** Sum of all annotation keys and values of one object. */
export const MAX_ANNOTATION_BYTES = 262_144;

/** Why a secret name is refused, in words; undefined when it is good. */
export function secretNameProblem(name: string): string | undefined {
  if (name === "") return "the name is empty";
  if (name.length > MAX_SUBDOMAIN) return `the name is longer than ${MAX_SUBDOMAIN} characters`;
  if (SUBDOMAIN.test(name)) return undefined;
  return `the name may hold only lower case letters, digits, "-" and ".", and must start and end with a letter or digit${foreign(name)}`;
}

/** @throws PachctlError usage when no secret can have the name */
export function checkSecretName(name: string): void {
  const problem = secretNameProblem(name);
  if (problem !== undefined) throw usageError(`"${name}" cannot be the name of a secret: ${problem}`);
}

/** Why a namespace name is refused, in words; undefined when it is good. */
export function namespaceProblem(namespace: string): string | undefined {
  if (namespace === "") return "the namespace is empty";
  if (namespace.length > MAX_DNS_LABEL) return `the namespace is longer than ${MAX_DNS_LABEL} characters`;
  if (DNS_LABEL.test(namespace)) return undefined;
  return `the namespace may hold only lower case letters, digits and "-", and must start and end with a letter or digit${foreign(namespace)}`;
}

/** Why a data key is refused, in words; undefined when it is good. */
export function dataKeyProblem(key: string): string | undefined {
  if (key === "") return "the key is empty";
  if (key.length > MAX_DATA_KEY) return `the key is longer than ${MAX_DATA_KEY} characters`;
  if (!DATA_KEY.test(key)) return `the key may hold only letters, digits, "-", "_" and "."${foreign(key)}`;
  if (key === "." || key === "..") return `the key may not be "${key}"`;
  if (key.startsWith("..")) return 'the key may not start with ".."';
  return undefined;
}

/** Why a label or annotation key is refused; annotation keys are checked in lower case, as the server does. */
export function qualifiedNameProblem(key: string): string | undefined {
  const slash = key.indexOf("/");
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== undefined && (prefix.length > MAX_SUBDOMAIN || !SUBDOMAIN.test(prefix))) {
    return 'the part before "/" must be a DNS subdomain of at most 253 characters';
  }
  if (name.length > MAX_LABEL_PART) return `the name part is longer than ${MAX_LABEL_PART} characters`;
  if (QUALIFIED_NAME_PART.test(name)) return undefined;
  return `the name part may hold only letters, digits, "-", "_" and ".", and must start and end with a letter or digit${foreign(name)}`;
}

/** Why a label value is refused, in words that do not quote it; undefined when it is good. */
export function labelValueProblem(value: string): string | undefined {
  if (value.length > MAX_LABEL_PART) return `the value is longer than ${MAX_LABEL_PART} characters`;
  if (LABEL_VALUE.test(value)) return undefined;
  return 'the value may hold only letters, digits, "-", "_" and ".", and must start and end with a letter or digit';
}

/** Names a character that looks like ASCII but is not, by its code point: a glyph alone would not tell. */
function foreign(text: string): string {
  const character = [...text].find((candidate) => candidate > "\u007f");
  if (character === undefined) return "";
  const point = character.codePointAt(0) ?? 0;
  return ` (found U+${point.toString(16).toUpperCase().padStart(4, "0")})`;
}
