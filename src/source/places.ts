import type { Position } from "./positions.js";

/**
 * Lines and columns of a text. Counted from the place that was asked for last: what is asked is mostly near it, and a table of all
 * lines could be larger than the text.
 */
export class Places {
  readonly #text: string;
  /** Where it counted to last, its line, from 1, and where that line starts. */
  #offset = 0;
  #line = 1;
  #start = 0;

  constructor(text: string) {
    this.#text = text;
  }

  positionAt(offset: number): Position {
    if (offset >= this.#offset) this.#goForward(offset);
    else if (offset < this.#start) this.#goBack(offset);
    this.#offset = offset;
    return { line: this.#line, column: offset - this.#start + 1 };
  }

  #goForward(offset: number): void {
    // Of the piece alone: a search in the whole text runs to its end when there is no further line.
    const piece = this.#text.slice(this.#offset, offset);
    for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) {
      this.#line++;
      this.#start = this.#offset + at + 1;
    }
  }

  /** To an earlier line. */
  #goBack(offset: number): void {
    const piece = this.#text.slice(offset, this.#start);
    for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) this.#line--;
    this.#start = offset === 0 ? 0 : this.#text.lastIndexOf("\n", offset - 1) + 1;
  }
}
