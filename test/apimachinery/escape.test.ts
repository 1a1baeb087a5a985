import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeControls, isShowable } from "../../src/apimachinery/escape.js";

/** Written from Unicode's own classes, not from the list that src keeps. */
const UNSAFE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u{200b}-\u{200d}\u{2060}-\u{2064}\u{feff}\u{e0000}-\u{e007f}]/u;

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom("a", "\u001b", "\ud83d", "\ude00", "\udb40", "\udc41", "\u202e", "\u200b", "\\", "\n"),
    )
    .map((parts) => parts.join("")),
);

describe("escapeControls", () => {
  it.each([
    { title: "nothing", text: "", expected: "" },
    { title: "ordinary text", text: "my-secret.v1_A \"'`$~", expected: "my-secret.v1_A \"'`$~" },
    { title: "a backslash stays one", text: "a\\nb", expected: "a\\nb" },
    { title: "line ends and tabs", text: "a\nb\rc\td", expected: "a\\nb\\rc\\td" },
    { title: "an escape sequence", text: "\u001b[2Jx", expected: "\\x1b[2Jx" },
    { title: "a link (OSC 8)", text: "\u001b]8;;http://x\u0007", expected: "\\x1b]8;;http://x\\x07" },
    { title: "the ends of C0", text: "\u0000\u001f ", expected: "\\x00\\x1f " },
    { title: "DEL and its neighbours", text: "~\u007f\u0080", expected: "~\\x7f\\x80" },
    {
      title: "C1, where CSI is one character",
      text: "\u009b31m\u009f\u00a0",
      expected: "\\x9b31m\\x9f\u00a0",
    },
    { title: "the Arabic letter mark", text: "\u061b\u061c\u061d", expected: "\u061b\\u061c\u061d" },
    {
      title: "zero width and marks",
      text: "\u200a\u200b\u200d\u200f\u2010",
      expected: "\u200a\\u200b\\u200d\\u200f\u2010",
    },
    {
      title: "separators of lines and paragraphs",
      text: "\u2027\u2028\u2029",
      expected: "\u2027\\u2028\\u2029",
    },
    { title: "bidi embeddings", text: "\u202a\u202e\u202f", expected: "\\u202a\\u202e\u202f" },
    {
      title: "bidi isolates and joiners",
      text: "\u2060\u2066\u2069\u2070",
      expected: "\\u2060\\u2066\\u2069\u2070",
    },
    { title: "a byte order mark", text: "\ufefe\ufeff", expected: "\ufefe\\ufeff" },
    {
      title: "tag characters",
      text: "\u{e0000}\u{e0041}\u{e007f}",
      expected: "\\u{e0000}\\u{e0041}\\u{e007f}",
    },
    {
      title: "the neighbours of tags",
      text: "\u{dffff}\u{e0080}\u{e0100}",
      expected: "\u{dffff}\u{e0080}\u{e0100}",
    },
    { title: "a lone high surrogate", text: "a\ud83d", expected: "a\\ud83d" },
    { title: "a lone low surrogate", text: "\ude00a", expected: "\\ude00a" },
    { title: "halves in the wrong order", text: "\ude00\ud83d", expected: "\\ude00\\ud83d" },
    { title: "a half next to a pair", text: "\ud83d\ud83d\ude00\ude00", expected: "\\ud83d😀\\ude00" },
    { title: "letters of every kind", text: "äЖ中אب👩🏽e\u0301", expected: "äЖ中אب👩🏽e\u0301" },
  ])("$title", ({ text, expected }) => {
    expect(escapeControls(text)).toBe(expected);
  });

  it("never lets an unsafe character through", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(escapeControls(text)).not.toMatch(UNSAFE);
      }),
      { numRuns: 1000 },
    );
  });

  it("escapes what it escaped no second time", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = escapeControls(text);
        expect(escapeControls(once)).toBe(once);
      }),
    );
  });

  it("works character by character: what is added around does not matter", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (left, right) => {
        expect(escapeControls(left + right)).toBe(escapeControls(left) + escapeControls(right));
      }),
    );
  });
});

describe("isShowable", () => {
  it.each([
    { text: "", expected: true },
    { text: "plain\n", expected: true },
    { text: "a\r\nb\r\n", expected: true },
    { text: "a\tb", expected: true },
    { text: "äЖ中😀", expected: true },
    { text: "a\rb", expected: false },
    { text: "a\r\tb", expected: false },
    { text: "a\r\r\n", expected: false },
    { text: "\u0000", expected: false },
    { text: "\u001b[31m", expected: false },
    { text: "\u009b", expected: false },
    { text: "\u202e", expected: false },
    { text: "\ud83d", expected: false },
    { text: "\ud83d\n\ude00", expected: false },
  ])("$text is $expected", ({ text, expected }) => {
    expect(isShowable(text)).toBe(expected);
  });
});
