import { isUtf8 } from "node:buffer";
import { base64ErrorOffset, decodeBase64 } from "../apimachinery/base64.js";

/** What a value can look like on the outside. */
interface ValueRemark {
  reason: string;
  isNote?: boolean;
}

/** Longer values are no words that somebody forgot to replace. Characters of base64. */
const MAX_PLACEHOLDER = 2048;

/** Words that stand where a value is to be put. */
const PLACEHOLDERS: readonly RegExp[] = [
  /^<[A-Za-z][^<>\n]*>$/,
  /<[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+>/,
  /^\$\{[^{}\n]+\}$/,
  /\$\{[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\}/,
  /^\$\([A-Za-z_]\w*\)$/,
  /\{\{[^{}\n]*\}\}/,
  /^(?:change[-_ ]?me|replace[-_ ]?me|fill[-_ ]?me[-_ ]?in|to[-_ ]?do|your[-_ ][-_ \w]+|x{3,})$/i,
];
/** What stands where a value was taken out. */
const REMOVED = /^(?:\*{3,}|\*+ ?(?:removed|redacted)[^\n]*|[[<(]?(?:removed|redacted)[\])>]?)$/i;
/** References that another tool would have put the value in for. */
const UNRESOLVED = /^(?:ref\+[a-z0-9]+:\/\/|op:\/\/|vault:[\w-]+\/|secretref:|ENC\[AES256_GCM,)/;

/** What all of these have; most values have none of it, and need no closer look. */
const SUSPICIOUS = /[<${*[(\n:]|^(?:change|replace|fill|to|your|x|removed|redacted)/i;

/**
 * A placeholder, a removed value and an unresolved reference cannot work; other things are only odd.
 * @param base64 as it is sent
 * @param plain as it was written under stringData; undefined for what came as base64
 */
export function valueRemark(base64: string, plain: string | undefined): ValueRemark | undefined {
  if (base64.length > MAX_PLACEHOLDER) return undefined;
  if (plain !== undefined) return textRemark(plain);
  const bytes = decodeBase64(base64);
  return oddBase64(base64, bytes) ?? (isText(bytes) ? textRemark(bytes.toString("utf8")) : undefined);
}

function textRemark(text: string): ValueRemark | undefined {
  if (!SUSPICIOUS.test(text)) return undefined;
  const line = text.replace(/\r?\n$/, "");
  if (line.includes("\n")) return undefined;
  if (UNRESOLVED.test(line)) return { reason: "is a reference that nothing here resolves" };
  if (REMOVED.test(line)) return { reason: "stands for a value that was taken out" };
  if (PLACEHOLDERS.some((placeholder) => placeholder.test(line))) {
    return { reason: "holds a placeholder that was not replaced" };
  }
  if (line === text) return undefined;
  return { reason: "ends with a line break, which belongs to the value then", isNote: true };
}

/** Words such as `password` or `hunter22` are valid base64 of a few bytes. */
function oddBase64(base64: string, bytes: Buffer): ValueRemark | undefined {
  const isWord = base64.length <= 40 && /^[A-Za-z0-9]+$/.test(base64);
  if (isWord && !isText(bytes)) {
    return {
      reason: "decodes to bytes that are no text; if it is meant as it stands, it belongs under stringData",
      isNote: true,
    };
  }
  if (bytes.length < 8 || !isText(bytes)) return undefined;
  const inner = bytes.toString("latin1");
  const isEncodedTwice =
    inner.length % 4 === 0 &&
    /[A-Z]/.test(inner) &&
    /[a-z]/.test(inner) &&
    /={1,2}\n?$/.test(inner) &&
    base64ErrorOffset(inner) === undefined &&
    isText(decodeBase64(inner));
  return isEncodedTwice
    ? { reason: "decodes to base64 of a text; it may have been encoded twice", isNote: true }
    : undefined;
}

function isText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(bytes.toString("latin1"));
}
