import type { Expectation, SelectorFlaw } from "./label-selector.js";
import { labelValueProblem, qualifiedNameProblem } from "./name-words.js";
import { shownName } from "./shown.js";

/** Why a text is no label selector, in words that repeat no more of it than a label: it may be a value that was mistyped. */
export function selectorProblem(flaw: SelectorFlaw): string {
  switch (flaw.kind) {
    case "syntax": {
      const expected = `expected: ${EXPECTED[flaw.expected]}`;
      if (flaw.found === "") return `it ends too early, ${expected}`;
      return `found ${/^[=!<>(),]+$/.test(flaw.found) ? flaw.found : "another word"}, ${expected}`;
    }
    case "key":
      return `a label in it is none: ${qualifiedNameProblem(flaw.key)}`;
    case "values": {
      const value = flaw.values[0]?.value ?? "";
      return `the label ${shownName(flaw.key)} cannot have such a value: ${labelValueProblem(value)}`;
    }
    case "number":
      return `the label ${shownName(flaw.key)} is compared with something that is no whole number`;
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
