import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentsIn } from "../../src/input/documents.js";
import type { SourceDocument } from "../../src/input/source-document.js";
import type { Path } from "../../src/source/path.js";

function parsed(text: string): SourceDocument {
  const [document, ...more] = documentsIn(text);
  if (document === undefined || more.length > 0) throw new Error(`${more.length + 1} documents`);
  if (document.problems.length > 0) throw new Error(JSON.stringify(document.problems));
  return document;
}

describe("positionOf", () => {
  const text = `{
  "a": {"b": [10, {"c": "x"}]},
\t"__proto__": 1, "é😀": 2,
  "\\u006bey" :
    "value"
}`;

  it.each([
    { path: [], part: "value", line: 1, column: 1 },
    { path: ["a"], part: "key", line: 2, column: 3 },
    { path: ["a"], part: "value", line: 2, column: 8 },
    { path: ["a", "b", 0], part: "value", line: 2, column: 15 },
    { path: ["a", "b", 1, "c"], part: "key", line: 2, column: 20 },
    { path: ["a", "b", 1, "c"], part: "value", line: 2, column: 25 },
    { path: ["__proto__"], part: "key", line: 3, column: 2 },
    { path: ["__proto__"], part: "value", line: 3, column: 15 },
    { path: ["é😀"], part: "value", line: 3, column: 25 },
    { path: ["key"], part: "key", line: 4, column: 3 },
    { path: ["key"], part: "value", line: 5, column: 5 },
    // What is not there is looked for where it would be.
    { path: ["missing"], part: "key", line: 1, column: 1 },
    { path: ["a", "missing"], part: "value", line: 2, column: 8 },
    { path: ["a", "b", 7], part: "value", line: 2, column: 14 },
    { path: ["key", "deeper"], part: "value", line: 5, column: 5 },
    { path: ["toString"], part: "value", line: 1, column: 1 },
  ] as const)("$path, $part is $line:$column", ({ path, part, line, column }) => {
    expect(parsed(text).positionOf(path as Path, part)).toEqual({ line, column });
  });
});

describe("a JSON document", () => {
  it("reads what JSON.parse reads, to the same value", () => {
    fc.assert(
      fc.property(
        fc.json({ noUnicodeString: false }),
        fc.constantFrom(undefined, 1, "\t"),
        (json, indent) => {
          const text = JSON.stringify([JSON.parse(json)], null, indent);
          expect(parsed(text).value).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it("finds every value where it stands", () => {
    const words = fc.string({
      unit: fc.constantFrom("a", "1", "é", " ", "#", ":", "-", "'", "*", "&", "\n", '"', "\\"),
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(words, { minLength: 1 }),
        words,
        fc.constantFrom(undefined, 2),
        (keys, value, indent) => {
          const object = Object.fromEntries(keys.map((key) => [key, `${key}${value}`]));
          const text = JSON.stringify({ data: object }, null, indent);
          const lines = text.split("\n");
          const document = parsed(text);
          for (const [key, element] of Object.entries(object)) {
            const { line, column } = document.positionOf(["data", key], "value");
            expect(lines[line - 1]?.slice(column - 1).startsWith(JSON.stringify(element))).toBe(true);
          }
        },
      ),
    );
  });
});

describe("a key that is there twice", () => {
  const space = fc.string({ unit: fc.constantFrom(" ", "\n", "\r", "\t"), maxLength: 3 });

  it("is found whatever stands between the tokens", () => {
    fc.assert(
      fc.property(fc.array(space, { minLength: 14, maxLength: 14 }), (spaces) => {
        const tokens = ["{", '"b"', ":", "{", '"a"', ":", '"1"', ",", '"a"', ":", '"2"', "}", "}", ""];
        const text = tokens.map((token, at) => `${spaces[at]}${token}`).join("");
        const [document] = documentsIn(text);
        expect(document?.problems).toMatchObject([
          { path: ["b", "a"], reason: expect.stringContaining("twice") },
        ]);
      }),
    );
  });

  it.each(["\\u0061", "a".repeat(2000)])("is found however it is written", (key) => {
    const [document] = documentsIn(`{"${key}":1,\r"${JSON.parse(`"${key}"`)}":2}`);
    expect(document?.problems).toHaveLength(1);
  });
});
