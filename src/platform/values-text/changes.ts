import type { Pair, YAMLMap } from "yaml";
import { startOf } from "../../source/positions.js";
import type { FoundPair, ValuesText } from "./values-text.js";

/** A piece of the text, and what stands there instead. */
export interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** What is to be changed in a text, and what that takes out of it. */
export class Changes {
  readonly #source: ValuesText;
  readonly #replacements: Replacement[] = [];
  /** What is taken out of the tree. */
  readonly gone = new Set<Pair>();

  constructor(source: ValuesText) {
    this.#source = source;
  }

  replace(replacement: Replacement): void {
    this.#replacements.push(replacement);
  }

  setValue(pair: Pair, value: string): void {
    const text =
      this.#source.isQuoted(pair) && !/^(?:true|false)$/.test(value) ? JSON.stringify(value) : value;
    const [start, end] = [startOf(pair.value), this.#source.endOf(pair.value)];
    if (start === undefined || end === undefined || end <= start) {
      const after = this.#source.afterColon(pair);
      this.replace({ start: after, end: after, text: ` ${text}` });
    } else this.replace({ start, end, text });
  }

  /** `raw: value` becomes `name: other`, on its own line and with the comment behind it. */
  replacePair(pair: Pair, key: string, value: string): void {
    const isQuoted = this.#source.isQuoted(pair);
    this.gone.add(pair);
    const start = startOf(pair.key) ?? 0;
    const end = this.#source.endOf(pair.value) ?? this.#source.afterColon(pair);
    const text = isQuoted ? `${JSON.stringify(key)}: ${JSON.stringify(value)}` : `${key}: ${value}`;
    this.replace({ start, end: Math.max(end, this.#source.afterColon(pair)), text });
  }

  /** A map that would be left empty goes with its last pair: null would take the chart's defaults away. */
  take({ pair, map, parents }: FoundPair): void {
    this.gone.add(pair);
    const parent = parents.at(-1);
    if (parent !== undefined && map.items.every((each) => this.gone.has(each))) {
      this.take({ ...parent, parents: parents.slice(0, -1) });
    } else this.#cut(pair, map);
  }

  #cut(pair: Pair, map: YAMLMap): void {
    const start = startOf(pair.key) ?? 0;
    const end = Math.max(this.#source.endOf(pair.value) ?? 0, this.#source.afterColon(pair));
    if (map.flow === true) {
      this.replace(this.#withComma(start, end));
      return;
    }
    const lineStart = this.#source.lineStart(start);
    const lineEnd = this.#source.text.indexOf("\n", end);
    const isAlone = this.#source.text.slice(lineStart, start).trim() === "";
    this.replace(
      isAlone
        ? { start: lineStart, end: lineEnd < 0 ? this.#source.text.length : lineEnd + 1, text: "" }
        : { start, end, text: "{}" },
    );
  }

  /** A pair in braces, with the comma behind it, or else the one before it. */
  #withComma(start: number, end: number): Replacement {
    const behind = /^\s*,[^\S\n]*/.exec(this.#source.text.slice(end))?.[0];
    if (behind !== undefined) return { start, end: end + behind.length, text: "" };
    const before = /,\s*$/.exec(this.#source.text.slice(0, start))?.[0] ?? "";
    return { start: start - before.length, end, text: "" };
  }

  /** The text as it is afterwards. */
  apply(): string {
    const inOrder = [...this.#replacements].sort((a, b) => a.start - b.start || a.end - b.end);
    let text = "";
    let at = 0;
    for (const { start, end, text: instead } of inOrder) {
      if (start < at) continue;
      text += this.#source.text.slice(at, start) + instead;
      at = end;
    }
    return text + this.#source.text.slice(at);
  }
}
