import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from "yaml";
import type { Path } from "./path.js";

/** Both count from 1. */
export interface Position {
  line: number;
  column: number;
}

/** Where the value at the path starts, or the key that leads to it; the nearest part that exists otherwise. */
export function offsetOf(root: Node | null, path: Path, part: "key" | "value"): number {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const [at, segment] of path.entries()) {
    if (isMap(node)) {
      // The last of several equal keys counts, as it does for JSON.parse.
      const pair = node.items.findLast((candidate) => keyOf(candidate) === String(segment));
      if (pair === undefined) return offset;
      node = pair.value;
      offset = (part === "key" && at === path.length - 1 ? startOf(pair.key) : startOf(node)) ?? offset;
    } else if (isCollection(node) && typeof segment === "number") {
      node = node.items[segment];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

/** The key as text; "" when it is no scalar. */
export function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : "";
}

/** The offset at which a node starts. */
export function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** Line and column of an offset, both from 1. */
export function positionAt(lineCounter: LineCounter, offset: number): Position {
  const { line, col } = lineCounter.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Where a part of a YAML or JSON text stands, read as leniently as kubectl does; the nearest part that exists. */
export function positionInYaml(text: string, path: Path): Position {
  const lineCounter = new LineCounter();
  const tree = parseDocument(text, {
    version: "1.1",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
    lineCounter,
  });
  return positionAt(lineCounter, offsetOf(tree.contents, path, "value"));
}
