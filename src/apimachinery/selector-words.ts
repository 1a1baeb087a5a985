import type { Expectation, SelectorFlaw } from "./label-selector.js";
import { labelValueProblem, qualifiedNameProblem } from "./name-words.js";

/** Why a text is no label selector, in our words. */
export function selectorProblem(flaw: SelectorFlaw): string {
  switch (flaw.kind) {
    case "syntax": {
      const expected = `expected: ${EXPECTED[flaw.expected]}`;
      return flaw.found === "" ? `it ends too early, ${expected}` : `found '${flaw.found}', ${expected}`;
    }
    case "key":
      return `the label "${flaw.key}" is none: ${qualifiedNameProblem(flaw.key)}`;
    case "values": {
      const value = flaw.values[0]?.value ?? "";
      return `the label ${flaw.key} cannot have the value "${value}": ${labelValueProblem(value)}`;
    }
    case "number":
      return `the label ${flaw.key} is compared with "${flaw.value}", which is no whole number`;
  }
}

const EXPECTED: Readonly<Record<Expectation, string>> = {
  start: "a label, or ! and a label",
  operator: "one of = == != in notin > <",
  identifier: "a label or a value",
  "comma or end": "a comma or the end",
  "identifier after comma": "a label after the comma",
  list: "an opening bracket",
  "first value": "a comma, a closing bracket or a value",
  "comma or list end": "a comma or a closing bracket",
  "comma or value": "a comma or a value",
};
