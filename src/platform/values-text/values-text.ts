import {
  type Alias,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import { keyOf, startOf } from "../../source/positions.js";

/** Why a file cannot be edited: a reason for people, and the offset that it is about. */
export class UneditableValues extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.name = "UneditableValues";
    this.offset = offset;
  }
}

export type PairPlace = { pair: Pair; map: YAMLMap };

/** A pair, and those around it from the outside in. */
export type FoundPair = PairPlace & { parents: readonly PairPlace[] };

/** The text of a values file, and where its attributes stand in it. */
export class ValuesText {
  readonly text: string;
  readonly root: Node | null;
  readonly lineEnd: string;

  constructor(text: string) {
    this.text = text;
    this.lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
    this.root = parseDocument(text, {
      schema: "failsafe",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
    }).contents;
  }

  /** @throws UneditableValues when it is there by an alias or a merge only */
  find(attribute: string): FoundPair | undefined {
    const parents: PairPlace[] = [];
    let node: unknown = this.root;
    let found: FoundPair | undefined;
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
    visit(this.root as Node, {
      Node: (_key, node) => {
        if (!isAlias(node) && "anchor" in node && node.anchor === alias.source) found = node;
      },
    });
    return found;
  }

  /** As JSON has its keys. */
  isQuoted({ key }: Pair): boolean {
    return this.text[startOf(key) ?? 0] === '"';
  }

  /** Behind the colon of a pair. */
  afterColon({ key }: Pair): number {
    const end = this.endOf(key) ?? 0;
    const colon = this.text.indexOf(":", end);
    return colon < 0 ? end : colon + 1;
  }

  /** Where the text of a node ends, without the comment and the line break behind it. */
  endOf(node: unknown): number | undefined {
    if (!isNode(node)) return undefined;
    if (isCollection(node) && node.flow !== true) {
      const last: unknown = node.items.at(-1);
      if (isNode(last)) return this.endOf(last);
      const { key, value } = (last ?? {}) as { key?: unknown; value?: unknown };
      return this.endOf(value) ?? this.endOf(key) ?? node.range?.[1];
    }
    let end = node.range?.[1];
    // A block of text reaches into the next line.
    while (end !== undefined && end > (node.range?.[0] ?? 0) && /\s/.test(this.text[end - 1] ?? "")) end--;
    return end;
  }

  /** Where the line of an offset starts. */
  lineStart(offset: number): number {
    return this.text.lastIndexOf("\n", offset - 1) + 1;
  }
}

export function indirect(attribute: string, node: unknown): UneditableValues {
  return new UneditableValues(
    `${attribute} comes from here by an alias; write it out where it is used`,
    startOf(node) ?? 0,
  );
}

/** @param visitor returns whether to look into the pair */
export function visitPairs(
  node: unknown,
  visitor: (pair: Pair, map: YAMLMap, parents: readonly PairPlace[]) => boolean,
  parents: readonly PairPlace[] = [],
): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      if (visitor(pair, node, parents)) visitPairs(pair.value, visitor, [...parents, { pair, map: node }]);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) visitPairs(item, visitor);
  }
}

export function parentOf(attribute: string): string {
  return attribute.slice(0, Math.max(attribute.lastIndexOf("."), 0));
}

export function lastOf(attribute: string): string {
  return attribute.slice(attribute.lastIndexOf(".") + 1);
}
