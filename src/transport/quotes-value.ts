import { decodeBase64 } from "../apimachinery/base64.js";

/** Characters. Shorter pieces of a value are found in any text by chance. */
const PIECE = 8;

/** Sentences without a variable part, which cannot quote anything: what Go says of TLS pairs. */
const FIXED: ReadonlySet<string> = new Set([
  "tls: failed to find any PEM data in certificate input",
  "tls: failed to find any PEM data in key input",
  "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
  "tls: found a certificate rather than a key in the PEM for the private key",
  "tls: failed to parse private key",
  "tls: private key type does not match public key type",
  "tls: private key does not match public key",
  "x509: malformed certificate",
]);

/**
 * Does a foreign text repeat a piece of one of the values, raw, as base64 or as hex, or of the Authorization header? Of what is
 * shorter than a piece, only the whole of it as a word of its own.
 * @param values base64
 */
export function quotesValue(
  text: string,
  values: readonly string[],
  authorization: string | undefined,
): boolean {
  if (FIXED.has(text)) return false;
  const secrets = values.flatMap((value) => {
    const bytes = decodeBase64(value);
    return [value, bytes.toString("utf8"), bytes.toString("hex")];
  });
  if (authorization !== undefined) secrets.push(authorization.replace(/^\w+ /, ""));
  const short = secrets.filter(({ length }) => length > 0 && length < PIECE);
  if (short.some((secret) => hasWord(text, secret))) return true;
  const long = secrets.filter(({ length }) => length >= PIECE);
  for (let at = 0; at + PIECE <= text.length; at++) {
    const piece = text.slice(at, at + PIECE);
    if (long.some((secret) => secret.includes(piece))) return true;
  }
  return false;
}

function hasWord(text: string, word: string): boolean {
  const isEdge = (character: string | undefined): boolean =>
    character === undefined || !/[\p{L}\p{N}]/u.test(character);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (isEdge(text[at - 1]) && isEdge(text[at + word.length])) return true;
  }
  return false;
}
