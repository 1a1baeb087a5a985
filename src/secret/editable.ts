import { isUtf8 } from "node:buffer";
import { decodeBase64 } from "../apimachinery/base64.js";
import { isShowable } from "../apimachinery/escape.js";
import type { SecretData } from "./secret.js";

/** The values of a secret as they can be edited. */
export interface EditableValues {
  /** By key. */
  texts: ReadonlyMap<string, string>;
  /** What stands in the place of a value that is no text, by key. */
  placeholders: ReadonlyMap<string, string>;
}

/** A text stays the same through an editor: no control characters but line ends and tabs. */
export function editableValues(data: SecretData): EditableValues {
  const texts = new Map<string, string>();
  const placeholders = new Map<string, string>();
  for (const key of Object.keys(data).sort()) {
    const bytes = decodeBase64(data[key] ?? "");
    const text = bytes.toString("utf8");
    if (isUtf8(bytes) && isShowable(text)) texts.set(key, text);
    else placeholders.set(key, `(binary, ${bytes.length} ${bytes.length === 1 ? "byte" : "bytes"})`);
  }
  return { texts, placeholders };
}
