/**
 * The name rules of the API server (apimachinery `validation`), each once: what is wrong with a text, as data. Our words for
 * it are in name-words.ts, the server's in the sandbox. Lengths are bytes; everything allowed is ASCII.
 */

/** Too long, or of another form than the rule's. */
export type Flaw = "long" | "form";

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DATA_KEY = /^[-._a-zA-Z0-9]+$/;
const QUALIFIED_NAME_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

export const MAX_SUBDOMAIN = 253;
export const MAX_DNS_LABEL = 63;
export const MAX_DATA_KEY = 253;
export const MAX_LABEL_PART = 63;
/** Sum of the decoded values of one secret, keys not counted. */
export const MAX_DATA_BYTES = 1_048_576;
/** Sum of all annotation keys and values of one object. */
export const MAX_ANNOTATION_BYTES = 262_144;

/** Of most objects' names (`IsDNS1123Subdomain`). */
export function subdomainFlaws(name: string): Flaw[] {
  return flaws(name, MAX_SUBDOMAIN, SUBDOMAIN);
}

/** Of a namespace's name (`IsDNS1123Label`); `dots`: it would be good without them. */
export function dnsLabelFlaws(name: string): (Flaw | "dots")[] {
  const found = flaws(name, MAX_DNS_LABEL, DNS_LABEL);
  return found.map((flaw) => (flaw === "form" && SUBDOMAIN.test(name) ? "dots" : flaw));
}

/** `IsValidLabelValue` */
export function labelValueFlaws(value: string): Flaw[] {
  return flaws(value, MAX_LABEL_PART, LABEL_VALUE);
}

/** What is wrong with a label, annotation or finalizer key; `empty` beside `form` where nothing is there. */
export type QualifiedNameFlaw =
  | { part: "whole"; flaw: "form" }
  | { part: "prefix" | "name"; flaw: Flaw | "empty" };

/** `IsQualifiedName`: `name` or `prefix/name`. */
export function qualifiedNameFlaws(key: string): QualifiedNameFlaw[] {
  const parts = key.split("/");
  if (parts.length > 2) return [{ part: "whole", flaw: "form" }];
  const [prefix, name] = parts.length === 2 ? [parts[0], parts[1] ?? ""] : [undefined, key];
  const found: QualifiedNameFlaw[] = [];
  if (prefix === "") found.push({ part: "prefix", flaw: "empty" });
  else if (prefix !== undefined) {
    found.push(...subdomainFlaws(prefix).map((flaw) => ({ part: "prefix" as const, flaw })));
  }
  if (name === "") found.push({ part: "name", flaw: "empty" });
  const ofName = flaws(name, MAX_LABEL_PART, QUALIFIED_NAME_PART);
  return [...found, ...ofName.map((flaw) => ({ part: "name" as const, flaw }))];
}

/** `dots`: it is `.` or `..`; `dot prefix`: it starts with two dots. */
export type DataKeyFlaw = Flaw | "dots" | "dot prefix";

/** `IsConfigMapKey` */
export function dataKeyFlaws(key: string): DataKeyFlaw[] {
  const found: DataKeyFlaw[] = flaws(key, MAX_DATA_KEY, DATA_KEY);
  if (key === "." || key === "..") found.push("dots");
  else if (key.startsWith("..")) found.push("dot prefix");
  return found;
}

/** The random part that will follow a generateName makes a hyphen at its end good. */
export function maskedGenerateName(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith("-") ? `${prefix.slice(0, -2)}a` : prefix;
}

function flaws(text: string, limit: number, form: RegExp): Flaw[] {
  const found: Flaw[] = [];
  if (Buffer.byteLength(text) > limit) found.push("long");
  if (!form.test(text)) found.push("form");
  return found;
}
