import { textFromBytes } from "./raw-text.js";

/**
 * Reads checked JSON the way the API server's decoder (json-iterator) does, whose error texts depend on where the
 * reading stopped: after an error it goes on with the next field if a comma happens to follow, and every enclosing
 * field puts its name in front of the error. Only the first error counts.
 */
export class JsonReader {
  /** The first error with the path in front of it; it never quotes the document. */
  error: string | undefined;
  #at = 0;

  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  report(operation: string, message: string): void {
    this.error ??= `${operation}: ${message}`;
  }

  prefixError(prefix: string): void {
    if (this.error !== undefined) this.error = prefix + this.error;
  }

  /** The next byte after white space as a character, consumed; a NUL at the end of the document. */
  next(): string {
    this.#skipSpace();
    const byte = this.#bytes[this.#at++];
    return String.fromCharCode(byte ?? 0);
  }

  /** The next character after white space, left where it is, but only while there is no error. */
  peek(): string {
    const first = this.next();
    this.unread();
    return first;
  }

  /** The real decoder does not step back after an error, and so reads nonsense from there on. */
  unread(): void {
    if (this.error === undefined) this.#at--;
  }

  /** Steps over null; false for everything else. */
  readNull(): boolean {
    const isNull = this.next() === "n";
    if (isNull) this.skipNull();
    else this.unread();
    return isNull;
  }

  /** After the n of null has been consumed. Something else than null stands there only when the reading has gone astray. */
  skipNull(): void {
    for (const expected of [0x75, 0x6c, 0x6c]) if (this.#bytes[this.#at++] !== expected) return;
  }

  readString(): string {
    const first = this.next();
    if (first === "n") {
      this.skipNull();
      return "";
    }
    if (first !== '"') {
      this.report("ReadString", `expects " or n, but found ${first}`);
      return "";
    }
    return this.#stringRest();
  }

  readBoolean(): boolean {
    const first = this.next();
    if (first === "t") this.#at += 3;
    else if (first === "f") this.#at += 4;
    else this.report("ReadBool", `expect t or f, but found ${first}`);
    return first === "t";
  }

  /** A whole number of 64 bits; null is 0. */
  readInteger(): number {
    if (this.readNull()) return 0;
    const isNegative = this.peek() === "-";
    if (isNegative) this.next();
    const value = this.#readUnsigned(64);
    return isNegative ? -value : value;
  }

  /** A number from 0 to 255; null is 0. */
  readByte(): number {
    if (this.readNull()) return 0;
    const value = this.#readUnsigned(32);
    if (value > 255) this.report("ReadUint8", `overflow: ${value}`);
    return value;
  }

  #readUnsigned(bits: 32 | 64): number {
    const first = this.next();
    if (first < "0" || first > "9") {
      // The real decoder quotes a byte that is no UTF-8 instead of the character.
      this.report(`readUint${bits}`, "unexpected character: \udcff");
      return 0;
    }
    let digits = first;
    while (isDigit(this.#bytes[this.#at])) digits += this.next();
    if (BigInt(digits) >= 2n ** BigInt(bits)) this.report(`readUint${bits}`, "overflow");
    if (this.#bytes[this.#at] === 0x2e) this.report("assertInteger", "can not decode float as int");
    return Number(digits);
  }

  /** Reads the members of an object or null; false when it was neither or had none. */
  readObjectStart(): boolean {
    const first = this.next();
    if (first === "{") {
      if (this.next() !== "}") {
        this.unread();
        return true;
      }
    } else if (first === "n") {
      this.skipNull();
    } else {
      this.report("readObjectStart", `expect { or n, but found ${first}`);
    }
    return false;
  }

  /** Steps over one value of any kind. */
  skip(): void {
    const first = this.next();
    if (first === '"') this.#skipStringRest();
    else if (first !== "{" && first !== "[") this.#skipScalarRest();
    else if (this.error === undefined) this.#skipNested();
    else this.next();
  }

  #skipScalarRest(): void {
    while (isScalarByte(this.#bytes[this.#at])) this.#at++;
  }

  #skipNested(): void {
    for (let depth = 1; depth > 0 && this.#at < this.#bytes.length; ) {
      const character = this.next();
      if (character === '"') this.#skipStringRest();
      else if (character === "{" || character === "[") depth++;
      else if (character === "}" || character === "]") depth--;
    }
  }

  #skipStringRest(): void {
    for (
      let byte = this.#bytes[this.#at++];
      byte !== 0x22 && byte !== undefined;
      byte = this.#bytes[this.#at++]
    ) {
      if (byte === 0x5c) this.#at++;
    }
  }

  #stringRest(): string {
    const start = this.#at;
    this.#skipStringRest();
    const raw = textFromBytes(this.#bytes.subarray(start, this.#at - 1));
    if (!raw.includes("\\")) return raw;
    if (this.error === undefined) return unescapeText(raw);
    // After an error the real decoder reads no escapes and stays at the start of the text.
    this.#at = start;
    return "";
  }

  #skipSpace(): void {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at++;
    }
  }
}

const SINGLE_ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function unescapeText(raw: string): string {
  return raw.replace(/(?:\\u[0-9a-fA-F]{4})+|\\(.)/g, (sequence: string, single: string | undefined) => {
    if (single !== undefined) return SINGLE_ESCAPES[single] ?? single;
    const units = sequence.slice(2).split("\\u");
    const text = units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join("");
    return text.replace(/\p{Surrogate}/gu, "\ufffd");
  });
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isScalarByte(byte: number | undefined): boolean {
  return byte !== undefined && !"]},: \t\r\n".includes(String.fromCharCode(byte));
}
