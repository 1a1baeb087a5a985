import { Scalar, stringify } from "yaml";
import { escapeQuoted, hasControls } from "../apimachinery/escape.js";
import { goYamlScalar } from "../source/go-yaml-scalar.js";
import { sortedEntries } from "./json.js";

/**
 * YAML with sorted keys. Strings that YAML 1.1, 1.2 or kubectl, which reads neither, would read as something else are quoted, so
 * that everybody reads back what was printed; control and bidi characters are escaped; long lines are never folded.
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
  if (typeof value === "string") return isPlain(value) ? value : doubleQuoted(value);
  if (Array.isArray(value)) return value.map(prepared);
  if (typeof value !== "object" || value === null) return value;
  const entries = sortedEntries(value as Record<string, unknown>);
  return new Map(entries.map(([key, inner]) => [prepared(key), prepared(inner)]));
}

/** Where the `yaml` package sees no need for quotes, is there none for kubectl either? */
function isPlain(text: string): boolean {
  return !hasControls(text) && typeof goYamlScalar(text) === "string";
}

function doubleQuoted(text: string): Scalar<string> {
  const scalar = new Scalar(text);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}
