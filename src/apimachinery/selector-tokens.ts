/** A piece of a label selector, as Kubernetes takes it apart. */
export interface Token {
  kind: "end" | "word" | "symbol";
  text: string;
}

/** What stands behind the last piece. */
export const END: Token = { kind: "end", text: "" };

const SYMBOLS: ReadonlySet<string> = new Set([")", ",", "!", "==", "=", ">", "<", "!=", "("]);

/** The pieces of a selector, `END` behind them. */
export function scan(text: string): Token[] {
  const tokens: Token[] = [];
  // These four characters are all the white space there is. A NUL byte ends a word, and everything where none is.
  for (const [, piece] of text.matchAll(/([=!(),><]+|[^=!(),>< \t\r\n\0]+)\0?|\0/g)) {
    if (piece === undefined) break;
    if (/[=!(),><]/.test(piece)) tokens.push(...splitSymbols(piece));
    else tokens.push({ kind: "word", text: piece });
  }
  tokens.push(END);
  return tokens;
}

/** Longest symbol first. Every special character is a symbol by itself, so nothing is left over. */
function splitSymbols(run: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < run.length; ) {
    const two = run.slice(at, at + 2);
    const text = SYMBOLS.has(two) ? two : run.charAt(at);
    tokens.push({ kind: "symbol", text });
    at += text.length;
  }
  return tokens;
}

export function isSymbol(token: Token, symbol: string): boolean {
  return token.kind === "symbol" && token.text === symbol;
}
