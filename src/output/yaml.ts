import { Scalar, stringify } from "yaml";
import { escapeQuoted, hasControls } from "../apimachinery/escape.js";
import { sortedEntries } from "./json.js";

/**
 * YAML with sorted keys. Strings that YAML 1.1 or 1.2 would read as something else are quoted, so that kubectl reads
 * back what was printed; control and bidi characters are escaped; long lines are never folded.
 */
export function toYaml(value: unknown): string {
  const text = stringify(prepared(value), {
    compat: "yaml-1.1",
    lineWidth: 0,
    indentSeq: false,
    aliasDuplicateObjects: false,
    // The library's block scalars lose the spaces of lines that hold nothing else.
    blockQuote: false,
  });
  return escapeQuoted(text, "yaml");
}

/** Maps keep their order and any key; plain objects do neither. */
function prepared(value: unknown): unknown {
  if (typeof value === "string") return hasControls(value) ? doubleQuoted(value) : value;
  if (Array.isArray(value)) return value.map(prepared);
  if (typeof value !== "object" || value === null) return value;
  const entries = sortedEntries(value as Record<string, unknown>);
  return new Map(entries.map(([key, inner]) => [prepared(key), prepared(inner)]));
}

function doubleQuoted(text: string): Scalar<string> {
  const scalar = new Scalar(text);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}
