import { goQuote } from "../apimachinery/go-quote.js";

/** A document that Go's encoding/json refuses, in its words; the API server quotes them. They hold one character. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
}

/**
 * Checks that bytes are one JSON document, as Go's encoding/json does before it looks at anything.
 *
 * @throws JsonSyntaxError
 */
export function checkJsonSyntax(bytes: Buffer): void {
  new SyntaxCheck(bytes).run();
}

const MAX_DEPTH = 10_000;
const LITERALS: ReadonlyMap<string, string> = new Map([
  ["t", "true"],
  ["f", "false"],
  ["n", "null"],
]);
const MID_WORD = /^(in literal|in string escape|in \\u|.*numeric literal$)/;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

class SyntaxCheck {
  #at = 0;
  /** "{" or "[" for each open object or list; no recursion, because bodies may be nested thousands deep. */
  readonly #open: string[] = [];

  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  run(): void {
    let state: "value" | "key" | "after" | "end" = "value";
    while (state !== "end") {
      this.#skipSpace();
      if (state === "value") state = this.#value();
      else if (state === "key") state = this.#key();
      else state = this.#afterValue();
    }
  }

  #value(): "value" | "key" | "after" {
    const character = this.#peek();
    if (character === "{" || character === "[") return this.#opening(character);
    if (character === '"') this.#string();
    else if (character === "-" || isDigit(character)) this.#number();
    else this.#literal(LITERALS.get(character) ?? this.#fail("looking for beginning of value"));
    return "after";
  }

  #opening(bracket: "{" | "["): "value" | "key" | "after" {
    if (this.#open.push(bracket) > MAX_DEPTH) this.#fail("exceeded max depth");
    this.#at++;
    this.#skipSpace();
    if (this.#peek() === closing(bracket)) return "after";
    return bracket === "{" ? "key" : "value";
  }

  #key(): "value" {
    if (this.#peek() !== '"') this.#fail("looking for beginning of object key string");
    this.#string();
    this.#skipSpace();
    if (this.#peek() !== ":") this.#fail("after object key");
    this.#at++;
    return "value";
  }

  #afterValue(): "value" | "key" | "after" | "end" {
    const bracket = this.#open.at(-1);
    const character = this.#peek();
    if (bracket === undefined) return character === "" ? "end" : this.#fail("after top-level value");
    if (character === closing(bracket)) {
      this.#at++;
      this.#open.pop();
      return "after";
    }
    if (character !== ",")
      this.#fail(bracket === "{" ? "after object key:value pair" : "after array element");
    this.#at++;
    return bracket === "{" ? "key" : "value";
  }

  #string(): void {
    this.#at++;
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) this.#escapeSequence();
      else if (byte === undefined || byte < SPACE) this.#fail("in string literal");
      this.#at++;
    }
    this.#at++;
  }

  #escapeSequence(): void {
    this.#at++;
    const character = this.#peek();
    if (character === "" || !'"\\/bfnrtu'.includes(character)) this.#fail("in string escape code");
    if (character !== "u") return;
    for (let digit = 0; digit < 4; digit++) {
      this.#at++;
      if (!/^[0-9a-fA-F]$/.test(this.#peek())) this.#fail("in \\u hexadecimal character escape");
    }
  }

  #number(): void {
    if (this.#peek() === "-") this.#at++;
    if (this.#peek() === "0") this.#at++;
    else this.#digits("in numeric literal");
    if (this.#peek() === ".") {
      this.#at++;
      this.#digits("after decimal point in numeric literal");
    }
    if (this.#peek() === "e" || this.#peek() === "E") {
      this.#at++;
      if (this.#peek() === "+" || this.#peek() === "-") this.#at++;
      this.#digits("in exponent of numeric literal");
    }
  }

  #digits(context: string): void {
    if (!isDigit(this.#peek())) this.#fail(context);
    while (isDigit(this.#peek())) this.#at++;
  }

  #literal(word: string): void {
    for (const expected of word) {
      if (this.#peek() !== expected) this.#fail(`in literal ${word} (expecting '${expected}')`);
      this.#at++;
    }
  }

  #skipSpace(): void {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at++;
    }
  }

  /** The byte at the position as a character, empty at the end. */
  #peek(): string {
    const byte = this.#bytes[this.#at];
    return byte === undefined ? "" : String.fromCharCode(byte);
  }

  #fail(context: string): never {
    // At its end Go's scanner looks at one space more, which is wrong only in the middle of a word.
    const character = this.#peek() || (MID_WORD.test(context) ? " " : "");
    if (character === "") throw new JsonSyntaxError("unexpected end of JSON input");
    throw new JsonSyntaxError(`invalid character ${quoteCharacter(character)} ${context}`);
  }
}

function closing(bracket: string): string {
  return bracket === "{" ? "}" : "]";
}

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  return `'${goQuote(character).slice(1, -1)}'`;
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}
