import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { encodeBase64 } from "../../apimachinery/base64.js";
import type { FieldTable, FieldType } from "./fields.js";

/** `k8s` and a zero byte: what every protobuf body of the API starts with. */
const MAGIC = "k8s\0";

/**
 * The JSON value that a protobuf body stands for: its envelope (runtime.Unknown) with kind and apiVersion, and the object by
 * its table. Empty text and times, which kubectl writes out, are absent.
 * @returns undefined when it is no such body
 */
export function fromProtobuf(body: Buffer, table: FieldTable): object | undefined {
  if (body.toString("latin1", 0, 4) !== MAGIC) return undefined;
  try {
    const envelope = messages(body.subarray(4));
    const type = messages(envelope.get(1) ?? EMPTY);
    const [apiVersion, kind] = [1, 2].map((number) => Buffer.from(type.get(number) ?? EMPTY).toString());
    return { apiVersion, kind, ...readMessage(envelope.get(2) ?? EMPTY, table) };
  } catch {
    return undefined;
  }
}

const EMPTY = new Uint8Array();

/** The length-delimited fields of a message, by number. */
function messages(bytes: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (wire === WireType.LengthDelimited) found.set(number, reader.bytes());
    else reader.skip(wire, number);
  }
  return found;
}

function readMessage(bytes: Uint8Array, table: FieldTable): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    const [name, field] = Object.entries(table).find(([, each]) => each.number === number) ?? [];
    if (name === undefined || field === undefined) reader.skip(wire, number);
    else addValue(read, name, field.type, wire === WireType.Varint ? Number(reader.int64()) : reader.bytes());
  }
  return read;
}

function addValue(
  read: Record<string, unknown>,
  name: string,
  type: FieldType,
  raw: number | Uint8Array,
): void {
  if (type.kind === "list") {
    const list = Array.isArray(read[name]) ? read[name] : [];
    read[name] = [...list, toValue(type.of, raw)];
  } else if (type.kind === "map" && typeof raw !== "number") {
    const entry = messages(raw);
    const key = Buffer.from(entry.get(1) ?? EMPTY).toString();
    // Not by assignment: a key may be __proto__.
    const map = Object.entries(read[name] ?? {});
    read[name] = Object.fromEntries([...map, [key, toValue(type.of, entry.get(2) ?? EMPTY)]]);
  } else {
    const value = toValue(type, raw);
    if (value !== "" && value !== undefined) read[name] = value;
  }
}

function toValue(type: FieldType, raw: number | Uint8Array): unknown {
  if (typeof raw === "number") return type.kind === "boolean" ? raw !== 0 : raw;
  switch (type.kind) {
    case "struct":
      return readMessage(raw, type.fields);
    case "bytes":
      return encodeBase64(raw);
    case "time":
    case "any":
      return undefined;
    default:
      return Buffer.from(raw).toString();
  }
}
