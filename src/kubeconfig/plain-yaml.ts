import { goYamlScalar } from "../source/go-yaml-scalar.js";

/**
 * Reads the YAML that tools write into kubeconfigs: maps and lists in block style, one value a line. The YAML parser takes 10 ms for
 * the same, a tenth of a short run, most of it to be loaded.
 * @returns the value that the YAML parser would give; undefined where anything else stands in the text, which is left to it
 */
export function parsePlainYaml(text: string): unknown {
  if (!PRINTABLE.test(text)) return undefined;
  try {
    return new PlainYaml(text).value();
  } catch (error) {
    if (error === OTHER) return undefined;
    throw error;
  }
}

/** ASCII, without tabs. */
const PRINTABLE = /^[\n\x20-\x7e]*$/;
const BLANK = /^ *(?:#.*)?$/;
/** A key that is a string whatever it is, and what stands behind its colon. */
const ENTRY = /^([A-Za-z][\w./-]{0,100}):(?: +([^ ].*))?$/;
const ELEMENT = /^- +([^ ].*)$/;
/** A plain scalar that no indicator begins, and that neither a comment nor a colon could end. */
const SCALAR = /^(?:-[-\w]|[\w./+~])(?:[^#:]|:(?=[^ ]))*$/;
const QUOTED = /^(?:"([^"\\]*)"|'([^']*)')$/;
const MAX_DEPTH = 20;

/** Thrown where more than plain YAML stands. */
const OTHER = new Error("more than plain YAML");

class PlainYaml {
  readonly #lines: { indent: number; content: string }[];
  #at = 0;

  constructor(text: string) {
    this.#lines = text
      .split("\n")
      .filter((line) => !BLANK.test(line))
      .map((line) => {
        const content = line.trimStart();
        return { indent: line.length - content.length, content: content.trimEnd() };
      });
  }

  value(): unknown {
    const [first] = this.#lines;
    if (first === undefined || ELEMENT.test(first.content)) throw OTHER;
    const value = this.#map(first.indent, 0);
    if (this.#at < this.#lines.length) throw OTHER;
    return value;
  }

  #map(indent: number, depth: number): Record<string, unknown> {
    if (depth > MAX_DEPTH) throw OTHER;
    const map: Record<string, unknown> = {};
    for (let line = this.#here(indent); line !== undefined; line = this.#here(indent)) {
      const [, key, rest] = ENTRY.exec(line) ?? [];
      if (key === undefined || goYamlScalar(key) !== key) throw OTHER;
      this.#at++;
      map[key] = rest === undefined ? this.#below(indent, depth + 1) : scalar(rest);
    }
    return map;
  }

  #list(indent: number, depth: number): unknown[] {
    if (depth > MAX_DEPTH) throw OTHER;
    const list: unknown[] = [];
    for (let line = this.#here(indent); line !== undefined; line = this.#here(indent)) {
      const [, rest] = ELEMENT.exec(line) ?? [];
      // Behind a list stands the next key of the map that it belongs to.
      if (rest === undefined) break;
      if (ENTRY.test(rest)) {
        // The map of an element begins on the line of its dash.
        const inner = indent + line.length - rest.length;
        this.#lines[this.#at] = { indent: inner, content: rest };
        list.push(this.#map(inner, depth + 1));
      } else {
        this.#at++;
        list.push(scalar(rest));
      }
    }
    return list;
  }

  /** What belongs to a key without a value on its line. */
  #below(indent: number, depth: number): unknown {
    const next = this.#lines[this.#at];
    if (next === undefined || next.indent < indent) return null;
    const isList = ELEMENT.test(next.content);
    if (next.indent === indent && !isList) return null;
    return isList ? this.#list(next.indent, depth) : this.#map(next.indent, depth);
  }

  /** The line at hand if it stands there, undefined where a less indented one ends this. */
  #here(indent: number): string | undefined {
    const line = this.#lines[this.#at];
    if (line === undefined || line.indent < indent) return undefined;
    if (line.indent > indent) throw OTHER;
    return line.content;
  }
}

function scalar(text: string): unknown {
  if (text === "{}") return {};
  if (text === "[]") return [];
  const [, double, single] = QUOTED.exec(text) ?? [];
  const quoted = double ?? single;
  if (quoted !== undefined) return quoted;
  if (!SCALAR.test(text)) throw OTHER;
  return goYamlScalar(text);
}
