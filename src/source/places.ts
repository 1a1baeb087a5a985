import type { Position } from "./positions.js";

/**
 * Lines and columns of a text. Counted from the place that was asked for last: what is asked is mostly near it, and a table of all
 * lines could be larger than the text.
 */
export class Places {
  readonly #text: string;
  /** Where it counted to last, and the line there, from 1. */
  #offset = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  positionAt(offset: number): Position {
    const isAhead = offset >= this.#offset;
    const lines = isAhead ? this.#linesIn(this.#offset, offset) : -this.#linesIn(offset, this.#offset);
    this.#line += lines;
    this.#offset = offset;
    const start = offset === 0 ? 0 : this.#text.lastIndexOf("\n", offset - 1) + 1;
    return { line: this.#line, column: offset - start + 1 };
  }

  /** The line ends between two offsets. */
  #linesIn(start: number, end: number): number {
    let lines = 0;
    for (let at = this.#text.indexOf("\n", start); at >= 0 && at < end; ) {
      lines++;
      at = this.#text.indexOf("\n", at + 1);
    }
    return lines;
  }
}
