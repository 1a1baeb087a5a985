import { isAlias, isMap, isScalar, type Pair, type YAMLMap } from "yaml";
import { startOf } from "../../source/positions.js";
import type { Changes } from "./changes.js";
import { indirect, lastOf, parentOf, UneditableValues, type ValuesText } from "./values-text.js";

/** Adds lines to a map, and the maps around it that are not there. @param parent empty for the top */
export function addLines(
  source: ValuesText,
  changes: Changes,
  parent: string,
  lines: readonly string[],
): void {
  let around = parent;
  let inner = [...lines];
  while (around !== "" && source.find(around) === undefined) {
    inner = [`${lastOf(around)}:`, ...inner.map((line) => `  ${line}`)];
    around = parentOf(around);
  }
  const found = around === "" ? undefined : source.find(around);
  const node: unknown = around === "" ? source.root : found?.pair.value;
  if (isAlias(node)) throw indirect(around, node);
  if (isMap(node) && node.flow === true) addToFlow(source, changes, node, inner);
  else if (isMap(node) && node.items[0] !== undefined && around !== "")
    addBefore(source, changes, node.items[0], inner);
  else if (found === undefined) append(source, changes, inner);
  else if (node === null || (isScalar(node) && node.source === ""))
    addBelow(source, changes, found.pair, inner);
  else throw new UneditableValues(`${around} is no map`, startOf(found.pair.key) ?? 0);
}

function addBefore(source: ValuesText, changes: Changes, first: Pair, lines: readonly string[]): void {
  const start = startOf(first.key) ?? 0;
  const lineStart = source.lineStart(start);
  const indent = source.text.slice(lineStart, start);
  if (indent.trim() !== "") throw new UneditableValues("this map starts in the middle of a line", start);
  const text = lines.map((line) => `${indent}${line}${source.lineEnd}`).join("");
  changes.replace({ start: lineStart, end: lineStart, text });
}

/** Under a key without a value. */
function addBelow(source: ValuesText, changes: Changes, pair: Pair, lines: readonly string[]): void {
  const start = startOf(pair.key) ?? 0;
  const lineStart = source.lineStart(start);
  const indent = `${source.text.slice(lineStart, start)}  `;
  const lineEnd = source.text.indexOf("\n", start);
  const text = lines.map((line) => `${indent}${line}${source.lineEnd}`).join("");
  const at = lineEnd < 0 ? source.text.length : lineEnd + 1;
  changes.replace({ start: at, end: at, text: lineEnd < 0 ? `${source.lineEnd}${text}` : text });
}

function addToFlow(source: ValuesText, changes: Changes, map: YAMLMap, lines: readonly string[]): void {
  const start = (startOf(map) ?? 0) + 1;
  const [first] = map.items;
  const isQuoted = first === undefined ? source.text.trimStart().startsWith("{") : source.isQuoted(first);
  const text = inFlow(lines, isQuoted);
  const isEmpty = map.items.every((each) => changes.gone.has(each));
  changes.replace({ start, end: start, text: isEmpty ? text : `${text}, ` });
}

function append(source: ValuesText, changes: Changes, lines: readonly string[]): void {
  const end = source.text.length;
  const isOnNewLine = source.text === "" || source.text.endsWith("\n");
  const text = lines.map((line) => `${line}${source.lineEnd}`).join("");
  changes.replace({ start: end, end, text: isOnNewLine ? text : `${source.lineEnd}${text}` });
}

function inFlow(lines: readonly string[], isQuoted: boolean): string {
  const quote = (word: string): string =>
    isQuoted && !/^(?:true|false)$/.test(word) ? JSON.stringify(word) : word;
  const [first = "", ...rest] = lines;
  const [, key = "", value = ""] = /^\s*([^:]+):\s?(.*)$/.exec(first) ?? [];
  if (value !== "") {
    const more = rest.length > 0 ? `, ${inFlow(rest, isQuoted)}` : "";
    return `${quote(key)}: ${quote(value)}${more}`;
  }
  return `${quote(key)}: {${inFlow(rest, isQuoted)}}`;
}
