import { decodeBase64 } from "../apimachinery/base64.js";

/** Characters. Shorter pieces of a value are found in any text by chance. */
const PIECE = 8;

/**
 * Does a foreign text repeat a piece of one of the values, encoded or decoded, or of the Authorization header?
 * @param values base64
 */
export function quotesValue(
  text: string,
  values: readonly string[],
  authorization: string | undefined,
): boolean {
  const secrets = values.flatMap((value) => [value, decodeBase64(value).toString("utf8")]);
  if (authorization !== undefined) secrets.push(authorization.replace(/^\w+ /, ""));
  const isShort = (secret: string): boolean => secret.length < PIECE;
  if (secrets.some((secret) => isShort(secret) && secret.length > 2 && text.includes(secret))) return true;
  for (let at = 0; at + PIECE <= text.length; at++) {
    const piece = text.slice(at, at + PIECE);
    if (secrets.some((secret) => secret.includes(piece))) return true;
  }
  return false;
}
