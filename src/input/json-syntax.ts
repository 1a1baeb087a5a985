/** Where a text stops being JSON, and in which way. */
export interface JsonSyntaxError {
  offset: number;
  reason: string;
}

/** Levels of nesting. A Secret needs four; the parsers behind this one descend by recursion. */
const MAX_DEPTH = 100;
/** Keys and values of one document; the largest secret that fits into a cluster has some thousands. */
const MAX_VALUES = 100_000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

/**
 * Finds the first syntax error of a JSON text, without recursion. `JSON.parse` tells the place only within messages that
 * quote the text, and not always.
 */
export function findJsonError(text: string): JsonSyntaxError | undefined {
  const scanner = new Scanner(text);
  try {
    scanner.document();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxStop) return { offset: error.offset, reason: error.reason };
    throw error;
  }
}

class SyntaxStop extends Error {
  readonly offset: number;
  readonly reason: string;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
    this.reason = reason;
  }
}

class Scanner {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    const open: ("}" | "]")[] = [];
    do {
      this.#valueOrOpening(open);
      this.#closings(open);
    } while (open.length > 0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#stop();
  }

  /** A scalar, an empty collection, or the start of one up to its first value. */
  #valueOrOpening(open: ("}" | "]")[]): void {
    for (;;) {
      this.#space();
      if (++this.#values > MAX_VALUES) throw new SyntaxStop(this.#at, "the document has too many values");
      const character = this.#text[this.#at];
      if (character !== "{" && character !== "[") {
        this.#scalar(character);
        return;
      }
      if (open.length === MAX_DEPTH) throw new SyntaxStop(this.#at, "the document is nested too deeply");
      const end = character === "{" ? "}" : "]";
      this.#at++;
      this.#space();
      if (this.#text[this.#at] === end) {
        this.#at++;
        return;
      }
      open.push(end);
      if (end === "}") this.#key();
    }
  }

  /** After a value: the ends of collections, up to the comma before the next value. */
  #closings(open: ("}" | "]")[]): void {
    for (let end = open.at(-1); end !== undefined; end = open.at(-1)) {
      this.#space();
      const character = this.#text[this.#at];
      if (character === end) {
        this.#at++;
        open.pop();
        continue;
      }
      if (character !== ",") throw this.#stop();
      this.#at++;
      if (end === "}") this.#key();
      return;
    }
  }

  #key(): void {
    this.#space();
    this.#string();
    this.#space();
    if (this.#text[this.#at] !== ":") throw this.#stop();
    this.#at++;
  }

  #scalar(character: string | undefined): void {
    if (character === '"') {
      this.#string();
      return;
    }
    for (const word of ["true", "false", "null"]) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return;
      }
    }
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) throw this.#stop();
    this.#at += match[0].length;
  }

  #string(): void {
    if (this.#text[this.#at] !== '"') throw this.#stop();
    for (this.#at++; this.#text[this.#at] !== '"'; this.#at++) {
      // Not a number at the end of the text.
      if (!(this.#text.charCodeAt(this.#at) >= 0x20)) throw this.#stop();
      if (this.#text[this.#at] === "\\") this.#escape();
    }
    this.#at++;
  }

  #escape(): void {
    this.#at++;
    const character = this.#text[this.#at] ?? "";
    if (character === "u") {
      if (!/^[0-9a-fA-F]{4}$/.test(this.#text.slice(this.#at + 1, this.#at + 5))) throw this.#stop();
      this.#at += 4;
    } else if (character === "" || !'"\\/bfnrt'.includes(character)) {
      throw this.#stop();
    }
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #stop(): SyntaxStop {
    if (this.#at < this.#text.length) return new SyntaxStop(this.#at, "this is not valid JSON");
    return new SyntaxStop(this.#text.trimEnd().length, "the JSON ends too early");
  }
}
