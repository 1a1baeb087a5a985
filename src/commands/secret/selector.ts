import { LabelSelectorError, parseLabelSelector } from "../../apimachinery/label-selector.js";
import { selectorProblem } from "../../apimachinery/selector-words.js";
import { usageError } from "../../errors.js";

/** Of -l: text with a comma or bracket too many must not change what it is joined with. @throws PachctlError usage */
export function checkSelector(selector: string): void {
  try {
    parseLabelSelector(selector);
  } catch (error) {
    if (!(error instanceof LabelSelectorError)) throw error;
    throw usageError(`-l is not a label selector: ${selectorProblem(error.flaw)}`);
  }
}
