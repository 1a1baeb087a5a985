import { isObject } from "../apimachinery/json-value.js";
import { documentsIn } from "../input/documents.js";

/** What becomes of a value that a template writes without quotes. */
export type Unquoted =
  | { is: "kept" }
  | { is: "other text" }
  | { is: "empty" }
  /** A number, a boolean, a list: no API server takes it for a text. */
  | { is: "no text" }
  | { is: "broken" };

/** How no plain text starts, in YAML; `%` begins a directive. */
const INDICATOR = /^[*@%`{}[\],|>]|^[-?:](?:\s|$)|^["'][^"']*$/;

/** What Helm makes of `key: VALUE`, as the chart writes some of its secrets. */
export function unquoted(value: string): Unquoted {
  if (value === "") return { is: "empty" };
  if (/[\r\n]/.test(value) || INDICATOR.test(value.trimStart()) || value.trimEnd().endsWith(":")) {
    return { is: "broken" };
  }
  const [document] = documentsIn(`key: ${value}`);
  if (document === undefined || document.isBroken || !isObject(document.value)) return { is: "broken" };
  const { key: found } = document.value;
  if (found === null || found === "" || found === undefined) return { is: "empty" };
  // Kubernetes' own reader of YAML has no numbers of base 60.
  if (typeof found === "number" && /^[-+\d_]+:/.test(value)) return { is: "kept" };
  if (typeof found !== "string") return { is: "no text" };
  // A tag of one's own leaves nothing that is a text.
  if (value.trimStart().startsWith("!")) return { is: "empty" };
  return found === value ? { is: "kept" } : { is: "other text" };
}
