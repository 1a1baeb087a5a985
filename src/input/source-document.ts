import type { Path } from "../source/path.js";
import type { Position } from "../source/positions.js";

/** Something wrong at one place of a document; the reason never quotes a value. */
export interface DocumentProblem extends Position {
  path: Path;
  reason: string;
}

/** One document of a JSON or YAML text. */
export interface SourceDocument {
  /** From 1; empty documents are counted. */
  number: number;
  /** What it holds, as JSON could say it; undefined where it cannot be read at all. */
  value: unknown;
  /** Is its syntax wrong, so that all else was guessed? */
  isBroken: boolean;
  /** What is wrong with it as a document. With a problem, the value serves to tell more, never to act on. */
  problems: readonly DocumentProblem[];
  /** Where the value at the path stands, or the key that leads to it; the nearest part that exists otherwise. */
  positionOf(path: Path, part: "key" | "value"): Position;
}

export function thereTwice({ line, column }: Position): string {
  return `the key is there twice, first at ${line}:${column}`;
}

/** A document that cannot be read. */
export function unreadable(number: number, place: Position, reason: string): SourceDocument {
  return {
    number,
    value: undefined,
    isBroken: true,
    problems: [{ ...place, path: [], reason }],
    positionOf: () => place,
  };
}
