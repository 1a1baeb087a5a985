import { base64ErrorOffset, decodeBase64, encodeBase64 } from "../apimachinery/base64.js";
import type { JsonReader } from "./json-reader.js";

/** How one JSON member is read into a target; `path` names the Go fields around it, innermost first. */
export interface Field<T> {
  path: readonly string[];
  read(reader: JsonReader, target: T): void;
}

export type Fields<T> = ReadonlyMap<string, Field<T>>;

/** Reads an object into a target. Unknown members are skipped, a repeated member is read again into the same target. */
export function readStruct<T>(reader: JsonReader, goType: string, fields: Fields<T>, target: T): void {
  if (!reader.readObjectStart()) return;
  let separator = ",";
  while (separator === ",") {
    const field = fields.get(reader.readString());
    reader.next();
    if (field === undefined) reader.skip();
    else field.read(reader, target);
    for (const name of field?.path ?? []) reader.prefixError(`${name}: `);
    separator = reader.next();
  }
  // The real decoder has one form for types with few fields and one for those with many.
  const isSmall = fields.size <= 10;
  if (isSmall && separator !== "}")
    reader.report("isObjectEnd", `object ended prematurely, unexpected char ${separator}`);
  reader.prefixError(`${goType}.`);
  if (!isSmall && separator !== "}") reader.report("struct Decode", `expect }, but found ${separator}`);
}

/** Reads members into a map that may hold some already; null empties it. */
export function readMap<V>(
  reader: JsonReader,
  known: ReadonlyMap<string, V>,
  readValue: (reader: JsonReader) => V,
): Map<string, V> {
  const first = reader.next();
  if (first === "n") {
    reader.skipNull();
    return new Map();
  }
  const map = new Map(known);
  if (first !== "{") {
    reader.report("ReadMapCB", `expect { or n, but found ${first}`);
    return map;
  }
  if (reader.next() === "}") return map;
  reader.unread();
  let separator = ",";
  while (separator === ",") {
    const key = reader.readString();
    reader.next();
    map.set(key, readValue(reader));
    separator = reader.next();
  }
  if (separator !== "}") reader.report("ReadMapCB", `expect }, but found ${separator}`);
  return map;
}

/** Reads a list; null is an empty one. */
export function readList<V>(reader: JsonReader, goType: string, readItem: (reader: JsonReader) => V): V[] {
  const items: V[] = [];
  const first = reader.next();
  if (first === "n") {
    reader.skipNull();
  } else if (first !== "[") {
    reader.report("decode slice", `expect [ or n, but found ${first}`);
  } else if (reader.next() !== "]") {
    reader.unread();
    let separator = ",";
    while (separator === ",") {
      items.push(readItem(reader));
      separator = reader.next();
    }
    if (separator !== "]") reader.report("decode slice", `expect ], but found ${separator}`);
  }
  reader.prefixError(`${goType}: `);
  return items;
}

/** Reads bytes: base64 text, null or a list of small numbers. Returns canonical base64. */
export function readBytes(reader: JsonReader): string {
  if (reader.readNull()) return "";
  const first = reader.peek();
  if (first === "[") return encodeBase64(Buffer.from(readList(reader, "[]uint8", (item) => item.readByte())));
  if (first !== '"') {
    reader.report("base64Codec", "invalid input");
    return "";
  }
  const text = reader.readString();
  const offset = base64ErrorOffset(text);
  if (offset === undefined) return encodeBase64(decodeBase64(text));
  reader.report("decode base64", `illegal base64 data at input byte ${offset}`);
  return "";
}
