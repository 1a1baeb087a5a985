import {
  type Alias,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import { keyOf, startOf } from "../source/positions.js";

/** What is to become of one attribute of a values file. */
export type ValuesEdit =
  | { attribute: string; remove: true }
  /** A plain word, such as a secret's name. */
  | { attribute: string; set: string | boolean };

/** Why a file cannot be edited: a reason for people, and the offset that it is about. */
export class UneditableValues extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.name = "UneditableValues";
    this.offset = offset;
  }
}

/** A piece of the text, and what stands there instead. */
interface Replacement {
  start: number;
  end: number;
  text: string;
}

/**
 * Changes some attributes in the text of a values file (YAML, or JSON), and nothing else: every other line, comment, anchor
 * and quote stays as it is. An attribute that is set takes the place of one beside it that is removed.
 * @throws UneditableValues when an attribute comes from somewhere else, by an alias or a merge key
 */
export function rewriteValues(text: string, edits: readonly ValuesEdit[]): string {
  return new Editor(text).edit(edits);
}

type Found = { pair: Pair; map: YAMLMap; parents: { pair: Pair; map: YAMLMap }[] };

class Editor {
  readonly #text: string;
  readonly #root: Node | null;
  readonly #lineEnd: string;
  readonly #replacements: Replacement[] = [];
  /** What is taken out of the tree. */
  readonly #gone = new Set<Pair>();
  /** Anchors on what is taken out, and the attributes that had them. */
  readonly #anchorsTaken = new Map<string, string>();

  constructor(text: string) {
    this.#text = text;
    this.#lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
    this.#root = parseDocument(text, {
      schema: "failsafe",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
    }).contents;
  }

  edit(edits: readonly ValuesEdit[]): string {
    const removals = edits.flatMap((edit) => ("remove" in edit ? [edit.attribute] : []));
    const sets = edits.flatMap((edit) => ("remove" in edit ? [] : [edit]));
    /** Of `x`, the set of `xSecretName` takes the place. */
    const claimed = new Set(sets.map(({ attribute }) => attribute.replace(/SecretName$/, "")));
    const additions = new Map<string, string[]>();
    const replaced = new Set<string>();
    for (const { attribute, set } of sets) {
      const value = String(set);
      const found = this.#find(attribute);
      // The value that it stands for, or one beside it that no other name stands for.
      const beside = removals.find(
        (each) =>
          parentOf(each) === parentOf(attribute) &&
          !replaced.has(each) &&
          this.#find(each) !== undefined &&
          (`${each}SecretName` === attribute || !claimed.has(each)),
      );
      if (found !== undefined) this.#setValue(found.pair, value);
      else if (beside !== undefined) {
        replaced.add(beside);
        this.#replacePair(beside, lastOf(attribute), value);
      } else {
        const parent = parentOf(attribute);
        additions.set(parent, [...(additions.get(parent) ?? []), `${lastOf(attribute)}: ${value}`]);
      }
    }
    for (const attribute of removals) if (!replaced.has(attribute)) this.#remove(attribute);
    for (const [parent, lines] of additions) this.#add(parent, lines);
    this.#dropUnusedAnchors();
    return this.#apply();
  }

  /** @throws UneditableValues when it is there by an alias or a merge only */
  #find(attribute: string): Found | undefined {
    const parents: Found["parents"] = [];
    let node: unknown = this.#root;
    let found: Found | undefined;
    for (const part of attribute.split(".")) {
      if (isAlias(node)) throw indirect(attribute, node);
      if (!isMap(node)) return undefined;
      const map: YAMLMap = node;
      const pair = map.items.find((each) => keyOf(each) === part);
      if (pair === undefined) {
        const merged = map.items.find((each) => keyOf(each) === "<<");
        if (merged !== undefined && this.#isMerged(merged.value, part)) {
          throw indirect(attribute, merged.value);
        }
        return undefined;
      }
      if (found !== undefined) parents.push({ pair: found.pair, map: found.map });
      found = { pair, map, parents };
      node = pair.value;
    }
    return found;
  }

  /** Does what is merged hold a key? */
  #isMerged(value: unknown, key: string): boolean {
    const sources = isSeq(value) ? value.items : [value];
    return sources.some((source) => {
      const node = isAlias(source) ? this.#anchored(source) : source;
      return isMap(node) && node.items.some((each) => keyOf(each) === key);
    });
  }

  #anchored(alias: Alias): unknown {
    let found: unknown;
    visit(this.#root as Node, {
      Node: (_key, node) => {
        if (!isAlias(node) && "anchor" in node && node.anchor === alias.source) found = node;
      },
    });
    return found;
  }

  #setValue(pair: Pair, value: string): void {
    const text = this.#isQuoted(pair) && !/^(?:true|false)$/.test(value) ? JSON.stringify(value) : value;
    const [start, end] = [startOf(pair.value), this.#endOf(pair.value)];
    if (start === undefined || end === undefined || end <= start) {
      const after = this.#afterColon(pair);
      this.#replacements.push({ start: after, end: after, text: ` ${text}` });
    } else this.#replacements.push({ start, end, text });
  }

  /** `raw: value` becomes `name: other`, on its own line and with the comment behind it. */
  #replacePair(attribute: string, key: string, value: string): void {
    const found = this.#find(attribute);
    if (found === undefined) return;
    const { pair } = found;
    const isQuoted = this.#isQuoted(pair);
    this.#rememberAnchors(pair, attribute);
    this.#gone.add(pair);
    const start = startOf(pair.key) ?? 0;
    const end = this.#endOf(pair.value) ?? this.#afterColon(pair);
    const text = isQuoted ? `${JSON.stringify(key)}: ${JSON.stringify(value)}` : `${key}: ${value}`;
    this.#replacements.push({ start, end: Math.max(end, this.#afterColon(pair)), text });
  }

  /** As JSON has its keys. */
  #isQuoted({ key }: Pair): boolean {
    return this.#text[startOf(key) ?? 0] === '"';
  }

  /** Behind the colon of a pair. */
  #afterColon({ key }: Pair): number {
    const end = this.#endOf(key) ?? 0;
    const colon = this.#text.indexOf(":", end);
    return colon < 0 ? end : colon + 1;
  }

  /** Where the text of a node ends, without the comment and the line break behind it. */
  #endOf(node: unknown): number | undefined {
    if (!isNode(node)) return undefined;
    if (isCollection(node) && node.flow !== true) {
      const last: unknown = node.items.at(-1);
      if (isNode(last)) return this.#endOf(last);
      const { key, value } = (last ?? {}) as { key?: unknown; value?: unknown };
      return this.#endOf(value) ?? this.#endOf(key) ?? node.range?.[1];
    }
    let end = node.range?.[1];
    // A block of text reaches into the next line.
    while (end !== undefined && end > (node.range?.[0] ?? 0) && /\s/.test(this.#text[end - 1] ?? "")) end--;
    return end;
  }

  #remove(attribute: string): void {
    const found = this.#find(attribute);
    if (found === undefined) return;
    this.#rememberAnchors(found.pair, attribute);
    this.#take(found);
  }

  /** A map that would be left empty goes with its last pair: null would take the chart's defaults away. */
  #take({ pair, map, parents }: Found): void {
    this.#gone.add(pair);
    const parent = parents.at(-1);
    if (parent !== undefined && map.items.every((each) => this.#gone.has(each))) {
      this.#take({ ...parent, parents: parents.slice(0, -1) });
    } else this.#cut(pair, map);
  }

  #cut(pair: Pair, map: YAMLMap): void {
    const start = startOf(pair.key) ?? 0;
    const end = Math.max(this.#endOf(pair.value) ?? 0, this.#afterColon(pair));
    if (map.flow === true) {
      this.#replacements.push(this.#withComma(start, end));
      return;
    }
    const lineStart = this.#text.lastIndexOf("\n", start - 1) + 1;
    const lineEnd = this.#text.indexOf("\n", end);
    const isAlone = this.#text.slice(lineStart, start).trim() === "";
    this.#replacements.push(
      isAlone
        ? { start: lineStart, end: lineEnd < 0 ? this.#text.length : lineEnd + 1, text: "" }
        : { start, end, text: "{}" },
    );
  }

  /** A pair in braces, with the comma behind it, or else the one before it. */
  #withComma(start: number, end: number): Replacement {
    const behind = /^\s*,[^\S\n]*/.exec(this.#text.slice(end))?.[0];
    if (behind !== undefined) return { start, end: end + behind.length, text: "" };
    const before = /,\s*$/.exec(this.#text.slice(0, start))?.[0] ?? "";
    return { start: start - before.length, end, text: "" };
  }

  #add(parent: string, lines: readonly string[]): void {
    let around = parent;
    let inner = [...lines];
    while (around !== "" && this.#find(around) === undefined) {
      inner = [`${lastOf(around)}:`, ...inner.map((line) => `  ${line}`)];
      around = parentOf(around);
    }
    const found = around === "" ? undefined : this.#find(around);
    const node: unknown = around === "" ? this.#root : found?.pair.value;
    if (isAlias(node)) throw indirect(around, node);
    if (isMap(node) && node.flow === true) this.#addToFlow(node, inner);
    else if (isMap(node) && node.items[0] !== undefined && around !== "")
      this.#addBefore(node.items[0], inner);
    else if (found === undefined) this.#append(inner);
    else if (node === null || (isScalar(node) && node.source === "")) this.#addBelow(found.pair, inner);
    else throw new UneditableValues(`${around} is no map`, startOf(found.pair.key) ?? 0);
  }

  #addBefore(first: Pair, lines: readonly string[]): void {
    const start = startOf(first.key) ?? 0;
    const lineStart = this.#text.lastIndexOf("\n", start - 1) + 1;
    const indent = this.#text.slice(lineStart, start);
    if (indent.trim() !== "") throw new UneditableValues("this map starts in the middle of a line", start);
    const text = lines.map((line) => `${indent}${line}${this.#lineEnd}`).join("");
    this.#replacements.push({ start: lineStart, end: lineStart, text });
  }

  /** Under a key without a value. */
  #addBelow(pair: Pair, lines: readonly string[]): void {
    const start = startOf(pair.key) ?? 0;
    const lineStart = this.#text.lastIndexOf("\n", start - 1) + 1;
    const indent = `${this.#text.slice(lineStart, start)}  `;
    const lineEnd = this.#text.indexOf("\n", start);
    const text = lines.map((line) => `${indent}${line}${this.#lineEnd}`).join("");
    const at = lineEnd < 0 ? this.#text.length : lineEnd + 1;
    this.#replacements.push({ start: at, end: at, text: lineEnd < 0 ? `${this.#lineEnd}${text}` : text });
  }

  #addToFlow(map: YAMLMap, lines: readonly string[]): void {
    const start = (startOf(map) ?? 0) + 1;
    const [first] = map.items;
    const isQuoted = first === undefined ? this.#text.trimStart().startsWith("{") : this.#isQuoted(first);
    const text = inFlow(lines, isQuoted);
    const isEmpty = map.items.every((each) => this.#gone.has(each));
    this.#replacements.push({ start, end: start, text: isEmpty ? text : `${text}, ` });
  }

  #append(lines: readonly string[]): void {
    const end = this.#text.length;
    const isOnNewLine = this.#text === "" || this.#text.endsWith("\n");
    const text = lines.map((line) => `${line}${this.#lineEnd}`).join("");
    this.#replacements.push({ start: end, end, text: isOnNewLine ? text : `${this.#lineEnd}${text}` });
  }

  /** What is taken out must not be repeated by an alias that stays: that is seen when all is known. */
  #rememberAnchors(pair: Pair, attribute: string): void {
    const anchors = new Set<string>();
    if (!isNode(pair.value)) return;
    visit(pair.value, {
      Node: (_key, node) => {
        if (!isAlias(node) && "anchor" in node && node.anchor !== undefined) anchors.add(node.anchor);
      },
    });
    for (const anchor of anchors) this.#anchorsTaken.set(anchor, attribute);
  }

  /** An anchor that only served what was taken out holds the value still: it goes as well. */
  #dropUnusedAnchors(): void {
    const lost = new Set<string>();
    const used = new Map<string, Alias>();
    visitPairs(this.#root, (pair) => {
      const isGone = this.#gone.has(pair);
      visitAliases(pair.value, (alias) => {
        if (isGone) lost.add(alias.source);
        else if (!isMap(pair.value)) used.set(alias.source, alias);
      });
      return !isGone;
    });
    for (const [anchor, attribute] of this.#anchorsTaken) {
      const alias = used.get(anchor);
      if (alias === undefined) continue;
      const reason = `this repeats the value of ${attribute}, which is taken out; write it out here`;
      throw new UneditableValues(reason, startOf(alias) ?? 0);
    }
    for (const anchor of lost)
      if (!this.#anchorsTaken.has(anchor)) this.#dropAnchor(anchor, used.get(anchor));
  }

  /** @param alias one that still repeats it */
  #dropAnchor(anchor: string, alias: Alias | undefined): void {
    visitPairs(this.#root, (pair, map, parents) => {
      if (this.#gone.has(pair)) return false;
      const { value } = pair;
      if (!isNode(value) || !("anchor" in value) || value.anchor !== anchor) return true;
      if (alias !== undefined || !this.#isOwnCorner(pair)) {
        const reason =
          "this is the value of an attribute that is taken out as well; write it out in both places";
        throw new UneditableValues(reason, startOf(alias ?? pair.key) ?? 0);
      }
      this.#take({ pair, map, parents });
      return false;
    });
  }

  /** Does it stand where the chart looks for nothing, as in `x-common:`? */
  #isOwnCorner(pair: Pair): boolean {
    if (!isMap(this.#root)) return false;
    const top = this.#root.items.find((each) => each === pair || contains(each.value, pair));
    return top !== undefined && !CHART_TOPS.includes(keyOf(top));
  }

  #apply(): string {
    const inOrder = [...this.#replacements].sort((a, b) => a.start - b.start || a.end - b.end);
    let text = "";
    let at = 0;
    for (const { start, end, text: instead } of inOrder) {
      if (start < at) continue;
      text += this.#text.slice(at, start) + instead;
      at = end;
    }
    return text + this.#text.slice(at);
  }
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

function indirect(attribute: string, node: unknown): UneditableValues {
  return new UneditableValues(
    `${attribute} comes from here by an alias; write it out where it is used`,
    startOf(node) ?? 0,
  );
}

/** The tops of the chart's values. */
const CHART_TOPS: readonly string[] = [
  "cloudsqlAuthProxy",
  "console",
  "deployTarget",
  "determined",
  "enterpriseServer",
  "etcd",
  "global",
  "ingress",
  "kubeEventTail",
  "loki-stack",
  "oidc",
  "pachd",
  "pachw",
  "pgbouncer",
  "postgresql",
  "preflightCheckJob",
  "proxy",
  "restoreSnapshot",
  "testConnection",
];

function contains(node: unknown, wanted: Pair): boolean {
  let found = false;
  visitPairs(node, (pair) => {
    if (pair === wanted) found = true;
    return !found;
  });
  return found;
}

/** @param visitor returns whether to look into the pair */
function visitPairs(
  node: unknown,
  visitor: (pair: Pair, map: YAMLMap, parents: Found["parents"]) => boolean,
  parents: Found["parents"] = [],
): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      if (visitor(pair, node, parents)) visitPairs(pair.value, visitor, [...parents, { pair, map: node }]);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) visitPairs(item, visitor);
  }
}

function visitAliases(node: unknown, visitor: (alias: Alias) => void): void {
  if (!isNode(node)) return;
  if (isAlias(node)) visitor(node);
  else visit(node, { Alias: (_key, alias) => visitor(alias) });
}

function parentOf(attribute: string): string {
  return attribute.slice(0, Math.max(attribute.lastIndexOf("."), 0));
}

function lastOf(attribute: string): string {
  return attribute.slice(attribute.lastIndexOf(".") + 1);
}
