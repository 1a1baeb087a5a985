import { goQuote } from "../../apimachinery/go-quote.js";
import { ApiFailure, type StatusCause } from "../http/statuses.js";

/** One complaint of a validation, in the words of apimachinery's `field.Error`. */
export interface FieldError {
  reason: string;
  field: string;
  message: string;
}

export function invalid(field: string, value: string | number, detail: string): FieldError {
  return invalidPrinted(field, typeof value === "number" ? String(value) : goQuote(value), detail);
}

/** As `invalid`, for a value that Go prints in a form of its own (`%#v`). */
export function invalidPrinted(field: string, value: string, detail: string): FieldError {
  return { reason: "FieldValueInvalid", field, message: `Invalid value: ${value}: ${detail}` };
}

export function required(field: string, detail = ""): FieldError {
  return { reason: "FieldValueRequired", field, message: withDetail("Required value", detail) };
}

export function forbidden(field: string, detail: string): FieldError {
  return { reason: "FieldValueForbidden", field, message: withDetail("Forbidden", detail) };
}

export function tooManyBytes(field: string, limit: number): FieldError {
  return { reason: "FieldValueTooLong", field, message: `Too long: may not be more than ${limit} bytes` };
}

/** @param value as Go prints it */
export function unsupportedValue(field: string, value: string, supported: readonly string[]): FieldError {
  const choices = supported.map((choice) => goQuote(choice)).join(", ");
  return {
    reason: "FieldValueNotSupported",
    field,
    message: `Unsupported value: ${value}: supported values: ${choices}`,
  };
}

function withDetail(text: string, detail: string): string {
  return detail === "" ? text : `${text}: ${detail}`;
}

/** The 422 for an object or for options that did not pass. A complaint made twice is one in the message, two causes. */
export function invalidObject(
  kind: string,
  name: string,
  errors: readonly FieldError[],
  group?: string,
): ApiFailure {
  const lines = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  const list = lines.length === 1 ? lines[0] : `[${lines.join(", ")}]`;
  const qualified = group === undefined ? kind : `${kind}.${group}`;
  const causes: StatusCause[] = errors.map(({ reason, message, field }) => ({ reason, message, field }));
  return new ApiFailure(422, `${qualified} ${goQuote(name)} is invalid: ${list}`, {
    reason: "Invalid",
    details: { name, group, kind, causes },
  });
}
