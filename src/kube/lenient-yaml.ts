import { LineCounter, parseDocument } from "yaml";
import { PachctlError, usageError } from "../errors.js";

/**
 * Reads one YAML 1.1 document, with repeated keys (the last one counts) or empty.
 * @throws PachctlError usage with file, line and column, and nothing of the file's text
 */
export function parseLenientYaml(text: string, file: string): unknown {
  const lineCounter = new LineCounter();
  const problem = (position: string) => usageError(`${file}:${position}: this is not valid YAML`);
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
      throw problem(`${line}:${col}`);
    }
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof PachctlError) throw error;
    throw problem("1:1");
  }
}
