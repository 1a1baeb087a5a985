import { stringify } from "yaml";
import { sortedEntries } from "./json.js";

/**
 * YAML with sorted keys. Strings that YAML 1.1 or 1.2 would read as something else are quoted, so that kubectl reads
 * back what was printed; long lines are never folded.
 */
export function toYaml(value: unknown): string {
  return stringify(sorted(value), {
    compat: "yaml-1.1",
    lineWidth: 0,
    indentSeq: false,
    aliasDuplicateObjects: false,
  });
}

/** Maps keep their order and any key; plain objects do neither. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return new Map(sortedEntries(value as Record<string, unknown>).map(([key, inner]) => [key, sorted(inner)]));
}
