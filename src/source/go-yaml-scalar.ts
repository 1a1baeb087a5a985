/**
 * What an unquoted scalar means to kubectl, whose YAML parser (sigs.k8s.io/yaml, goyaml.v2 `resolve`) reads neither YAML 1.1
 * nor 1.2: `y` and `on` are true, `010` is 8, `1_000` is 1000, and dates are text.
 * @returns the text itself where it is a string
 */
export function goYamlScalar(text: string): string | number | boolean | null {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (text.startsWith(".")) return Number.isNaN(goFloat(text)) ? text : goFloat(text);
  if (!/^[-+\d]/.test(text)) return text;
  const plain = text.replaceAll("_", "");
  return (
    goInteger(plain) ?? (YAML_FLOAT.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : text)
  );
}

/** A number of base 60 in YAML 1.1, such as 12:30:45; a string for kubectl, which quotes it. */
export function isBase60(text: string): boolean {
  return /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);
}

const WORDS: ReadonlyMap<string, number | boolean | null> = new Map<string, number | boolean | null>([
  ...each(true, "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"),
  ...each(false, "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"),
  ...each(null, "", "~", "null", "Null", "NULL"),
  ...each(Number.NaN, ".nan", ".NaN", ".NAN"),
  ...each(Number.POSITIVE_INFINITY, ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"),
  ...each(Number.NEGATIVE_INFINITY, "-.inf", "-.Inf", "-.INF"),
]);

function each<V>(value: V, ...words: string[]): [string, V][] {
  return words.map((word) => [word, value]);
}

const YAML_FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** `strconv.ParseInt` and `ParseUint` with base 0; undefined when both refuse. */
function goInteger(text: string): number | undefined {
  const [, sign = "", body = ""] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const octal = /^0[0-7]+$/.test(body) ? `0o${body.slice(1)}` : body;
  if (!/^(?:0|[1-9]\d*|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(octal)) return undefined;
  const value = BigInt(octal.toLowerCase()) * (sign === "-" ? -1n : 1n);
  const fits = BigInt.asIntN(64, value) === value || (sign === "" && BigInt.asUintN(64, value) === value);
  return fits ? Number(value) : undefined;
}

/** `strconv.ParseFloat` of what starts with a dot. */
function goFloat(text: string): number {
  const isFloat = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/.test(text);
  return isFloat ? Number(text.replaceAll("_", "")) : Number.NaN;
}
