import { encodeIndentedGoJson, type GoJson } from "../apimachinery/go-json.js";
import { type BuiltManifest, manifestFields } from "../secret/generators/built-manifest.js";
import { goYamlScalar, isBase60 } from "../source/go-yaml-scalar.js";

/** A manifest, values included, as `kubectl create secret … --dry-run=client -o json|yaml` prints it, byte for byte. */
export function renderManifest(manifest: BuiltManifest, format: "json" | "yaml"): string {
  const fields = manifestFields(manifest);
  return format === "json" ? encodeIndentedGoJson(fields) : yamlMap(fields, "");
}

/** sigs.k8s.io/yaml: keys sorted, two blanks of indentation. */
function yamlMap(fields: object, indent: string): string {
  const entries = (fields instanceof Map ? [...fields] : Object.entries(fields)) as [
    string,
    GoJson | undefined,
  ][];
  return entries
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => compareNaturally(a, b))
    .map(([key, value]) => `${indent}${yamlScalar(key)}:${yamlValue(value, indent)}`)
    .join("");
}

function yamlValue(value: GoJson | undefined, indent: string): string {
  if (typeof value === "object" && value !== null) return `\n${yamlMap(value, `${indent}  `)}`;
  return ` ${typeof value === "string" ? yamlScalar(value) : String(value)}\n`;
}

/** Go's emitter: plain where it reads back as the same string, else in double quotes; in single quotes what cannot stand plain. */
function yamlScalar(text: string): string {
  // What kubectl would write as a block, or with escapes of its own: these come from flags that it does not have.
  if (!/^[\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]*$/.test(text) || /^ | $/.test(text)) return JSON.stringify(text);
  if (typeof goYamlScalar(text) !== "string" || isBase60(text) || isDate(text)) return JSON.stringify(text);
  return canStandPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

/** Of a block, by the indicators of yaml_emitter_analyze_scalar. */
function canStandPlain(text: string): boolean {
  return !/^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[-?:](?: |$))|:(?: |$)| #/.test(text);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ])/.test(text);
}

/** Numbers within keys by their value, letters behind everything else (goyaml.v2 sorter.go). */
function compareNaturally(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [one = "", other = ""] = [a[at], b[at]];
    if (one === other) continue;
    const [isLetter, isOtherLetter] = [/[a-z]/i.test(one), /[a-z]/i.test(other)];
    if (isLetter && isOtherLetter) return one < other ? -1 : 1;
    if (isLetter || isOtherLetter) return isOtherLetter ? -1 : 1;
    const [number, otherNumber] = numbersAt(a, b, at);
    if (number.value !== otherNumber.value) return number.value < otherNumber.value ? -1 : 1;
    if (number.length !== otherNumber.length) return number.length - otherNumber.length;
    return one < other ? -1 : 1;
  }
  return a.length - b.length;
}

/** The runs of digits from here; behind a digit that is no zero, zeros count. */
function numbersAt(
  a: string,
  b: string,
  at: number,
): [{ value: bigint; length: number }, { value: bigint; length: number }] {
  const hasZero = a[at] === "0" || b[at] === "0";
  const lead = hasZero && /[1-9][0-9]*$/.test(a.slice(0, at)) ? "1" : "0";
  const number = (text: string) => {
    const digits = /^\d*/.exec(text.slice(at))?.[0] ?? "";
    return { value: BigInt(lead + digits), length: digits.length };
  };
  return [number(a), number(b)];
}
