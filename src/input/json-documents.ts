import { type Node, parseDocument } from "yaml";
import { Places } from "../source/places.js";
import { offsetOf } from "../source/positions.js";
import { repeatedKeys } from "../source/repeated-keys.js";
import type { JsonSpan } from "./json-syntax.js";
import { type SourceDocument, thereTwice } from "./source-document.js";

/**
 * The JSON values of a text, one by one. Each value comes from `JSON.parse`; positions and repeated keys come from the tree of the
 * `yaml` parser, JSON being a part of YAML, which is made only where something is wrong.
 */
export function* jsonDocuments(text: string, spans: readonly JsonSpan[]): Generator<SourceDocument> {
  const lines = new Places(text);
  for (const [at, { start, end, hasRepeatedKeys }] of spans.entries()) {
    const source = text.slice(start, end);
    let tree: Node | null | undefined;
    const root = (): Node | null => {
      tree ??= treeOf(source);
      return tree;
    };
    const placed = (offset: number) => lines.positionAt(start + offset);
    const repeated = hasRepeatedKeys ? repeatedKeys(root()) : [];
    yield {
      number: at + 1,
      value: JSON.parse(source),
      isBroken: false,
      problems: repeated.map(({ path, offset, firstOffset }) => {
        const first = placed(firstOffset);
        return { ...placed(offset), path, reason: thereTwice(first) };
      }),
      positionOf: (path, part) => placed(path.length === 0 ? 0 : offsetOf(root(), path, part)),
    };
  }
}

function treeOf(source: string): Node | null {
  // In JSON a carriage return stands between tokens only; a lone one is no line end for the parser, and would hide what follows.
  const text = source.replace(/\r(?!\n)/g, " ");
  // The parser's own check of keys compares every one with every other one.
  return parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" }).contents;
}
