/**
 * A value in the order in which it goes on the wire: plain objects are Go structs (fields in order, undefined left
 * out), Maps are Go maps (written sorted by key), so that keys like "1" and "__proto__" keep their place.
 */
export type GoJson =
  | null
  | boolean
  | number
  | string
  | readonly GoJson[]
  | ReadonlyMap<string, GoJson>
  | { readonly [field: string]: GoJson | undefined };

/** Compact JSON as Go's encoder writes it, with the final newline of the API server's serializer. */
export function encodeGoJson(value: GoJson): string {
  return `${compact(value)}\n`;
}

/** JSON indented by two spaces without a final newline, the form of the server's fallback writer. */
export function encodePrettyGoJson(value: GoJson): string {
  return JSON.stringify(JSON.parse(compact(value)), undefined, 2);
}

function compact(value: GoJson): string {
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value !== "object") return String(value);
  if (value instanceof Map) {
    // Every map of these objects has ASCII keys by validation, so UTF-16 order is byte order.
    const keys = [...value.keys()].sort();
    return `{${keys.map((key) => `${quote(key)}:${compact(value.get(key) ?? null)}`).join(",")}}`;
  }
  if (isList(value)) return `[${value.map(compact).join(",")}]`;
  const fields: string[] = [];
  for (const [field, member] of Object.entries(value)) {
    if (member !== undefined) fields.push(`${quote(field)}:${compact(member)}`);
  }
  return `{${fields.join(",")}}`;
}

function isList(value: GoJson | readonly GoJson[]): value is readonly GoJson[] {
  return Array.isArray(value);
}

const SPECIAL = /["\\<>&\u0000-\u001f\u2028\u2029]/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function quote(text: string): string {
  return `"${text.replace(SPECIAL, escapeSpecial)}"`;
}

function escapeSpecial(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.charCodeAt(0);
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
