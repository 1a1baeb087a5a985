/** The layout of RFC 3339 in Go: the element that each part of the text is read for. */
const ELEMENTS: readonly [pattern: RegExp, element: string][] = [
  [/^\d{4}/, "2006"],
  [/^-/, "-"],
  [/^\d{2}/, "01"],
  [/^-/, "-"],
  [/^\d{2}/, "02"],
  [/^T/, "T"],
  [/^\d{2}/, "15"],
  [/^:/, ":"],
  [/^\d{2}/, "04"],
  [/^:/, ":"],
  [/^\d{2}(\.\d+)?/, "05"],
  [/^(Z|[-+]\d{2}:\d{2})/, "Z07:00"],
];

/** What Go's `time.Parse` says against a timestamp; it quotes the text. Undefined when it is good. */
export function timeError(text: string): string | undefined {
  let rest = text;
  for (const [pattern, element] of ELEMENTS) {
    const match = pattern.exec(rest);
    if (match === null) {
      return `parsing time "${text}" as "2006-01-02T15:04:05Z07:00": cannot parse "${rest}" as "${element}"`;
    }
    rest = rest.slice(match[0].length);
  }
  if (rest !== "") return `parsing time "${text}": extra text: "${rest}"`;
  return Number.isNaN(Date.parse(text)) ? `parsing time "${text}": day out of range` : undefined;
}

/** A time as the API writes it: UTC, whole seconds. */
export function apiTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
