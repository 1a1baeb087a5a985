import type { SelectorFlaw } from "./label-selector.js";
import { labelValueProblem, qualifiedNameProblem } from "./name-words.js";

/** Why a text is no label selector, in our words. */
export function selectorProblem(flaw: SelectorFlaw): string {
  switch (flaw.kind) {
    case "syntax":
      return flaw.found === ""
        ? `it ends too early, expected: ${flaw.expected}`
        : `found '${flaw.found}', expected: ${flaw.expected}`;
    case "key":
      return `the label "${flaw.key}" is none: ${qualifiedNameProblem(flaw.key)}`;
    case "value":
      return `the label ${flaw.key} cannot have the value "${flaw.value}": ${labelValueProblem(flaw.value)}`;
    case "number":
      return `the label ${flaw.key} is compared with "${flaw.value}", which is no whole number`;
  }
}
