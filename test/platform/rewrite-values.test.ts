import { expect, it } from "vitest";
import { rewriteValues, type ValuesEdit } from "../../src/platform/rewrite-values.js";

const MOVE: readonly ValuesEdit[] = [
  { attribute: "pachd.rootToken", remove: true },
  { attribute: "pachd.rootTokenSecretName", set: "own" },
];

it.each([
  [
    "a line, with the comment behind it",
    "pachd:\n  rootToken: 'a b' # why\n  x: 1\n",
    "pachd:\n  rootTokenSecretName: own # why\n  x: 1\n",
  ],
  [
    "a block of text",
    "pachd:\n  rootToken: |\n    a\n    b\n\n  x: 1\n",
    "pachd:\n  rootTokenSecretName: own\n\n  x: 1\n",
  ],
  ["a file with other line ends", "pachd:\r\n  rootToken: a\r\n", "pachd:\r\n  rootTokenSecretName: own\r\n"],
  ["a map in braces", "pachd: {rootToken: a, x: 1}\n", "pachd: {rootTokenSecretName: own, x: 1}\n"],
  ["JSON", '{"pachd": {"rootToken": "a"}}\n', '{"pachd": {"rootTokenSecretName": "own"}}\n'],
  [
    "a name that is blank",
    'pachd:\n  rootTokenSecretName: ""\n  rootToken: a\n',
    "pachd:\n  rootTokenSecretName: own\n",
  ],
  [
    "a value with an anchor that nobody uses",
    "pachd:\n  rootToken: &t a\n",
    "pachd:\n  rootTokenSecretName: own\n",
  ],
  [
    "an alias, and the anchor that only served it",
    "x-tokens:\n  root: &t a\ny: 1\npachd:\n  rootToken: *t\n",
    "y: 1\npachd:\n  rootTokenSecretName: own\n",
  ],
])("moves %s", (_title, text, expected) => {
  expect(rewriteValues(text, MOVE)).toBe(expected);
});

it.each([
  ["into a map", "pachd:\n    x: 1 # one\n", "pachd:\n    rootTokenSecretName: own\n    x: 1 # one\n"],
  ["below a key without a value", "pachd:\nx: 1\n", "pachd:\n  rootTokenSecretName: own\nx: 1\n"],
  ["into an empty map in braces", "pachd: {}\n", "pachd: {rootTokenSecretName: own}\n"],
  ["at the end, with what it is in", "x: 1", "x: 1\npachd:\n  rootTokenSecretName: own\n"],
  ["into a file without values", "# nothing yet\n", "# nothing yet\npachd:\n  rootTokenSecretName: own\n"],
])("adds a name %s", (_title, text, expected) => {
  expect(rewriteValues(text, [{ attribute: "pachd.rootTokenSecretName", set: "own" }])).toBe(expected);
});

it.each([
  [
    "the last key of a map, and the map",
    "proxy:\n  tls:\n    secret:\n      cert: a\n    x: 1\n",
    "proxy:\n  tls:\n    x: 1\n",
  ],
  [
    "a pair in braces, with its comma",
    "proxy: {tls: {secret: {cert: a, key: b}}}\n",
    "proxy: {tls: {secret: {key: b}}}\n",
  ],
])("removes %s", (_title, text, expected) => {
  expect(rewriteValues(text, [{ attribute: "proxy.tls.secret.cert", remove: true }])).toBe(expected);
});

it.each([
  ["a merge key", "base: &b {rootToken: a}\npachd:\n  <<: *b\n"],
  ["a map that is an alias", "base: &b {rootToken: a}\npachd: *b\n"],
  ["an anchor whose value stays elsewhere", "pachd:\n  rootToken: &t a\n  other: *t\n"],
  ["a value that is an attribute's as well", "console:\n  x: &t a\npachd:\n  rootToken: *t\n"],
])("refuses what comes by %s", (_title, text) => {
  expect(() => rewriteValues(text, MOVE)).toThrow(/write it out/);
});
