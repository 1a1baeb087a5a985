import { base64ErrorOffset, decodeBase64, encodeBase64 } from "../../apimachinery/base64.js";
import { isObject } from "../../apimachinery/json-value.js";

/** What a field of a body may hold. Of bytes the value is canonical base64, of times the text as it was sent. */
export type FieldType =
  | { kind: "string" | "boolean" | "integer" | "time" | "bytes" | "any" }
  | { kind: "list" | "map"; of: FieldType }
  | { kind: "struct"; name: string; fields: FieldTable };

/** The fields of a struct; `number` is that of protobuf. */
export type FieldTable = Readonly<Record<string, { type: FieldType; number: number }>>;

/** A struct as it was read: absent and null fields are missing; maps are Maps, which keep any key. */
export type Struct = Readonly<Record<string, unknown>>;

export const STRING: FieldType = { kind: "string" };
export const BOOLEAN: FieldType = { kind: "boolean" };
export const INTEGER: FieldType = { kind: "integer" };
export const TIME: FieldType = { kind: "time" };
export const BYTES: FieldType = { kind: "bytes" };
/** Read, and of no interest. */
export const ANY: FieldType = { kind: "any" };

/** Texts numbered from 1. */
export function texts(...names: readonly string[]): FieldTable {
  return Object.fromEntries(names.map((name, at) => [name, { type: STRING, number: at + 1 }]));
}

export function listOf(of: FieldType): FieldType {
  return { kind: "list", of };
}

export function mapOf(of: FieldType): FieldType {
  return { kind: "map", of };
}

export function struct(name: string, fields: FieldTable): FieldType {
  return { kind: "struct", name, fields };
}

/** A body with a value of the wrong type. The message is in encoding/json's words, as far as they go. */
export class WrongType extends Error {
  override readonly name = "WrongType";
}

/**
 * Reads a struct by its table.
 * @param unknown takes the paths of fields that the table does not have; they are dropped
 * @throws WrongType
 */
export function readStruct(
  value: unknown,
  name: string,
  fields: FieldTable,
  unknown: string[],
  path = "",
): Struct {
  if (value === null) return {};
  if (!isObject(value)) throw wrongType(value, name, "");
  const read: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(value)) {
    const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (known === undefined) unknown.push(path + field);
    else if (inner !== null)
      read[field] = readField(inner, known.type, `${name}.${field}`, unknown, `${path}${field}`);
  }
  return read;
}

function readField(value: unknown, type: FieldType, place: string, unknown: string[], path: string): unknown {
  switch (type.kind) {
    case "any":
      return value;
    case "string":
      return expected(typeof value === "string", value, place, "string");
    case "boolean":
      return expected(typeof value === "boolean", value, place, "bool");
    case "integer":
      return expected(Number.isSafeInteger(value), value, place, "int64");
    case "time":
      return expected(typeof value === "string" && isTime(value), value, place, "string");
    case "bytes":
      return readBytes(value, place);
    case "list":
      if (!Array.isArray(value)) throw wrongType(value, place, "[]");
      return value.map((element, at) =>
        element === null ? zero(type.of) : readField(element, type.of, place, unknown, `${path}[${at}]`),
      );
    case "map":
      if (!isObject(value)) throw wrongType(value, place, "map");
      return new Map(
        Object.entries(value).map(([key, element]) => [
          key,
          element === null ? zero(type.of) : readField(element, type.of, place, unknown, `${path}.${key}`),
        ]),
      );
    case "struct":
      return readStruct(value, type.name, type.fields, unknown, `${path}.`);
  }
}

/** Null within a list or a map. */
function zero(type: FieldType): unknown {
  return type.kind === "struct" ? {} : "";
}

/** Base64 text, or a list of numbers, as encoding/json takes both. */
function readBytes(value: unknown, place: string): string {
  if (Array.isArray(value)) {
    const isByte = (each: unknown): boolean =>
      Number.isInteger(each) && Number(each) >= 0 && Number(each) < 256;
    if (!value.every((each) => each === null || isByte(each))) throw wrongType(value, place, "uint8");
    return encodeBase64(Uint8Array.from(value, Number));
  }
  if (typeof value !== "string") throw wrongType(value, place, "[]uint8");
  const offset = base64ErrorOffset(value);
  if (offset !== undefined) throw new WrongType(`illegal base64 data at input byte ${offset}`);
  return encodeBase64(decodeBase64(value));
}

function expected(isRight: boolean, value: unknown, place: string, type: string): unknown {
  if (!isRight) throw wrongType(value, place, type);
  return value;
}

function wrongType(value: unknown, place: string, type: string): WrongType {
  const found = Array.isArray(value)
    ? "array"
    : ({ boolean: "bool", object: "object", number: "number" }[typeof value as string] ?? "string");
  return new WrongType(`json: cannot unmarshal ${found} into Go struct field ${place} of type ${type}`);
}

/** RFC 3339, as Go's `time.Parse` reads it. */
function isTime(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/.exec(text);
  if (match === null) return text === "";
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= last && hour < 24 && minute < 60 && second < 60;
}
