import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goQuote } from "../../src/apimachinery/go-quote.js";
import {
  LabelSelectorError,
  parseLabelSelector,
  type SelectorFlaw,
} from "../../src/apimachinery/label-selector.js";
import { selectorProblem } from "../../src/apimachinery/selector-words.js";

/** What the API server refuses is compared with the real one in test/contract; these are the words for the CLI. */
describe("parseLabelSelector", () => {
  it.each([
    { selector: "", labels: {}, matches: true },
    { selector: "app", labels: { app: "" }, matches: true },
    { selector: "app=x,tier notin (a,b)", labels: { app: "x" }, matches: true },
    { selector: "app=x,tier notin (a,b)", labels: { app: "x", tier: "b" }, matches: false },
    { selector: "app in (x,)", labels: { app: "" }, matches: true },
    { selector: "!app", labels: { app: "x" }, matches: false },
    { selector: "num>4", labels: { num: "5" }, matches: true },
    { selector: "num>4", labels: { num: "4" }, matches: false },
    { selector: "num>4", labels: { num: "many" }, matches: false },
    { selector: "num<9223372036854775807", labels: { num: "9223372036854775806" }, matches: true },
    { selector: "constructor", labels: {}, matches: false },
  ])("$selector on $labels: $matches", ({ selector, labels, matches }) => {
    expect(parseLabelSelector(selector).matches((key) => new Map(Object.entries(labels)).get(key))).toBe(
      matches,
    );
  });

  it.each([
    { selector: "app in (x", message: "it ends too early, expected: a comma or a closing bracket" },
    {
      selector: "app x",
      message: "found another word, expected: one of = == != in notin > <",
    },
    { selector: ",", message: "found ,, expected: a label, or ! and a label" },
    { selector: "app,", message: "it ends too early, expected: a label after the comma" },
    {
      selector: "-a",
      message:
        'a label in it is none: the name part may hold only letters, digits, "-", "_" and ".", and must start and end with a letter or digit',
    },
    {
      selector: "a=-",
      message:
        'the label a cannot have such a value: the value may hold only letters, digits, "-", "_" and ".", and must start and end with a letter or digit',
    },
    { selector: "a>b", message: "the label a is compared with something that is no whole number" },
    { selector: "app==x=y", message: "found =, expected: a comma or the end" },
  ])("refuses $selector", ({ selector, message }) => {
    let flaw: SelectorFlaw | undefined;
    try {
      parseLabelSelector(selector);
    } catch (error) {
      if (error instanceof LabelSelectorError) flaw = error.flaw;
    }
    expect(flaw && selectorProblem(flaw)).toBe(message);
  });

  it("reads any text or says what is wrong with it", () => {
    const pieces = fc.constantFrom(
      "a",
      "b/c",
      "in",
      "notin",
      "=",
      "==",
      "!=",
      "!",
      "<",
      ">",
      "(",
      ")",
      ",",
      " ",
      "\t",
      "\0",
      "-",
      "5",
      "é",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        try {
          parseLabelSelector(parts.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(LabelSelectorError);
        }
      }),
    );
  });

  it("finds what it was made from", () => {
    const word = fc.stringMatching(/^[a-z]([a-z0-9._-]{0,8}[a-z0-9])?$/);
    fc.assert(
      fc.property(fc.dictionary(word, word, { minKeys: 1 }), (labels) => {
        const entries = Object.entries(labels);
        const selector = entries.map(([key, value], index) =>
          index % 2 === 0 ? `${key}=${value}` : `${key} in (${value})`,
        );
        expect(parseLabelSelector(selector.join(" , ")).matches((key) => new Map(entries).get(key))).toBe(
          true,
        );
        expect(parseLabelSelector(selector.join(",")).matches(() => undefined)).toBe(false);
      }),
    );
  });
});

describe("goQuote", () => {
  it.each([
    { text: 'a"b\\', quoted: '"a\\"b\\\\"' },
    { text: "\u0007\b\f\n\r\t\v\0\u007f", quoted: '"\\a\\b\\f\\n\\r\\t\\v\\x00\\x7f"' },
    { text: "é\u{1f600} ", quoted: '"é\u{1f600} "' },
    { text: "\u00a0\u200b\ufeff\u{e0001}", quoted: '"\\u00a0\\u200b\\ufeff\\U000e0001"' },
    { text: "\udcff", quoted: '"\\xff"' },
  ])("$quoted", ({ text, quoted }) => {
    expect(goQuote(text)).toBe(quoted);
  });
});
