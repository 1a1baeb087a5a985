import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sortedEntries, toJson } from "../../src/output/json.js";

/** Objects as JSON.parse makes them: `__proto__` is a key of its own. */
const anyJson = fc.json().map((text) => JSON.parse(text) as unknown);

describe("toJson", () => {
  it.each([
    { title: "a string", value: 'a"b\\\n', expected: '"a\\"b\\\\\\n"' },
    { title: "a number", value: 1.5, expected: "1.5" },
    { title: "true", value: true, expected: "true" },
    { title: "null", value: null, expected: "null" },
    { title: "an empty map", value: {}, expected: "{}" },
    { title: "an empty list", value: [], expected: "[]" },
    { title: "a map of nothing", value: { a: undefined }, expected: "{}" },
    {
      title: "kubectl's layout",
      value: {
        kind: "Secret",
        apiVersion: "v1",
        metadata: { name: "s", finalizers: ["a/b", "c/d"], labels: {} },
      },
      expected: `{
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {
        "finalizers": [
            "a/b",
            "c/d"
        ],
        "labels": {},
        "name": "s"
    }
}`,
    },
    {
      title: "lists of maps and of lists",
      value: [[], [1], {}, { a: [{ b: 1 }] }],
      expected: `[
    [],
    [
        1
    ],
    {},
    {
        "a": [
            {
                "b": 1
            }
        ]
    }
]`,
    },
  ])("prints $title", ({ value, expected }) => {
    expect(toJson(value)).toBe(expected);
  });

  it("sorts keys by their bytes, those that look like numbers too", () => {
    const value = JSON.parse(
      '{"a":1,"_":1,"B":1,"2":1,"10":1,"1":1,"__proto__":1,"ÿ":1,"\uff5e":1,"😀":1,"":1}',
    );
    const keys = [...toJson(value).matchAll(/^ {4}"(.*)":/gm)].map(([, key]) => key);
    // UTF-16 order would put 😀 before ～.
    expect(keys).toEqual(["", "1", "10", "2", "B", "_", "__proto__", "a", "ÿ", "\uff5e", "😀"]);
  });

  it("keeps the keys of maps without a prototype", () => {
    const entries = [
      ["constructor", "x"],
      ["__proto__", "y"],
    ] as const;
    const value = Object.create(null) as Record<string, string>;
    for (const [key, text] of entries) value[key] = text;
    expect(toJson({ data: value })).toBe(
      '{\n    "data": {\n        "__proto__": "y",\n        "constructor": "x"\n    }\n}',
    );
  });

  it("indents what stands inside something else", () => {
    expect(toJson({ a: 1 }, "        ")).toBe('{\n            "a": 1\n        }');
  });

  it("is read back as the same value", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.parse(toJson(value))).toEqual(value);
      }),
    );
  });

  it("shows no control, bidi or invisible character", () => {
    const text = "\u001b[2J\u007f\u009b2J\u202e\u200b\u2028\ufeff\u{e0041}\ud800";
    const json = toJson({ [text]: text });
    expect(json.replaceAll("\n", "")).toMatch(/^[ -~]*$/);
    expect(JSON.parse(json)).toEqual({ [text]: text });
  });
});

describe("sortedEntries", () => {
  it("leaves out what is undefined and keeps null", () => {
    expect(sortedEntries({ b: null, c: undefined, a: "" })).toEqual([
      ["a", ""],
      ["b", null],
    ]);
  });
});
