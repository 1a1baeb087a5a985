import {
  MAX_DEPTH,
  MAX_JSON_VALUES,
  MAX_SCALAR,
  TOO_DEEP,
  TOO_LONG,
  TOO_MANY_VALUES,
} from "../source/limits.js";

/** Where a text stops being JSON, and in which way. */
export interface JsonSyntaxError {
  offset: number;
  reason: string;
  /** It may be JSON; it is too much of it. */
  isLimit: boolean;
}

/** One JSON value of a text: `text.slice(start, end)`. */
export interface JsonSpan {
  start: number;
  end: number;
  /** Is a key of a map there twice, at any depth? */
  hasRepeatedKeys: boolean;
}

/**
 * Finds the JSON values that stand one after the other in a text, and its first syntax error, without recursion.
 * `JSON.parse` tells the place only within messages that quote the text, and not always; and it drops repeated keys.
 */
export function scanJson(text: string): { spans: JsonSpan[]; error?: JsonSyntaxError } {
  const scanner = new Scanner(text);
  const spans: JsonSpan[] = [];
  try {
    while (!scanner.isAtEnd()) spans.push(scanner.value());
    return { spans };
  } catch (error) {
    if (!(error instanceof SyntaxStop)) throw error;
    return { spans, error: { offset: error.offset, reason: error.reason, isLimit: error.isLimit } };
  }
}

class SyntaxStop extends Error {
  readonly offset: number;
  readonly reason: string;
  readonly isLimit: boolean;

  constructor(offset: number, reason: string, isLimit = true) {
    super(reason);
    this.offset = offset;
    this.reason = reason;
    this.isLimit = isLimit;
  }
}

/** A collection that is not closed yet. */
interface Open {
  end: "}" | "]";
  /** Of a map; made with the first one. */
  keys?: Set<string>;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
/** What a string holds between two escapes. */
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SPACE = /[ \n\r\t]*/y;
const WORD = /true|false|null/y;

class Scanner {
  readonly #text: string;
  #at = 0;
  #values = 0;
  #hasRepeatedKeys = false;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    this.#skip(SPACE);
    return this.#at >= this.#text.length;
  }

  value(): JsonSpan {
    this.#skip(SPACE);
    const start = this.#at;
    this.#values = 0;
    this.#hasRepeatedKeys = false;
    const open: Open[] = [];
    do {
      this.#valueOrOpening(open);
      this.#closings(open);
    } while (open.length > 0);
    return { start, end: this.#at, hasRepeatedKeys: this.#hasRepeatedKeys };
  }

  /** A scalar, an empty collection, or the start of one up to its first value. */
  #valueOrOpening(open: Open[]): void {
    for (;;) {
      this.#skip(SPACE);
      if (++this.#values > MAX_JSON_VALUES) throw new SyntaxStop(this.#at, TOO_MANY_VALUES);
      const character = this.#text[this.#at];
      if (character !== "{" && character !== "[") {
        this.#scalar(character);
        return;
      }
      if (open.length === MAX_DEPTH) throw new SyntaxStop(this.#at, TOO_DEEP);
      const collection: Open = { end: character === "{" ? "}" : "]" };
      this.#at++;
      this.#skip(SPACE);
      if (this.#text[this.#at] === collection.end) {
        this.#at++;
        return;
      }
      open.push(collection);
      if (collection.end === "}") this.#key(collection);
    }
  }

  /** After a value: the ends of collections, up to the comma before the next value. */
  #closings(open: Open[]): void {
    for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
      this.#skip(SPACE);
      const character = this.#text[this.#at];
      if (character === inner.end) {
        this.#at++;
        open.pop();
        continue;
      }
      if (character !== ",") throw this.#stop();
      this.#at++;
      if (inner.end === "}") this.#key(inner);
      return;
    }
  }

  #key(map: Open): void {
    this.#skip(SPACE);
    const start = this.#at;
    const isPlain = this.#string();
    const text = this.#text.slice(start, this.#at);
    const key = isPlain ? text.slice(1, -1) : String(JSON.parse(text));
    map.keys ??= new Set();
    if (map.keys.size === map.keys.add(key).size) this.#hasRepeatedKeys = true;
    this.#skip(SPACE);
    if (this.#text[this.#at] !== ":") throw this.#stop();
    this.#at++;
  }

  #scalar(character: string | undefined): void {
    if (character === '"') this.#string();
    else if (!this.#skip(WORD) && !this.#skip(NUMBER)) throw this.#stop();
  }

  /** @returns true when there is no escape in it */
  #string(): boolean {
    if (this.#text[this.#at] !== '"') throw this.#stop();
    const start = this.#at++;
    this.#skip(PLAIN);
    const isPlain = this.#text[this.#at] === '"';
    while (this.#text[this.#at] !== '"') {
      if (!this.#skip(ESCAPE)) throw this.#stop(this.#text[this.#at] === "\\" ? 1 : 0);
      this.#skip(PLAIN);
    }
    this.#at++;
    if (this.#at - start > MAX_SCALAR) throw new SyntaxStop(start, TOO_LONG);
    return isPlain;
  }

  /** @returns false when nothing of it is there */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #stop(ahead = 0): SyntaxStop {
    const at = this.#at + ahead;
    if (at < this.#text.length) return new SyntaxStop(at, "this is not valid JSON", false);
    return new SyntaxStop(this.#text.trimEnd().length, "the JSON ends too early", false);
  }
}
