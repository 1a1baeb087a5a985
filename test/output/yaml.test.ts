import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { toYaml } from "../../src/output/yaml.js";

/** Texts that YAML 1.1 or 1.2 read as something else than a string when they stand unquoted. */
const TRAPS = [
  ..."|~|null|Null|y|Y|n|N|yes|No|on|OFF|true|FALSE|0|-1|017|0o17|0x1F|0b11|1_000|1e3|1.5|.5|1.|.inf|-.INF|.NaN|12:30:45".split(
    "|",
  ),
  ..."2001-01-01|2001-12-14t21:59:43.10-05:00|2026-01-01T00:00:00Z|<<|=|-|?|:|- a|a: b|a #b|#a|&a|*a|!a|%a|@a|`a|{|[|]|,|>|'|\"".split(
    "|",
  ),
  ..."---|...| a|a |a\nb|a\n|\na|\n|\t|\r\n|a\rb|\u0085|\u2028|\u0000|\u001b|\u007f|\ufeff|\ufffe|\\|\u{1f600}|__proto__".split(
    "|",
  ),
];

const anyString = fc.oneof(
  fc.constantFrom(...TRAPS),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.string({ unit: fc.constantFrom("a", " ", "\n", "#", ":", "-", "'", '"', "\\", "\t", "é") }),
  fc.stringMatching(/^[-+]?[0-9_.:eExobXOB]{1,8}$/),
);

function readBy(version: "1.1" | "1.2", text: string): unknown {
  return parse(text, { version, mapAsMap: true, uniqueKeys: true });
}

describe("toYaml", () => {
  it.each([
    {
      title: "kubectl's layout, keys sorted",
      value: {
        kind: "Secret",
        apiVersion: "v1",
        metadata: { name: "s", finalizers: ["a/b", "c/d"] },
        data: { b: "Yg==", a: "" },
      },
      expected:
        'apiVersion: v1\ndata:\n  a: ""\n  b: Yg==\nkind: Secret\nmetadata:\n  finalizers:\n  - a/b\n  - c/d\n  name: s\n',
    },
    {
      title: "keys in the order of their bytes",
      value: JSON.parse('{"a":"v","_":"v","B":"v","2":"v","10":"v","__proto__":"v"}'),
      expected: '"10": v\n"2": v\nB: v\n_: v\n__proto__: v\na: v\n',
    },
    {
      title: "a list of objects",
      value: [{ b: 1, a: { c: "x" } }, {}],
      expected: "- a:\n    c: x\n  b: 1\n- {}\n",
    },
    { title: "empty maps and lists", value: { a: {}, b: [] }, expected: "a: {}\nb: []\n" },
    {
      title: "true, null and numbers",
      value: { a: true, b: null, c: 5 },
      expected: "a: true\nb: null\nc: 5\n",
    },
    { title: "nothing for undefined", value: { a: undefined, b: "x" }, expected: "b: x\n" },
    {
      title: "words that are no strings in YAML 1.1 or 1.2 in quotes",
      value: ["no", "1e3", "0x1F", "~", "2001-01-01", "", "y", "12:30:45", "plain"],
      expected: '- "no"\n- "1e3"\n- "0x1F"\n- "~"\n- "2001-01-01"\n- ""\n- "y"\n- "12:30:45"\n- plain\n',
    },
    {
      title: "what only kubectl takes for a number in quotes, whatever else looks like one as it is",
      value: ["0X1F", "0B1", "0O7", "+0o7", "0_x1F", "+_1", "0xG", "10.0.0.1", "1a==", "\ufffe"],
      expected:
        '- "0X1F"\n- "0B1"\n- "0O7"\n- "+0o7"\n- "0_x1F"\n- "+_1"\n- 0xG\n- 10.0.0.1\n- 1a==\n- "\\ufffe"\n',
    },
    {
      title: "a value that is there twice in full",
      value: (() => {
        const labels = { suite: "pachyderm" };
        return [labels, labels];
      })(),
      expected: "- suite: pachyderm\n- suite: pachyderm\n",
    },
    {
      title: "long lines unfolded",
      value: { a: `${"word ".repeat(60)}end` },
      expected: `a: ${"word ".repeat(60)}end\n`,
    },
  ])("prints $title", ({ value, expected }) => {
    expect(toYaml(value)).toBe(expected);
  });

  it.each(["1.1", "1.2"] as const)("is read back as the same strings by YAML %s", (version) => {
    fc.assert(
      fc.property(anyString, anyString, (key, value) => {
        const object = Object.assign(Object.create(null), { data: Object.create(null), list: [value] });
        object.data[key] = value;
        const expected = new Map<string, unknown>([
          ["data", new Map([[key, value]])],
          ["list", [value]],
        ]);
        expect(readBy(version, toYaml(object))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("is one document whatever it holds", () => {
    fc.assert(
      fc.property(fc.array(anyString, { minLength: 1 }), (values) => {
        expect(parseAllDocuments(toYaml(values))).toHaveLength(1);
      }),
    );
  });

  it.each([
    " \n",
    "  \n \n",
    "\n \n",
    " \t\n",
    "a\n ",
    "a\n\n\n",
    "\n\n",
    "-----BEGIN X-----\nQUJD\n-----END X-----\n",
  ])("keeps the spaces and line ends of %j", (value) => {
    expect(parse(toYaml({ a: value }))).toEqual({ a: value });
  });

  it("shows no control, bidi or invisible character: kubectl refuses or changes some of them unescaped", () => {
    const text = "\u001b[2J\u007f\u009b2J\u202e\u200b\u2028\ufeff\u{e0041}";
    const yaml = toYaml({ a: text, b: `x\u202ey`, [text]: "c" });
    expect(yaml.replaceAll("\n", "")).toMatch(/^[ -~]*$/);
    expect(parse(yaml)).toEqual({ a: text, b: `x\u202ey`, [text]: "c" });
  });
});
