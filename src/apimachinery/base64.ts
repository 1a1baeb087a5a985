/** Base64 as the API server reads it: Go's `base64.StdEncoding`, not what `Buffer.from` lets pass. */

/**
 * The offset of the first byte that Go's decoder refuses, or undefined when the text is good. Standard alphabet,
 * padding required, `\r` and `\n` ignored anywhere, spare bits ignored.
 * Offsets as kube-apiserver 1.20.2 reports them (`illegal base64 data at input byte N`).
 */
export function base64ErrorOffset(text: string): number | undefined {
  if (isPlainBase64(text)) return undefined;
  let symbols = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isLineEnd(code)) continue;
    if (isAlphabet(code)) {
      symbols = (symbols + 1) % 4;
      continue;
    }
    if (code !== EQUALS || symbols < 2) return at;
    return paddingErrorOffset(text, at, symbols);
  }
  return symbols === 0 ? undefined : text.length - symbols;
}

/** The bytes of checked base64 text; line ends are skipped. */
export function decodeBase64(text: string): Buffer {
  return Buffer.from(text, "base64");
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** The same bytes as checked base64 text, without line ends and spare bits. */
export function canonicalBase64(text: string): string {
  return text.length % 4 === 0 && WHOLE_QUANTA.test(text) ? text : encodeBase64(decodeBase64(text));
}

/** The number of bytes that checked base64 text decodes to. */
export function decodedLength(text: string): number {
  const symbols = text.includes("\n") || text.includes("\r") ? text.replace(/[\r\n]/g, "") : text;
  const padding = symbols.endsWith("==") ? 2 : symbols.endsWith("=") ? 1 : 0;
  return (symbols.length / 4) * 3 - padding;
}

const EQUALS = 0x3d;
const WHOLE_QUANTA = /^[A-Za-z0-9+/]*$/;
const PLAIN = /^[A-Za-z0-9+/]*={0,2}$/;

/** The common case, settled by one native scan: no line ends, whole quanta. */
function isPlainBase64(text: string): boolean {
  return text.length % 4 === 0 && PLAIN.test(text);
}

function paddingErrorOffset(text: string, first: number, symbols: number): number | undefined {
  let at = first + 1;
  if (symbols === 2) {
    while (isLineEnd(text.charCodeAt(at))) at++;
    if (at >= text.length) return text.length;
    if (text.charCodeAt(at) !== EQUALS) return first;
    at++;
  }
  while (isLineEnd(text.charCodeAt(at))) at++;
  return at < text.length ? at : undefined;
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

function isAlphabet(code: number): boolean {
  return (
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2b ||
    code === 0x2f
  );
}
