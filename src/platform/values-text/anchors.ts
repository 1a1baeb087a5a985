import { type Alias, isAlias, isMap, isNode, type Pair, visit } from "yaml";
import { keyOf, startOf } from "../../source/positions.js";
import type { Changes } from "./changes.js";
import { UneditableValues, type ValuesText, visitPairs } from "./values-text.js";

/** Anchors on values that are taken out: an alias elsewhere must not repeat them. */
export class Anchors {
  readonly #source: ValuesText;
  readonly #changes: Changes;
  /** Anchors on what is taken out, and the attributes that had them. */
  readonly #taken = new Map<string, string>();

  constructor(source: ValuesText, changes: Changes) {
    this.#source = source;
    this.#changes = changes;
  }

  /** What is taken out must not be repeated by an alias that stays: that is seen when all is known. */
  remember(pair: Pair, attribute: string): void {
    const anchors = new Set<string>();
    if (!isNode(pair.value)) return;
    visit(pair.value, {
      Node: (_key, node) => {
        if (!isAlias(node) && "anchor" in node && node.anchor !== undefined) anchors.add(node.anchor);
      },
    });
    for (const anchor of anchors) this.#taken.set(anchor, attribute);
  }

  /** An anchor that only served what was taken out holds the value still: it goes as well. */
  dropUnused(): void {
    const lost = new Set<string>();
    const used = new Map<string, Alias>();
    visitPairs(this.#source.root, (pair) => {
      const isGone = this.#changes.gone.has(pair);
      visitAliases(pair.value, (alias) => {
        if (isGone) lost.add(alias.source);
        else if (!isMap(pair.value)) used.set(alias.source, alias);
      });
      return !isGone;
    });
    for (const [anchor, attribute] of this.#taken) {
      const alias = used.get(anchor);
      if (alias === undefined) continue;
      const reason = `this repeats the value of ${attribute}, which is taken out; write it out here`;
      throw new UneditableValues(reason, startOf(alias) ?? 0);
    }
    for (const anchor of lost) if (!this.#taken.has(anchor)) this.#drop(anchor, used.get(anchor));
  }

  /** @param alias one that still repeats it */
  #drop(anchor: string, alias: Alias | undefined): void {
    let isDropped = false;
    visitPairs(this.#source.root, (pair, map, parents) => {
      if (this.#changes.gone.has(pair)) return false;
      const { value } = pair;
      if (!isNode(value) || !("anchor" in value) || value.anchor !== anchor) return true;
      if (alias !== undefined || !this.#isOwnCorner(pair)) {
        throw new UneditableValues(SHARED, startOf(alias ?? pair.key) ?? 0);
      }
      this.#changes.take({ pair, map, parents });
      isDropped = true;
      return false;
    });
    if (!isDropped) this.#refuseElsewhere(anchor);
  }

  /** In a list, or on a key, it is no pair that could go. @throws UneditableValues where it stands there */
  #refuseElsewhere(anchor: string): void {
    if (this.#source.root === null) return;
    visit(this.#source.root, {
      Pair: (_key, pair) => (this.#changes.gone.has(pair) ? visit.SKIP : undefined),
      Node: (_key, node) => {
        if (isAlias(node) || !("anchor" in node) || node.anchor !== anchor) return;
        throw new UneditableValues(SHARED, startOf(node) ?? 0);
      },
    });
  }

  /** Does it stand where the chart looks for nothing, as in `x-common:`? */
  #isOwnCorner(pair: Pair): boolean {
    if (!isMap(this.#source.root)) return false;
    const top = this.#source.root.items.find((each) => each === pair || contains(each.value, pair));
    return top !== undefined && !CHART_TOPS.includes(keyOf(top));
  }
}

const SHARED = "this is the value of an attribute that is taken out as well; write it out in both places";

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

function visitAliases(node: unknown, visitor: (alias: Alias) => void): void {
  if (!isNode(node)) return;
  if (isAlias(node)) visitor(node);
  else visit(node, { Alias: (_key, alias) => visitor(alias) });
}
