import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  base64ErrorOffset,
  decodeBase64,
  decodedLength,
  encodeBase64,
} from "../../src/apimachinery/base64.js";

const GO_STANDARD = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

describe("base64ErrorOffset", () => {
  it.each([
    { text: "" },
    { text: "\n" },
    { text: "\r\n\r\n" },
    { text: "MQ==" },
    { text: "MR==" },
    { text: "YWI=" },
    { text: "YWJj" },
    { text: "+/+/" },
    { text: "YWJjMQ==" },
    { text: "YWJj\nMQ==\n" },
    { text: "Y\nW\r\nJ\rj" },
    { text: "MQ\n==" },
    { text: "MQ=\n=" },
    { text: "MQ=\r\n=\r\n" },
    { text: "YWI\n=\n" },
    { text: "\nYWI=" },
  ])("takes $text", ({ text }) => {
    expect(base64ErrorOffset(text)).toBeUndefined();
  });

  it.each([
    { title: "one symbol", text: "M", offset: 0 },
    { title: "an unfinished first quantum", text: "MQ", offset: 0 },
    { title: "three symbols", text: "YWI", offset: 0 },
    { title: "an unfinished last quantum", text: "YWJjZA", offset: 4 },
    { title: "an unfinished quantum after a line end", text: "YWJj\nZA", offset: 5 },
    { title: "symbols are counted back from the end, line ends too", text: "YWJjZA\n", offset: 5 },
    { title: "half of the padding", text: "MQ=", offset: 3 },
    { title: "half of the padding and a line end", text: "MQ=\n", offset: 4 },
    { title: "half of the padding and a symbol", text: "MQ=x", offset: 2 },
    { title: "half of the padding and a bad byte", text: "MQ=!", offset: 2 },
    { title: "padding alone", text: "=", offset: 0 },
    { title: "padding of four", text: "====", offset: 0 },
    { title: "padding after one symbol", text: "M===", offset: 1 },
    { title: "padding after a whole quantum", text: "YWJj=", offset: 4 },
    { title: "a third padding character", text: "MQ===", offset: 4 },
    { title: "a second padding character too many", text: "YWI==", offset: 4 },
    { title: "a symbol after the padding", text: "MQ==x", offset: 4 },
    { title: "two encoded texts in a row", text: "MQ==MQ==", offset: 4 },
    { title: "the same with three symbols", text: "YWI=YWI=", offset: 4 },
    { title: "a symbol after padding and line ends", text: "MQ==\n\nM", offset: 6 },
    { title: "the URL alphabet: -", text: "ab-c", offset: 2 },
    { title: "the URL alphabet: _", text: "abc_", offset: 3 },
    { title: "a space", text: "YW Jj", offset: 2 },
    { title: "a space in front", text: " YWJj", offset: 0 },
    { title: "a tab", text: "YWJj\t", offset: 4 },
    { title: "a NUL", text: "YW\u0000j", offset: 2 },
    { title: "plain text", text: "hunter2!", offset: 7 },
    { title: "a letter that only looks like ASCII", text: "YW\u0430j", offset: 2 },
    { title: "the neighbours of the alphabet: @", text: "@AAA", offset: 0 },
    { title: "the neighbours of the alphabet: [", text: "Z[AA", offset: 1 },
    { title: "the neighbours of the alphabet: backtick", text: "AA`A", offset: 2 },
    { title: "the neighbours of the alphabet: {", text: "AAA{", offset: 3 },
    { title: "the neighbours of the alphabet: comma", text: "A,AA", offset: 1 },
    { title: "the neighbours of the alphabet: dot", text: "A.AA", offset: 1 },
    { title: "the neighbours of the alphabet: colon", text: "9:AA", offset: 1 },
  ])("finds $title", ({ text, offset }) => {
    expect(base64ErrorOffset(text)).toBe(offset);
  });

  it("takes exactly what Go's standard encoding takes once line ends are gone", () => {
    const almost = fc.string({
      unit: fc.constantFrom("A", "z", "9", "+", "/", "=", "\n", "\r", "-", " "),
      maxLength: 14,
    });
    fc.assert(
      fc.property(fc.oneof(almost, fc.base64String(), fc.string()), (text) => {
        expect(base64ErrorOffset(text) === undefined).toBe(GO_STANDARD.test(text.replace(/[\r\n]/g, "")));
      }),
      { numRuns: 5000 },
    );
  });

  it("points at a bad character wherever it stands among the symbols", () => {
    const bad = fc.constantFrom("-", "_", " ", "\t", "!", "\u0000", "é", "\u0430", ".", ",", "*");
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), bad, fc.nat(), (bytes, character, place) => {
        const text = encodeBase64(bytes);
        const at = place % (text.replace(/=+$/, "").length + 1);
        expect(base64ErrorOffset(text.slice(0, at) + character + text.slice(at))).toBe(at);
      }),
    );
  });

  it("ends quickly with a mebibyte that has its mistake at the end", () => {
    const text = "A".repeat(1_048_575);
    expect(base64ErrorOffset(text)).toBe(1_048_572);
  });
});

describe("encode and decode", () => {
  it.each([
    { text: "MR==", bytes: [0x31] },
    { text: "MQ==", bytes: [0x31] },
    { text: "Y\nW\r\nI\n=\n", bytes: [0x61, 0x62] },
    { text: "//79", bytes: [0xff, 0xfe, 0xfd] },
    { text: "", bytes: [] },
    { text: "\r\n", bytes: [] },
  ])("$text is $bytes", ({ text, bytes }) => {
    expect({ bytes: [...decodeBase64(text)], length: decodedLength(text) }).toEqual({
      bytes,
      length: bytes.length,
    });
  });

  it("encodes a window of a larger buffer, and nothing around it", () => {
    expect(encodeBase64(new Uint8Array([1, 2, 3, 4, 5, 6]).subarray(2, 4))).toBe("AwQ=");
  });

  it("gives back every byte, whatever the line ends within", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 80 }),
        fc.constantFrom("\n", "\r\n"),
        (bytes, width, end) => {
          const text = encodeBase64(bytes);
          const wrapped = text.replace(new RegExp(`.{1,${width}}`, "g"), (line) => line + end);
          for (const form of [text, wrapped]) {
            expect(base64ErrorOffset(form)).toBeUndefined();
            expect([...decodeBase64(form)]).toEqual([...bytes]);
            expect(decodedLength(form)).toBe(bytes.length);
          }
        },
      ),
    );
  });
});
