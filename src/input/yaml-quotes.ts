import type { Scalar } from "yaml";

const CLOSED_DOUBLE = /^"(?:[^"\\]|\\[\s\S])*"$/;
const CLOSED_SINGLE = /^'(?:[^']|'')*'$/;
const ESCAPED_EMPTY_LINE = /\\\r?\n[ \t]*\r?\n/;

/**
 * What the `yaml` package lets pass of a text in quotes, or reads wrongly: it loses lines that are not indented, and makes a blank
 * of an empty line behind a backslash.
 * @param isJsonLike in braces or brackets: a line break in quotes is a mistake there, which kubectl folds into a blank
 */
export function quotingProblem(
  { type, range }: Scalar,
  text: string,
  isJsonLike: boolean,
): string | undefined {
  if (range == null || (type !== "QUOTE_DOUBLE" && type !== "QUOTE_SINGLE")) return undefined;
  const source = text.slice(range[0], range[1]);
  const isClosed = type === "QUOTE_DOUBLE" ? CLOSED_DOUBLE.test(source) : CLOSED_SINGLE.test(source);
  if (!isClosed) return "the closing quote is missing, or a line is not indented";
  if (type === "QUOTE_SINGLE" || !source.includes("\n")) return undefined;
  if (isJsonLike) return "a line ends within the quotes; write \\n for a line break";
  return ESCAPED_EMPTY_LINE.test(source)
    ? "an empty line stands behind a backslash; write \\n for a line break"
    : undefined;
}
