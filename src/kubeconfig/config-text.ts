import { parsePlainYaml } from "./plain-yaml.js";

/**
 * The value of a configuration file in JSON or YAML. JSON, and the YAML that tools write, are read without loading the YAML parser. A parser's message
 * is never passed on: it quotes the line, and with it the token that stands there.
 *
 * @throws PachctlError usage with file, line and column
 */
export async function parseConfigText(text: string, file: string): Promise<unknown> {
  if (text.trimStart().startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch {
      // YAML's flow style starts with a brace, too.
    }
  }
  const plain = parsePlainYaml(text);
  if (plain !== undefined) return plain;
  const { parseYamlConfig } = await import("./yaml-config.js");
  return parseYamlConfig(text, file);
}
