import { isUtf8 } from "node:buffer";
import { dataKeyProblem } from "../../apimachinery/name-words.js";

export interface EnvFile {
  entries: { key: string; value: Buffer }[];
  /** `LINE: reason`; a name that can be told is in it, and nothing else of the line. */
  problems: string[];
}

/** What Go takes for white space (unicode.IsSpace). */
const LEADING_SPACE = /^[\t\v\f\r \u0085\p{Z}]+/u;
const KEY = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
/** Names that cannot be a piece of a value that was broken over lines, as a key or a certificate is. */
const TELLING_NAME = /^(?:export +)?\d{0,2}[A-Z_][A-Z0-9_]{0,30} *$/;

/**
 * Reads `KEY=value` lines as kubectl does (k8s.io/kubectl pkg/cmd/util/env_file.go): the value is what stands behind the first `=`,
 * quotes, blanks and `#` included; a name alone takes the variable's value from the environment. Lines may be of any length.
 */
export function parseEnvFile(
  bytes: Buffer,
  environment: Readonly<Record<string, string | undefined>>,
): EnvFile {
  const file: EnvFile = { entries: [], problems: [] };
  for (const [at, line] of linesOf(bytes).entries()) {
    const problem = readLine(line, at === 0, environment, file);
    if (problem !== undefined) file.problems.push(`${at + 1}: ${problem}`);
  }
  return file;
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  lines.push(bytes.subarray(start));
  return lines.map((line) => (line.at(-1) === 0x0d ? line.subarray(0, -1) : line));
}

/** @returns what is wrong with it */
function readLine(
  bytes: Buffer,
  isFirst: boolean,
  environment: Readonly<Record<string, string | undefined>>,
  { entries }: EnvFile,
): string | undefined {
  if (!isUtf8(bytes)) return "this is not UTF-8 text";
  const text = bytes.toString("utf8");
  const line = (isFirst ? text.replace(/^\ufeff/, "") : text).replace(LEADING_SPACE, "");
  if (line === "" || line.startsWith("#")) return undefined;
  const equals = line.indexOf("=");
  const key = equals < 0 ? line : line.slice(0, equals);
  if (!KEY.test(key) || dataKeyProblem(key) !== undefined) return badName(key);
  const value = equals < 0 ? environment[key] : line.slice(equals + 1);
  if (value === undefined)
    return `there is no =, and no variable of this name in the environment${named(key)}`;
  entries.push({ key, value: Buffer.from(value) });
  return undefined;
}

function badName(key: string): string {
  return `a name holds letters, digits, "-", "_" and ".", starts with no digit, and ends right before the =${named(key)}`;
}

function named(key: string): string {
  return TELLING_NAME.test(key) ? `: ${JSON.stringify(key)}` : "";
}
