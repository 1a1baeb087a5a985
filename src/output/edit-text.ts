import { isShowable } from "../apimachinery/escape.js";
import type { EditableValues } from "../secret/editable.js";
import type { SecretWithValues } from "../secret/secret.js";
import { toYaml } from "./yaml.js";

/** What is edited: YAML with every value as text, blocks where it has several lines. */
export function editText({ name, namespace, type }: SecretWithValues, values: EditableValues): string {
  const head = [
    `# Secret "${name}" in namespace "${namespace}", type ${type}. Change, add or remove values, then save and quit.`,
    "# Nothing happens when the file is left as it is. Lines that begin with # are passed over.",
  ];
  const texts = [...values.texts].map(([key, text]) => entry(key, text));
  const placeholders = [...values.placeholders].map(([key, text]) => entry(key, text));
  const rest =
    placeholders.length === 0
      ? []
      : ["# Values that are no text; all that can be done here is to remove their lines.", "data:\n"];
  return `${head.join("\n")}\nstringData:${texts.length === 0 ? " {}" : ""}\n${texts.join("")}${rest.join("\n")}${placeholders.join("")}`;
}

function entry(key: string, text: string): string {
  if (!canBeBlock(text)) return `  ${toYaml({ [key]: text })}`;
  const name = toYaml({ [key]: "x" }).slice(0, -": x\n".length);
  const ends = /\n*$/.exec(text)?.[0].length ?? 0;
  const chomping = ["-", ""][ends] ?? "+";
  const lines = text.slice(0, ends > 0 ? -1 : undefined).split("\n");
  return `  ${name}: |${chomping}\n${lines.map((line) => (line === "" ? "\n" : `    ${line}\n`)).join("")}`;
}

/** A block keeps every byte of it: spaces at the start of a text or alone on a line would get lost. */
function canBeBlock(text: string): boolean {
  return /^\S.*\n/.test(text) && !/\r|^[ \t]+$/m.test(text) && isShowable(text);
}
