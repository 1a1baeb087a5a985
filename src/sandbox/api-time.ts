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
  const wrong = outOfRange(text);
  if (wrong !== undefined) return `parsing time "${text}": ${wrong} out of range`;
  return rest === "" ? undefined : `parsing time "${text}": extra text: "${rest}"`;
}

function outOfRange(text: string): string | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/[-T:.Z+]/).map(Number);
  if (month < 1 || month > 12) return "month";
  if (hour > 23) return "hour";
  if (minute > 59) return "minute";
  if (second > 59) return "second";
  return day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate() ? "day" : undefined;
}

/** A time as the API writes it: UTC, whole seconds. */
export function apiTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
