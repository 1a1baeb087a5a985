import { describe, expect, it } from "vitest";
import type { NewSecret, SecretWithValues } from "../../src/secret/secret.js";
import {
  changeText,
  changeTo,
  crossings,
  isEmptyChange,
  NO_CHANGE,
  notMade,
  sizeOf,
  withoutLastApplied,
} from "../../src/secret/secret-change.js";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const USER = { suite: "pachyderm", "secret-source": "pachyderm-user" };

function found(changes: Partial<SecretWithValues> = {}): SecretWithValues {
  return {
    name: "s",
    namespace: "n",
    type: "Opaque",
    creationTimestamp: undefined,
    uid: "u",
    resourceVersion: "1",
    labels: { ...USER, team: "a" },
    metadata: { annotations: { note: "1" } },
    immutable: undefined,
    data: { a: "MQ==", b: "Mg==" },
    ...changes,
  };
}

function wanted(changes: Partial<NewSecret> = {}): NewSecret {
  return {
    name: "s",
    generateName: undefined,
    namespace: undefined,
    type: undefined,
    immutable: undefined,
    labels: USER,
    annotations: {},
    finalizers: undefined,
    ownerReferences: undefined,
    data: { a: "MQ==", b: "Mg==" },
    ...changes,
  };
}

describe("the change to what a manifest says", () => {
  it.each<{
    title: string;
    wanted?: Partial<NewSecret>;
    found?: Partial<SecretWithValues>;
    expected: object;
    text: string;
  }>([
    { title: "nothing", expected: {}, text: "" },
    {
      title: "the same bytes in other base64",
      wanted: { data: { a: "MR==", b: "Mg==" } },
      expected: {},
      text: "",
    },
    {
      title: "values exactly",
      wanted: { data: { a: "OQ==", c: "Mw==" } },
      expected: { data: { a: "OQ==", b: null, c: "Mw==" } },
      text: "changed a, added c, removed b",
    },
    {
      title: "all removed",
      wanted: { data: {} },
      expected: { data: { a: null, b: null } },
      text: "removed a, b",
    },
    {
      title: "labels and annotations among others",
      wanted: { labels: { ...USER, team: "b", new: "" }, annotations: { other: "x" } },
      expected: { labels: { team: "b", new: "" }, annotations: { other: "x" } },
      text: "changed label team, added label new; added annotation other",
    },
    { title: "never who made it", found: { labels: { suite: "x" } }, expected: {}, text: "" },
    { title: "immutable", wanted: { immutable: true }, expected: { immutable: true }, text: "now immutable" },
    {
      title: "mutable, when a manifest says so, which takes a new one",
      wanted: { immutable: false },
      found: { immutable: true },
      expected: { immutable: false },
      text: "no longer immutable",
    },
    { title: "mutable already", wanted: { immutable: false }, expected: {}, text: "" },
    {
      title: "as it is, when a manifest does not say",
      found: { immutable: true },
      expected: {},
      text: "",
    },
    {
      title: "a key of an object's prototype",
      wanted: { data: { a: "MQ==", b: "Mg==", constructor: "eA==" } },
      expected: { data: { constructor: "eA==" } },
      text: "added constructor",
    },
  ])("$title", ({ wanted: wish, found: there, expected, text }) => {
    const secret = found(there);
    const change = changeTo(wanted(wish), secret);
    expect(change).toEqual({ ...NO_CHANGE, ...expected });
    expect(changeText(change, secret)).toBe(text);
    expect(isEmptyChange(change)).toBe(Object.keys(expected).length === 0);
  });
});

describe("what others did in the meantime", () => {
  const change = { ...NO_CHANGE, data: { a: "OQ==", b: null }, labels: { team: "b" } };
  it.each<{ title: string; now: Partial<SecretWithValues>; expected: string[] }>([
    { title: "nothing", now: {}, expected: [] },
    { title: "another key", now: { data: { a: "MQ==", b: "Mg==", c: "eA==" } }, expected: [] },
    { title: "the same key", now: { data: { a: "eA==", b: "Mg==" } }, expected: ['data key "a"'] },
    { title: "the same, to the same", now: { data: { a: "OQ==" } }, expected: [] },
    {
      title: "a key removed that was to be changed",
      now: { data: { b: "Mg==" } },
      expected: ['data key "a"'],
    },
    {
      title: "a key changed that was to go",
      now: { data: { a: "MQ==", b: "eA==" } },
      expected: ['data key "b"'],
    },
    { title: "the same label", now: { labels: { ...USER, team: "z" } }, expected: ['label "team"'] },
    { title: "another label", now: { labels: { ...USER, team: "a", x: "" } }, expected: [] },
  ])("$title", ({ now, expected }) => {
    expect(crossings(change, found(), found(now))).toEqual(expected);
  });
});

it("what is not made is told, one each", () => {
  const change = {
    data: { a: "OQ==", b: null, c: null },
    labels: { x: "" },
    annotations: {},
    immutable: true,
  };
  expect(notMade(change, found())).toEqual(['data key "a"', 'data key "b"', 'label "x"', "immutable"]);
  expect(sizeOf(change)).toBe(5);
  const made = found({ data: { a: "OQ==" }, labels: { x: "" }, immutable: true });
  expect(notMade(change, made)).toEqual([]);
});

it("a change of values removes what kubectl apply left, and nothing else does", () => {
  const secret = found({ metadata: { annotations: { [LAST_APPLIED]: "{}" } } });
  const values = { ...NO_CHANGE, data: { a: "OQ==" } };
  expect(withoutLastApplied(values, secret).annotations).toEqual({ [LAST_APPLIED]: null });
  expect(withoutLastApplied(values, found())).toBe(values);
  const labels = { ...NO_CHANGE, labels: { a: "b" } };
  expect(withoutLastApplied(labels, secret)).toBe(labels);
});
