import { type Document, LineCounter, parseDocument, visit } from "yaml";
import { PachctlError, usageError } from "../errors.js";
import { yamlReason } from "../source/yaml-reasons.js";

/**
 * Reads one YAML 1.1 document, with repeated keys (the last one counts) or empty.
 * @throws PachctlError usage with file, line and column, and nothing of the file's text
 */
export function parseLenientYaml(text: string, file: string): unknown {
  const lineCounter = new LineCounter();
  const problem = (position: string, reason = "") =>
    usageError(`${file}:${position}: this is not valid YAML${reason}`);
  try {
    const document = parseDocument(text, {
      version: "1.1",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
      lineCounter,
    });
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      throw problem(`${line}:${col}`, `: ${yamlReason(error.code)}`);
    }
    const at = danglingAlias(document);
    if (at !== undefined) {
      const { line, col } = lineCounter.linePos(at);
      throw problem(`${line}:${col}`, `: ${yamlReason("BAD_ALIAS")}`);
    }
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof PachctlError) throw error;
    throw problem("1:1");
  }
}

/** The offset of the first alias whose anchor does not stand before it: the parser finds that out as late as in toJS. */
function danglingAlias(document: Document): number | undefined {
  const anchors = new Set<string>();
  let offset: number | undefined;
  visit(document, {
    Node(_, node) {
      if (node.anchor !== undefined) anchors.add(node.anchor);
    },
    Alias(_, node) {
      if (anchors.has(node.source)) return undefined;
      offset = node.range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
}
