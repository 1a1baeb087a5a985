import { goQuote } from "../../apimachinery/go-quote.js";
import { ApiFailure, type StatusCause } from "../http/statuses.js";

/** One complaint of a validation, in the words of apimachinery's `field.Error`. */
export type FieldError = Required<StatusCause>;

export function invalid(field: string, value: string | number, detail: string): FieldError {
  return invalidPrinted(field, typeof value === "number" ? String(value) : goQuote(value), detail);
}

/** As `invalid`, for a value that Go prints in a form of its own (`%#v`). */
export function invalidPrinted(field: string, value: string, detail: string): FieldError {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${value}: ${detail}`, field };
}

export function required(field: string, detail?: string): FieldError {
  const message = detail === undefined ? "Required value" : `Required value: ${detail}`;
  return { reason: "FieldValueRequired", message, field };
}

export function forbidden(field: string, detail: string): FieldError {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${detail}`, field };
}

export function tooManyBytes(field: string, limit: number): FieldError {
  return { reason: "FieldValueTooLong", message: `Too long: may not be more than ${limit} bytes`, field };
}

/** @param value as Go prints it */
export function unsupportedValue(field: string, value: string, supported: readonly string[]): FieldError {
  const choices = supported.map((choice) => goQuote(choice)).join(", ");
  const message = `Unsupported value: ${value}: supported values: ${choices}`;
  return { reason: "FieldValueNotSupported", message, field };
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
  const text = `${qualified} ${goQuote(name)} is invalid: ${list}`;
  return new ApiFailure(422, "Invalid", text, { name, group, kind, causes: errors });
}
