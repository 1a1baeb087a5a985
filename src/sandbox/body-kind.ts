import { JsonReader } from "./json-reader.js";
import { checkJsonSyntax, JsonSyntaxError } from "./json-syntax.js";

/** What a body says that it is; empty where it says nothing. */
export interface BodyKind {
  apiVersion: string;
  kind: string;
}

/** A body whose kind cannot be told; the message is the server's text. */
export class UnknownBodyKind extends Error {
  override readonly name = "UnknownBodyKind";
}

/**
 * Reads `kind` and `apiVersion` as the server does before all else: with encoding/json, which ignores case and takes
 * the last of several.
 *
 * @throws UnknownBodyKind for malformed JSON, or something else than an object
 */
export function readBodyKind(bytes: Buffer): BodyKind {
  const found: BodyKind = { apiVersion: "", kind: "" };
  try {
    checkJsonSyntax(bytes);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw unreadable(error.message);
    throw error;
  }
  const reader = new JsonReader(bytes);
  const first = reader.peek();
  if (first === "n") return found;
  if (first !== "{")
    throw unreadable(`json: cannot unmarshal ${jsonKind(first)} into Go value of type ${GO_STRUCT}`);
  if (!reader.readObjectStart()) return found;
  let problem: string | undefined;
  do {
    const name = FIELDS.get(reader.readString().toLowerCase());
    reader.next();
    const value = reader.peek();
    if (name === undefined || value === "n") {
      reader.skip();
    } else if (value === '"') {
      found[name] = reader.readString();
    } else {
      problem ??= `json: cannot unmarshal ${jsonKind(value)} into Go struct field .${name} of type string`;
      reader.skip();
    }
  } while (reader.next() === ",");
  if (problem !== undefined) throw unreadable(problem);
  return found;
}

const FIELDS: ReadonlyMap<string, keyof BodyKind> = new Map([
  ["apiversion", "apiVersion"],
  ["kind", "kind"],
]);

const GO_STRUCT =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** The word of encoding/json for a value that starts with a character. */
function jsonKind(first: string): string {
  if (first === "[") return "array";
  if (first === "{") return "object";
  if (first === '"') return "string";
  return first === "t" || first === "f" ? "bool" : "number";
}

function unreadable(reason: string): UnknownBodyKind {
  return new UnknownBodyKind(`couldn't get version/kind; json parse error: ${reason}`);
}
