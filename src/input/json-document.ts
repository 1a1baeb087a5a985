import { isCollection, isMap, isNode, LineCounter, type Node, type Pair, parseDocument, visit } from "yaml";
import type { Path } from "../source/path.js";
import { keyOf, offsetOf, type Position, positionAt, startOf } from "../source/positions.js";
import { findJsonError } from "./json-syntax.js";

/** Something wrong at one place of a document; the reason never quotes a value. */
export interface DocumentProblem extends Position {
  path: Path;
  reason: string;
}

/** A JSON document with the positions of its parts. */
export interface JsonDocument {
  value: unknown;
  /** Where the value at the path stands, or the key that leads to it; the nearest part that exists otherwise. */
  positionOf(path: Path, part: "key" | "value"): Position;
}

/**
 * Reads one JSON document. The value comes from `JSON.parse`, positions and repeated keys from the `yaml` parser's
 * tree: JSON is a part of YAML. No parser's message is passed on: they quote the input.
 */
export function parseJsonDocument(text: string): JsonDocument | { problems: DocumentProblem[] } {
  const lineCounter = new LineCounter();
  // Filled by the parser otherwise: the offsets at which lines start.
  const countLines = (): void => {
    lineCounter.addNewLine(0);
    for (const { index } of text.matchAll(/\n/g)) lineCounter.addNewLine(index + 1);
  };
  const problem = (offset: number, reason: string, path: Path = []): { problems: DocumentProblem[] } => ({
    problems: [{ ...positionAt(lineCounter, offset), path, reason }],
  });
  const start = text.search(/\S/);
  if (start < 0) return problem(0, "there is no manifest in it");
  const error = findJsonError(text);
  if (error !== undefined) {
    countLines();
    if (text[start] !== "{" && text[start] !== "[") return problem(start, "expected a JSON object");
    return problem(error.offset, error.reason);
  }
  const value: unknown = JSON.parse(text);
  // Whatever is no object is refused as a whole, and not worth a tree.
  if (text[start] !== "{") {
    countLines();
    return { value, positionOf: () => positionAt(lineCounter, start) };
  }
  const tree = parseDocument(text, {
    lineCounter,
    // The parser's own check compares every key with every other one.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  const repeated = repeatedKeys(tree.contents, lineCounter);
  if (repeated.length > 0) return { problems: repeated };
  return {
    value,
    positionOf: (path, part) => positionAt(lineCounter, offsetOf(tree.contents, path, part)),
  };
}

function repeatedKeys(root: Node | null, lineCounter: LineCounter): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  visit(root, {
    Map(_, map, ancestors) {
      const first = new Map<string, number>();
      for (const pair of map.items) {
        const key = keyOf(pair);
        const offset = startOf(pair.key) ?? 0;
        const earlier = first.get(key);
        if (earlier === undefined) {
          first.set(key, offset);
          continue;
        }
        const { line, column } = positionAt(lineCounter, earlier);
        problems.push({
          ...positionAt(lineCounter, offset),
          path: [...pathOf(ancestors, map), key],
          reason: `the key is there twice, first at ${line}:${column}`,
        });
      }
    },
  });
  return problems;
}

function pathOf(ancestors: readonly unknown[], node: unknown): Path {
  const path: (string | number)[] = [];
  const chain = [...ancestors, node];
  for (const [at, ancestor] of chain.entries()) {
    const next = chain[at + 1];
    if (isPairNode(ancestor)) path.push(keyOf(ancestor));
    else if (isCollection(ancestor) && !isMap(ancestor)) path.push(ancestor.items.indexOf(next));
  }
  return path;
}

function isPairNode(value: unknown): value is Pair {
  return typeof value === "object" && value !== null && "key" in value && !isNode(value);
}
