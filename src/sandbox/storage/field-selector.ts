import { badRequest } from "../http/statuses.js";
import type { ApiObject } from "../resources/objects.js";
import type { Resource } from "../resources/resource.js";

export interface FieldSelector {
  isEmpty: boolean;
  matches(object: ApiObject): boolean;
}

type FieldReader = (object: ApiObject) => string;

const ALWAYS: Readonly<Record<string, FieldReader>> = {
  "metadata.name": ({ metadata }) => metadata.name,
  "metadata.namespace": ({ metadata }) => metadata.namespace,
};

interface Term {
  read: FieldReader;
  value: string;
  equal: boolean;
}

/**
 * Reads a field selector by the server's rules (apimachinery v0.20 `fields.ParseSelector`).
 *
 * @throws ApiFailure 400
 */
export function parseFieldSelector(text: string, { selectable, isNamespaced }: Resource): FieldSelector {
  // The server sorts the terms, which decides the error that is reported.
  const parts = splitTerms(text).sort();
  const split = parts.filter((part) => part !== "").map((part) => splitTerm(part, text));
  const terms = split.map(({ field, value, equal }): Term => {
    const known = field === "metadata.namespace" && !isNamespaced ? {} : { ...ALWAYS, ...selectable };
    const read = Object.hasOwn(known, field) ? known[field] : undefined;
    if (read === undefined) throw badRequest(`field label not supported: ${field}`);
    return { read, value, equal };
  });
  return {
    isEmpty: terms.length === 0,
    matches: (object) => terms.every(({ read, value, equal }) => (read(object) === value) === equal),
  };
}

/** Splits at commas that no backslash protects; the backslashes stay. */
function splitTerms(text: string): string[] {
  return text.split(/(?<=(?<!\\)(?:\\\\)*),/);
}

function splitTerm(term: string, selector: string): { field: string; value: string; equal: boolean } {
  const match = /^([\s\S]*?)(!=|==|=)([\s\S]*)$/.exec(term);
  if (match === null) throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
  return { field: match[1] ?? "", value: unescapeValue(match[3] ?? ""), equal: match[2] !== "!=" };
}

function unescapeValue(text: string): string {
  return text.replace(/\\([\s\S]?)|[,=]/gu, (found: string, escaped: string | undefined) => {
    if (escaped === undefined) {
      throw badRequest(`invalid field selector: unescaped character in value: ${found.codePointAt(0)}`);
    }
    if (escaped === "" || !"\\,=".includes(escaped)) {
      throw badRequest(`invalid field selector: invalid escape sequence: ${found}`);
    }
    return escaped;
  });
}
