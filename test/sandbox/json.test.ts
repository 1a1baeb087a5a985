import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeGoJson, encodePrettyGoJson, type GoJson } from "../../src/sandbox/go-json.js";
import { JsonReader } from "../../src/sandbox/json-reader.js";
import { checkJsonSyntax, JsonSyntaxError } from "../../src/sandbox/json-syntax.js";
import { bytesFromText, textFromBytes } from "../../src/sandbox/raw-text.js";

describe("checkJsonSyntax", () => {
  it("takes what JSON.parse takes, and nothing else", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"\\n"',
      '"\\u00e9"',
      '"\\x"',
      "1",
      "-0.5e+3",
      "01",
      "1.",
      "true",
      "nul",
      " ",
      "\n",
    );
    const texts = fc.oneof(
      fc.json(),
      fc.string({ unit: "binary", maxLength: 10 }),
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(refused(() => checkJsonSyntax(Buffer.from(text)))).toBe(
          refused(() => JSON.parse(Buffer.from(text).toString())),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes nesting up to 10,000", () => {
    const nested = (depth: number) => Buffer.from("[".repeat(depth) + "]".repeat(depth));
    expect(() => checkJsonSyntax(nested(10_000))).not.toThrow();
    expect(() => checkJsonSyntax(nested(10_001))).toThrow(
      new JsonSyntaxError("invalid character '[' exceeded max depth"),
    );
  });
});

describe("JsonReader", () => {
  it("reads the strings that JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(new JsonReader(Buffer.from(JSON.stringify(text))).readString()).toBe(text);
      }),
    );
  });

  it("steps over any value", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const reader = new JsonReader(Buffer.from(`${json},`));
        reader.skip();
        expect(reader.next()).toBe(",");
      }),
    );
  });
});

describe("raw text", () => {
  it("keeps any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        expect([...bytesFromText(textFromBytes(Buffer.from(bytes)))]).toEqual([...bytes]);
      }),
    );
  });
});

describe("encodeGoJson", () => {
  it("writes what can be read back", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: "grapheme" })), (object) => {
        const map: GoJson = new Map(Object.entries(object));
        expect(new Map(Object.entries(JSON.parse(encodeGoJson(map))))).toEqual(map);
      }),
    );
  });

  it("leaves out undefined fields and sorts maps", () => {
    const map = new Map([
      ["b", 1],
      ["__proto__", 2],
      ["10", 3],
    ]);
    expect(encodeGoJson({ z: undefined, y: map, x: [null, true, ""] })).toBe(
      '{"y":{"10":3,"__proto__":2,"b":1},"x":[null,true,""]}\n',
    );
  });

  it("indents by two spaces", () => {
    expect(encodePrettyGoJson({ a: {} })).toBe('{\n  "a": {}\n}');
  });
});

function refused(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonSyntaxError) return true;
    throw error;
  }
}
