import { Composer, type Document, Lexer, type ParsedNode, Parser } from "yaml";
import {
  MAX_DEPTH,
  MAX_DOCUMENTS,
  MAX_SCALAR,
  MAX_YAML_TOKENS,
  TOO_DEEP,
  TOO_LONG,
  TOO_MANY_VALUES,
} from "../source/limits.js";
import { Places } from "../source/places.js";
import { offsetOf } from "../source/positions.js";
import { TEMPLATE, yamlReason } from "../source/yaml-reasons.js";
import { type SourceDocument, unreadable } from "./source-document.js";
import { yamlValue } from "./yaml-value.js";

/** What YAML leaves out of a text, and a line end that the `yaml` package takes for text: a carriage return alone. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\r(?!\n)/;

/**
 * The documents of a YAML text, one by one: only one tree is in memory at a time. Empty documents are counted and passed over.
 * The parser is stopped before a document is too deep or too large for it; what stands behind is not read then.
 */
export function* yamlDocuments(text: string): Generator<SourceDocument> {
  const lines = new Places(text);
  const anchors = new Map<string, number>();
  const forbidden = text.search(FORBIDDEN);
  let number = 0;
  for (const item of composed(text)) {
    number++;
    if ("stop" in item || number > MAX_DOCUMENTS) {
      const stop = "stop" in item ? item : { offset: item.range[0], stop: "there are too many documents" };
      yield unreadable(number, lines.positionAt(stop.offset), stop.stop);
      return;
    }
    if (forbidden >= 0 && forbidden < item.range[2]) {
      yield unreadable(
        number,
        lines.positionAt(forbidden),
        "a control character stands here; in double quotes it can be written with a backslash",
      );
      return;
    }
    if (item.errors.length > 0 || !isEmpty(item)) yield toDocument(item, number, { text, lines, anchors });
  }
}

interface Source {
  text: string;
  lines: Places;
  /** The anchors so far, and the numbers of their documents. */
  anchors: Map<string, number>;
}

function toDocument(document: Document.Parsed, number: number, source: Source): SourceDocument {
  const { text, lines, anchors } = source;
  const placed = (offset: number) => lines.positionAt(offset);
  const { value, problems, anchors: own } = yamlValue(document.contents, { text, earlierAnchors: anchors });
  for (const anchor of own) anchors.set(anchor, number);
  const [error] = document.errors;
  const syntax = error && { offset: error.pos[0], path: [], reason: () => syntaxReason(error, text) };
  return {
    number,
    value,
    isBroken: error !== undefined,
    // What the tree of a broken document holds is guessed.
    problems: (syntax ? [syntax] : problems).map(({ offset, path, reason }) => ({
      ...placed(offset),
      path,
      reason: reason(placed),
    })),
    positionOf: (path, part) => placed(offsetOf(document.contents, path, part)),
  };
}

interface Stop {
  offset: number;
  stop: string;
}

const MAX_ODDITIES = 100;

function* composed(text: string): Generator<Document.Parsed | Stop> {
  const parser = new Parser();
  const composer = new Composer<ParsedNode>({
    schema: "failsafe",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  let tokens = 0;
  /** Directives and errors: the composer keeps something of each. */
  let oddities = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const excess =
      parser.stack.length > MAX_DEPTH
        ? TOO_DEEP
        : ++tokens > MAX_YAML_TOKENS || oddities > MAX_ODDITIES
          ? TOO_MANY_VALUES
          : lexeme.length > MAX_SCALAR
            ? TOO_LONG
            : undefined;
    if (excess !== undefined) {
      yield* composer.end();
      yield { offset: Math.min(parser.offset, text.length), stop: excess };
      return;
    }
    for (const token of parser.next(lexeme)) {
      yield* composer.next(token);
      if (token.type === "document") tokens = 0;
      if (token.type === "directive" || token.type === "error") oddities++;
    }
  }
  for (const token of parser.end()) yield* composer.next(token);
  yield* composer.end();
}

function isEmpty({ contents }: Document.Parsed): boolean {
  if (contents === null) return true;
  const { anchor, tag, source } = contents as { anchor?: string; tag?: string; source?: string };
  return source === "" && anchor === undefined && tag === undefined && isPlain(contents);
}

function isPlain(node: ParsedNode): boolean {
  return "type" in node && node.type === "PLAIN";
}

/** A `{{` or `{%` on the line tells what went wrong better than the parser can. */
function syntaxReason({ code, pos }: Document.Parsed["errors"][number], text: string): string {
  const start = text.lastIndexOf("\n", pos[0] - 1) + 1;
  const end = text.indexOf("\n", pos[0]);
  const line = text.slice(start, end < 0 ? undefined : end);
  if (/\{[{%]/.test(line)) return TEMPLATE;
  return `this is not valid YAML: ${yamlReason(code)}`;
}
