import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { goYamlScalar, isBase60 } from "../source/go-yaml-scalar.js";
import { MAX_ALIASED_VALUES, MAX_ALIASES, MAX_DEPTH, TOO_DEEP } from "../source/limits.js";
import type { Path } from "../source/path.js";
import { startOf } from "../source/positions.js";
import { CORE_TAG, danglingReason, TAG_REASON, TEMPLATE, tagReason } from "../source/yaml-reasons.js";
import { thereTwice } from "./source-document.js";
import { quotingProblem } from "./yaml-quotes.js";

/** Something wrong with a part of a YAML tree. */
export interface YamlProblem {
  offset: number;
  path: Path;
  /** Made when it is told: it may name another place. */
  reason(placed: (offset: number) => { line: number; column: number }): string;
}

export interface YamlContext {
  text: string;
  /** The anchors of earlier documents, and the documents' numbers. */
  earlierAnchors: ReadonlyMap<string, number>;
}

export interface YamlValue {
  value: unknown;
  problems: YamlProblem[];
  anchors: Iterable<string>;
}

/**
 * The value of a YAML tree as kubectl would read it, with what kubectl gets wrong refused: repeated keys, keys that are no text,
 * tags, and merge keys behind the keys that they replace. Maps have no prototype; what aliases repeat is shared.
 */
export function yamlValue(root: Node | null, context: YamlContext): YamlValue {
  const reader = new ValueReader(root, context);
  const value = reader.read(root, []);
  return { value, problems: reader.problems, anchors: reader.anchors.keys() };
}

/** What an anchor names. */
interface Anchored {
  value: unknown;
  /** Its keys and values, and the levels below it; while it is read itself, none. */
  extent: { size: number; height: number } | undefined;
}

type YamlMap = Record<string, unknown>;

class ValueReader {
  readonly problems: YamlProblem[] = [];
  readonly anchors = new Map<string, Anchored>();
  readonly #context: YamlContext;
  /** A document in braces or brackets: text in quotes does not run over lines there. */
  readonly #isJsonLike: boolean;
  #size = 0;
  #deepest = 0;
  #aliases = 0;
  #aliasedSize = 0;

  constructor(root: Node | null, context: YamlContext) {
    this.#context = context;
    this.#isJsonLike = (isMap(root) || isSeq(root)) && root.flow === true;
  }

  read(node: unknown, path: Path): unknown {
    this.#size++;
    this.#deepest = Math.max(this.#deepest, path.length);
    if (isAlias(node)) return this.#aliased(node.source, node, path);
    const anchor = isNode(node) && "anchor" in node ? node.anchor : undefined;
    if (anchor === undefined) return this.#content(node, path);
    const outer = { size: this.#size, deepest: this.#deepest };
    const anchored: Anchored = { value: undefined, extent: undefined };
    this.anchors.set(anchor, anchored);
    this.#deepest = path.length;
    anchored.value = this.#content(node, path);
    anchored.extent = { size: this.#size - outer.size + 1, height: this.#deepest - path.length };
    this.#deepest = Math.max(outer.deepest, this.#deepest);
    return anchored.value;
  }

  #content(node: unknown, path: Path): unknown {
    if (isNode(node) && "tag" in node && node.tag !== undefined && !this.#isPlainTag(node.tag))
      this.#problem(node, path, tagReason(node.tag));
    if (isScalar(node)) return this.#scalar(node, path);
    if (isMap(node)) return this.#map(node, path);
    if (isSeq(node)) return node.items.map((element, at) => this.read(element, [...path, at]));
    return null;
  }

  #isPlainTag(tag: string): boolean {
    return tag === "!" || ["str", "map", "seq"].some((name) => tag === CORE_TAG + name);
  }

  #scalar(node: Scalar, path: Path): unknown {
    const text = textOf(node);
    if (node.type === "PLAIN") {
      if (node.tag === undefined) return isBase60(text) ? Number.NaN : goYamlScalar(text);
      // A value such as `!` alone is read as a tag of nothing.
      if (text === "" && this.#isPlainTag(node.tag)) this.#problem(node, path, TAG_REASON);
    }
    const problem = quotingProblem(node, this.#context.text, this.#isJsonLike);
    if (problem !== undefined) this.#problem(node, path, problem);
    return text;
  }

  #map(node: YAMLMap, path: Path): YamlMap {
    const map: YamlMap = Object.create(null);
    /** Where the map's own keys stand. */
    const own = new Map<string, number>();
    const template = node.items.some(({ key }) => isMap(key) && node.flow === true);
    if (template) {
      this.#problem(node, path, TEMPLATE);
      return map;
    }
    for (const pair of node.items) {
      // In braces, `password:secret` is a key: it is not shown, and the value is missing.
      if (pair.value === null && node.flow === true) {
        this.#problem(pair.key, path, "a colon, the space after it or a value is missing");
        continue;
      }
      const key = this.#key(pair, node, path);
      if (key === undefined) continue;
      const offset = startOf(pair.key) ?? 0;
      const first = own.get(key);
      if (first !== undefined) {
        this.problems.push({ offset, path: [...path, key], reason: (placed) => thereTwice(placed(first)) });
      }
      own.set(key, first ?? offset);
      const value = this.read(pair.value, [...path, key]);
      if (isMergeKey(pair.key)) this.#merge(value, map, own, pair, path);
      else map[key] = value;
    }
    return map;
  }

  /** The map's own keys win, and of several maps the first; kubectl lets a merge replace the keys that stand before it. */
  #merge(
    value: unknown,
    map: YamlMap,
    own: ReadonlyMap<string, number>,
    { key, value: node }: Pair,
    path: Path,
  ): void {
    const sources = Array.isArray(value) ? value : [value];
    if (!sources.every(isMapValue)) {
      this.#problem(node, [...path, "<<"], "only a map, or a list of maps, can be merged");
      return;
    }
    for (const [name, merged] of sources.flatMap((source) => Object.entries(source))) {
      if (own.has(name) && name in map) {
        this.#problem(key, [...path, "<<"], "it would replace a key that stands before it; put << first");
        return;
      }
      if (!(name in map)) map[name] = merged;
    }
  }

  #key({ key, value }: Pair, map: YAMLMap, path: Path): string | undefined {
    const place = startOf(key) === undefined ? (value ?? map) : key;
    if (isAlias(key)) {
      const text = this.#aliased(key.source, key, path);
      if (typeof text === "string") return text;
    }
    if (isScalar(key)) {
      const text = textOf(key);
      const problem = quotingProblem(key, this.#context.text, this.#isJsonLike);
      if (problem !== undefined) {
        this.#problem(place, path, problem);
        return undefined;
      }
      if (key.anchor !== undefined) {
        this.anchors.set(key.anchor, { value: text, extent: { size: 1, height: 0 } });
      }
      const isPlain = key.type === "PLAIN" && key.tag === undefined;
      if (path.length === 0 && isPlain && text.startsWith("---")) {
        this.#problem(place, path, "a line with --- must hold nothing else");
        return undefined;
      }
      if (key.tag !== undefined && !this.#isPlainTag(key.tag)) this.#problem(place, path, tagReason(key.tag));
      // Other words that kubectl does not take for text keep their letters: `y`, `on` and `1.0` can be data keys.
      if (!isPlain || goYamlScalar(text) !== null) return text;
    }
    this.#problem(place, path, "a key must be text; a quote or a key may be missing");
    return undefined;
  }

  #aliased(name: string, node: unknown, path: Path): unknown {
    const anchored = this.anchors.get(name);
    if (anchored === undefined) {
      this.#problem(node, path, danglingReason(name, this.#context.earlierAnchors.get(name)));
      return undefined;
    }
    const { extent, value } = anchored;
    if (extent === undefined) {
      this.#problem(node, path, "the alias stands within what it repeats");
      return undefined;
    }
    this.#size += extent.size;
    this.#deepest = Math.max(this.#deepest, path.length + extent.height);
    this.#aliasedSize += extent.size;
    const reason = this.#excess();
    if (reason === undefined) return value;
    // Once is enough.
    if (this.#aliases !== Number.POSITIVE_INFINITY) this.#problem(node, path, reason);
    this.#aliases = Number.POSITIVE_INFINITY;
    return undefined;
  }

  #excess(): string | undefined {
    if (++this.#aliases > MAX_ALIASES) return "there are too many aliases";
    if (this.#aliasedSize > MAX_ALIASED_VALUES) return "the aliases stand for too many values";
    return this.#deepest > MAX_DEPTH ? TOO_DEEP : undefined;
  }

  #problem(node: unknown, path: Path, reason: string): void {
    this.problems.push({ offset: startOf(node) ?? 0, path, reason: () => reason });
  }
}

function textOf({ value, source }: Scalar): string {
  return typeof value === "string" ? value : (source ?? "");
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.tag === undefined && key.value === "<<";
}

function isMapValue(value: unknown): value is YamlMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
