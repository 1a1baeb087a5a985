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

/** Indented JSON with a final newline, as kubectl prints objects (json.MarshalIndent with four blanks). */
export function encodeIndentedGoJson(value: GoJson): string {
  return `${indented(value, "")}\n`;
}

function indented(value: GoJson, indent: string): string {
  if (value === null || typeof value !== "object") return compact(value);
  const inner = `${indent}    `;
  const members = isList(value)
    ? value.map((element) => inner + indented(element, inner))
    : entriesOf(value).map(([key, member]) => `${inner}${quote(key)}: ${indented(member, inner)}`);
  const [open, close] = isList(value) ? "[]" : "{}";
  return members.length === 0 ? `${open}${close}` : `${open}\n${members.join(",\n")}\n${indent}${close}`;
}

/** Without what is undefined; a Map sorted. */
function entriesOf(
  value: Exclude<GoJson, null | boolean | number | string | readonly GoJson[]>,
): [string, GoJson][] {
  // Every map of these objects has ASCII keys by validation, so UTF-16 order is byte order.
  if (value instanceof Map) return [...value].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.entries(value).filter((entry): entry is [string, GoJson] => entry[1] !== undefined);
}

/** Compact JSON without a final newline (json.Marshal). */
export function compact(value: GoJson): string {
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value !== "object") return String(value);
  if (isList(value)) return `[${value.map(compact).join(",")}]`;
  return `{${entriesOf(value)
    .map(([key, member]) => `${quote(key)}:${compact(member)}`)
    .join(",")}}`;
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
