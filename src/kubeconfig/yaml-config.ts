import { type Document, LineCounter, parseDocument, type ScalarTag, visit } from "yaml";
import { PachctlError, usageError } from "../errors.js";
import { goYamlScalar } from "../source/go-yaml-scalar.js";
import { yamlReason } from "../source/yaml-reasons.js";

/** Every plain scalar, as kubectl reads it. */
const GO_SCALAR: ScalarTag = {
  tag: "tag:yaml.org,2002:str",
  default: true,
  test: /^/,
  resolve: goYamlScalar,
};

/**
 * Reads one YAML document as kubectl does: repeated keys are tolerated (the last one counts), and the growth of aliases is
 * limited.
 * @throws PachctlError usage with file, line and column, and nothing of the file's text
 */
export function parseYamlConfig(text: string, file: string): unknown {
  const lineCounter = new LineCounter();
  const problem = (position: string, reason = "") =>
    usageError(`${file}:${position}: this is not valid YAML${reason}`);
  const problemAt = (offset: number, reason: string) => {
    const { line, col } = lineCounter.linePos(offset);
    return problem(`${line}:${col}`, `: ${reason}`);
  };
  try {
    const document = parseDocument(text, {
      schema: "failsafe",
      customTags: [GO_SCALAR],
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
      lineCounter,
    });
    const [error] = document.errors;
    if (error !== undefined) throw problemAt(error.pos[0], yamlReason(error.code));
    const dangling = text.includes("*") ? danglingAlias(document) : undefined;
    if (dangling !== undefined) throw problemAt(dangling, yamlReason("BAD_ALIAS"));
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
