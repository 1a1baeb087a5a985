import { isCollection, isMap, isNode, type Node, type Pair, visit } from "yaml";
import type { Path } from "./path.js";
import { keyOf, startOf } from "./positions.js";

/** A key that its map has already. */
export interface RepeatedKey {
  path: Path;
  offset: number;
  firstOffset: number;
}

/** The keys of a tree that stand twice in their map, at any depth, in the order of the text. */
export function repeatedKeys(root: Node | null): RepeatedKey[] {
  const repeated: RepeatedKey[] = [];
  visit(root, {
    Map(_, map, ancestors) {
      const first = new Map<string, number>();
      for (const pair of map.items) {
        const key = keyOf(pair);
        const offset = startOf(pair.key) ?? 0;
        const firstOffset = first.get(key);
        if (firstOffset === undefined) first.set(key, offset);
        else repeated.push({ path: [...pathOf(ancestors, map), key], offset, firstOffset });
      }
    },
  });
  return repeated;
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
