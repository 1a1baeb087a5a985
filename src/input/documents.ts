import { Places } from "../source/places.js";
import type { Position } from "../source/positions.js";
import { TEMPLATE } from "../source/yaml-reasons.js";
import { jsonDocuments } from "./json-documents.js";
import { type JsonSpan, scanJson } from "./json-syntax.js";
import { type SourceDocument, unreadable } from "./source-document.js";
import { yamlDocuments } from "./yaml-documents.js";

/**
 * The documents of a text. The text decides what it is, as it does for kubectl, and not the name of the file: what starts with a
 * brace or a bracket is JSON, one value after the other, unless only YAML can be made of it (a comma too many, a comment, `---`).
 * @param what one of them is called
 * @returns at least one document
 */
export function* documentsIn(text: string, what = "manifest"): Generator<SourceDocument> {
  let isEmpty = true;
  if (text.search(/\S/) >= 0)
    for (const document of /^\s*[{[]/.test(text) ? jsonOrYaml(text) : yamlDocuments(text)) {
      isEmpty = false;
      yield document;
    }
  if (isEmpty) yield unreadable(1, { line: 1, column: 1 }, `there is no ${what} in it`);
}

function* jsonOrYaml(text: string): Generator<SourceDocument> {
  const { spans, error } = scanJson(text);
  if (error === undefined) {
    yield* jsonDocuments(text, spans);
    return;
  }
  const place = new Places(text).positionAt(error.offset);
  if (error.isLimit) {
    yield* brokenJson(text, spans, place, error.reason);
    return;
  }
  const documents = [...yamlDocuments(text)];
  const firstBroken = documents.find(({ isBroken }) => isBroken)?.problems[0];
  if (firstBroken === undefined || firstBroken.reason === TEMPLATE || isBehind(firstBroken, place)) {
    yield* documents;
  } else {
    yield* brokenJson(text, spans, place, error.reason);
  }
}

/** The values before the error, and the error. */
function* brokenJson(
  text: string,
  spans: readonly JsonSpan[],
  place: Position,
  reason: string,
): Generator<SourceDocument> {
  yield* jsonDocuments(text, spans);
  yield unreadable(spans.length + 1, place, reason);
}

function isBehind(one: Position, other: Position): boolean {
  return one.line > other.line || (one.line === other.line && one.column > other.column);
}
