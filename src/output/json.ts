import { escapeQuoted } from "../apimachinery/escape.js";

/**
 * JSON as kubectl prints it: four spaces, keys in byte order. Written here because `JSON.stringify` puts keys that
 * look like numbers first, whatever order they were set in.
 */
export function toJson(value: unknown, indent = ""): string {
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = `${indent}    `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((element) => inner + toJson(element, inner)).join(",\n")}\n${indent}]`;
  }
  const entries = sortedEntries(value as Record<string, unknown>);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([key, element]) => `${inner}${quote(key)}: ${toJson(element, inner)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

/** JSON itself leaves bidi and C1 controls as they are. */
function quote(text: string): string {
  return escapeQuoted(JSON.stringify(text), "json");
}

/** The entries of an object in the byte order of their keys, without those that are undefined. */
export function sortedEntries(object: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
