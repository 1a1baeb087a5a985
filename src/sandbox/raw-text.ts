/**
 * Text that may hold bytes which are not UTF-8. The API server stores such bytes of a JSON body as they are, so a
 * string here keeps byte 0xNN as the lone surrogate U+DCNN; real lone surrogates cannot occur, they are decoded to
 * U+FFFD.
 */
export function textFromBytes(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  // U+FFFD is the only sign that Node leaves of a bad byte; it may also stand in the text itself.
  return text.includes("\ufffd") && Buffer.compare(Buffer.from(text), bytes) !== 0
    ? escapeBadBytes(bytes)
    : text;
}

export function bytesFromText(text: string): Buffer {
  if (!LONE_SURROGATE.test(text)) return Buffer.from(text);
  const parts: Buffer[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    parts.push(isEscapedByte(point) ? Buffer.of(point - 0xdc00) : Buffer.from(character));
  }
  return Buffer.concat(parts);
}

/** The length in bytes, as Go's `len` counts it. */
export function byteLength(text: string): number {
  return LONE_SURROGATE.test(text) ? bytesFromText(text).length : Buffer.byteLength(text);
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function isEscapedByte(point: number): boolean {
  return point >= 0xdc80 && point <= 0xdcff;
}

function escapeBadBytes(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    text +=
      length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString("utf8", at, at + length);
    at += Math.max(length, 1);
  }
  return text;
}

/** The length of the valid UTF-8 sequence at a position, 0 when there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const candidate = bytes.subarray(at, at + length);
  return Buffer.compare(Buffer.from(candidate.toString("utf8")), candidate) === 0 ? length : 0;
}
