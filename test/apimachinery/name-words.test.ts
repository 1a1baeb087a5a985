import { describe, expect, it } from "vitest";
import {
  dataKeyProblem,
  labelValueProblem,
  namespaceProblem,
  qualifiedNameProblem,
  secretNameProblem,
} from "../../src/apimachinery/name-words.js";

const NAME_RULE =
  'the name may hold only lower case letters, digits, "-" and ".", and must start and end with a letter or digit';
const NAMESPACE_RULE =
  'the namespace may hold only lower case letters, digits and "-", and must start and end with a letter or digit';
const KEY_RULE = 'the key may hold only letters, digits, "-", "_" and "."';
const PART_RULE =
  'the name part may hold only letters, digits, "-", "_" and ".", and must start and end with a letter or digit';
const PREFIX_RULE = 'the part before "/" must be a DNS subdomain of at most 253 characters';
const VALUE_RULE =
  'the value may hold only letters, digits, "-", "_" and ".", and must start and end with a letter or digit';

function good(values: readonly string[]): [string, string | undefined][] {
  return values.map((value) => [value, undefined]);
}

function bad(reason: string, values: readonly string[]): [string, string | undefined][] {
  return values.map((value) => [value, reason]);
}

describe("secretNameProblem", () => {
  it.each([
    ...good([
      "a",
      "1",
      "a.b",
      "a-b",
      "a--b",
      "1.2.3",
      "xn--a",
      "0-0",
      "a".repeat(253),
      `${"a".repeat(200)}.b`,
    ]),
    ["", "the name is empty"],
    ["a".repeat(254), "the name is longer than 253 characters"],
    ...bad(NAME_RULE, [
      "A",
      "aB",
      "a_b",
      "-a",
      "a-",
      "a.",
      ".a",
      "a..b",
      "a-.b",
      "a.-b",
      ".",
      "..",
      "a/b",
      "../x",
    ]),
    ...bad(NAME_RULE, ["%2e%2e", "x?y", "x#y", "x\ny", "a\n", " a", "a ", "a\u0000", "a:b", "a,b"]),
    // Glyphs that look like ASCII are named by their code points.
    ["p\u0430ss", `${NAME_RULE} (found U+0430)`],
    ["ab\u200dc", `${NAME_RULE} (found U+200D)`],
    ["\uff11", `${NAME_RULE} (found U+FF11)`],
    ["e\u0301", `${NAME_RULE} (found U+0301)`],
    ["ü", `${NAME_RULE} (found U+00FC)`],
    ["a😀", `${NAME_RULE} (found U+1F600)`],
    ["\u212a", `${NAME_RULE} (found U+212A)`],
    ["a\u007fb", NAME_RULE],
  ])("%j", (name, expected) => {
    expect(secretNameProblem(name)).toBe(expected);
  });
});

describe("namespaceProblem", () => {
  it.each([
    ...good(["a", "1", "kube-system", "a".repeat(63)]),
    ["", "the namespace is empty"],
    ["a".repeat(64), "the namespace is longer than 63 characters"],
    ...bad(NAMESPACE_RULE, ["A", "a.b", "a_b", "-a", "a-", ".", "..", "a/b", "a\n", "a b", "%2e"]),
    ["d\u0435fault", `${NAMESPACE_RULE} (found U+0435)`],
  ])("%j", (namespace, expected) => {
    expect(namespaceProblem(namespace)).toBe(expected);
  });
});

describe("dataKeyProblem", () => {
  it.each([
    ...good([
      "a",
      ".a",
      "a..",
      "a..b",
      "-",
      "_",
      "A_b-.9",
      ".dockerconfigjson",
      "tls.crt",
      "0",
      "-a",
      "a".repeat(253),
    ]),
    ...good(["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"]),
    ["", "the key is empty"],
    ["a".repeat(254), "the key is longer than 253 characters"],
    [".", 'the key may not be "."'],
    ["..", 'the key may not be ".."'],
    ...bad('the key may not start with ".."', ["..a", "...", "..data", "..2026"]),
    ...bad(KEY_RULE, ["a b", "a/b", "a\n", "a\u0000", "a:b", "a=b", "a+b", "a@b", " a"]),
    ["p\u0430ss", `${KEY_RULE} (found U+0430)`],
    ["ключ", `${KEY_RULE} (found U+043A)`],
  ])("%j", (key, expected) => {
    expect(dataKeyProblem(key)).toBe(expected);
  });
});

describe("qualifiedNameProblem", () => {
  it.each([
    ...good(["a", "A", "a.b/c", "a/A_b-.9", "1/1", "a".repeat(63), `${"a".repeat(253)}/${"b".repeat(63)}`]),
    ["a".repeat(64), "the name part is longer than 63 characters"],
    [`a/${"b".repeat(64)}`, "the name part is longer than 63 characters"],
    ...bad(PREFIX_RULE, [`${"a".repeat(254)}/b`, "/a", "/", "A/b", "a_b/c", "-a/b", "a./b", "a..b/c"]),
    ...bad(PART_RULE, ["", "a/", "a/b/c", "-a", "a-", "_a", "a.", "a b", "a\n", "a/-b", "a//b"]),
    ["\u0430", `${PART_RULE} (found U+0430)`],
  ])("%j", (key, expected) => {
    expect(qualifiedNameProblem(key)).toBe(expected);
  });
});

describe("labelValueProblem", () => {
  it.each([
    ...good(["", "a", "A", "a_b-.9", "1", "a".repeat(63)]),
    ["a".repeat(64), "the value is longer than 63 characters"],
    ...bad(VALUE_RULE, ["-a", "a-", ".a", "a.", "_", "a b", "a/b", "a\n", "\n", " ", "a=b", "p\u0430ss"]),
  ])("%j", (value, expected) => {
    expect(labelValueProblem(value)).toBe(expected);
  });
});
