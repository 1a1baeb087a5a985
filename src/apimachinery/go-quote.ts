/**
 * The text as Go's `%q` prints it (`strconv.Quote`), which is how API servers quote what they refuse. A lone
 * surrogate U+DCNN stands for the byte 0xNN that was not UTF-8 (sandbox/raw-text.ts).
 */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const character of text) {
    quoted +=
      SHORT_ESCAPES[character] ?? (PRINTABLE.test(character) ? character : escapeCharacter(character));
  }
  return `${quoted}"`;
}

const PRINTABLE = /^(?:[\p{L}\p{M}\p{N}\p{P}\p{S}]| )$/u;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

function escapeCharacter(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point >= 0xdc80 && point <= 0xdcff) return `\\x${(point - 0xdc00).toString(16)}`;
  const hex = point.toString(16);
  if (point < 0x80) return `\\x${hex.padStart(2, "0")}`;
  return point < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
