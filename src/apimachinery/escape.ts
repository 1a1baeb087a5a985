/** Text from a server, a file or an argument must not move the cursor or reorder a line (CVE-2021-25743, CVE-2021-42574). */

/*
 * C0 and DEL and C1 controls, U+061C, zero-width and bidi marks (200B-200F, 202A-202E, 2060-2069), line and
 * paragraph separators, the byte order mark, U+FFFE and U+FFFF, which YAML leaves out, lone surrogates and tag characters.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f]/g;

/** The text with every control, bidi and invisible character written as `\n`, `\x1b` or `\u202e`. */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** True when the text can be shown as it is: line ends and tabs are the only controls in it. */
export function isShowable(text: string): boolean {
  for (const { 0: character, index } of text.matchAll(UNSAFE)) {
    const isLayout =
      character === "\n" || character === "\t" || (character === "\r" && text[index + 1] === "\n");
    if (!isLayout) return false;
  }
  return true;
}

/** True when something in the text has to be escaped; line ends and tabs count. */
export function hasControls(text: string): boolean {
  return text.search(UNSAFE) >= 0;
}

/**
 * For text in which such characters stand only inside double quotes: JSON, and YAML written that way. The escapes are
 * those of the format, so that nothing is lost; line ends of the layout stay.
 */
export function escapeQuoted(text: string, format: "json" | "yaml"): string {
  return text.replace(UNSAFE, (character) => {
    if (character === "\n") return character;
    const point = character.codePointAt(0) ?? 0;
    if (point > 0xffff && format === "yaml") return `\\U${point.toString(16).padStart(8, "0")}`;
    return character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  });
}

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const point = character.codePointAt(0) ?? 0;
  if (point <= 0xff) return `\\x${point.toString(16).padStart(2, "0")}`;
  return point <= 0xffff ? `\\u${point.toString(16).padStart(4, "0")}` : `\\u{${point.toString(16)}}`;
}
