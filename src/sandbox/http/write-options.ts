import { goQuote } from "../../apimachinery/go-quote.js";
import {
  type FieldError,
  invalid,
  invalidObject,
  tooManyBytes,
  unsupportedValue,
} from "../validation/field-errors.js";
import type { Query } from "./request.js";

const MAX_FIELD_MANAGER_BYTES = 128;

export type FieldValidation = "Ignore" | "Warn" | "Strict";

const FIELD_VALIDATIONS: readonly FieldValidation[] = ["Ignore", "Strict", "Warn"];

/**
 * Reads the options of a create or a patch from its query.
 * @throws ApiFailure 422
 */
export function parseWriteOptions(
  query: Query,
  kind: "CreateOptions" | "PatchOptions",
): { isDryRun: boolean; fieldValidation: FieldValidation } {
  const dryRun = query.all("dryRun");
  const asked = query.get("fieldValidation") || "Warn";
  const fieldValidation = FIELD_VALIDATIONS.find((each) => each === asked);
  const errors = [...fieldManagerErrors(query.get("fieldManager") ?? ""), ...dryRunErrors(dryRun)];
  if (fieldValidation === undefined) {
    errors.push(unsupportedValue("fieldValidation", goQuote(asked), ["", ...FIELD_VALIDATIONS]));
  }
  if (errors.length > 0) throw invalidObject(kind, "", errors, "meta.k8s.io");
  return { isDryRun: dryRun.length > 0, fieldValidation: fieldValidation ?? "Warn" };
}

export function dryRunErrors(values: readonly string[]): FieldError[] {
  const isGood = values.every((value) => value === "All");
  return isGood ? [] : [unsupportedValue("dryRun", JSON.stringify(values), ["All"])];
}

function fieldManagerErrors(manager: string): FieldError[] {
  const field = "fieldManager";
  const errors: FieldError[] = [];
  if (Buffer.byteLength(manager) > MAX_FIELD_MANAGER_BYTES) {
    errors.push(tooManyBytes(field, MAX_FIELD_MANAGER_BYTES));
  }
  let position = 0;
  for (const character of manager) {
    if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) {
      const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      errors.push(invalid(field, manager, `invalid character U+${point} (at position ${position})`));
    }
    position += Buffer.byteLength(character);
  }
  return errors;
}
