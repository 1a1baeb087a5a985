import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEditedText } from "../../src/input/edited-text.js";
import { editText } from "../../src/output/edit-text.js";
import { editableValues } from "../../src/secret/editable.js";
import type { SecretWithValues } from "../../src/secret/secret.js";

function secretOf(values: Readonly<Record<string, string | Uint8Array>>): SecretWithValues {
  const data: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(values)) data[key] = Buffer.from(value).toString("base64");
  return {
    name: "s",
    namespace: "n",
    type: "Opaque",
    creationTimestamp: undefined,
    uid: "u",
    resourceVersion: "1",
    labels: {},
    metadata: {},
    immutable: undefined,
    data,
  };
}

function textOf(secret: SecretWithValues): string {
  return editText(secret, editableValues(secret.data));
}

function read(text: string, secret: SecretWithValues) {
  return readEditedText(text, secret, editableValues(secret.data));
}

describe("the text of an editing session", () => {
  it("has blocks where a value has lines, and placeholders where it is no text", () => {
    const secret = secretOf({
      pem: "-----BEGIN X-----\nQUJD\n-----END X-----\n",
      token: "a: b",
      two: "a\n\nb",
      many: "a\n\n\n",
      blob: Uint8Array.of(0, 255),
      empty: "",
    });
    expect(textOf(secret).split("\n").slice(2).join("\n")).toBe(`stringData:
  empty: ""
  many: |+
    a


  pem: |
    -----BEGIN X-----
    QUJD
    -----END X-----
  token: "a: b"
  two: |-
    a

    b
# Values that are no text; all that can be done here is to remove their lines.
data:
  blob: (binary, 2 bytes)
`);
  });

  it("is read back as the same bytes, whatever they are", () => {
    const value = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: fc.constantFrom("a", " ", "\n", "\r", "\t", "#", ":", "-", "|", "'", '"', "\\") }),
      fc.constantFrom("0X1F", "no", "1e3", "~", "\u202e", "\ufeff", "\n", " \n", "a\n \n", "#! x"),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[-_a-zA-Z0-9][-._a-zA-Z0-9]{0,5}$/), value), (values) => {
        const secret = secretOf(values);
        expect(read(textOf(secret), secret)).toEqual({ data: secret.data });
        expect(read(textOf(secret).replaceAll("\n", "\r\n").replaceAll("\r\n", "\n"), secret)).toEqual({
          data: secret.data,
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what was edited", () => {
  const secret = secretOf({ a: "1", blob: Uint8Array.of(255) });
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const placeholder = "(binary, 1 byte)";

  it.each([
    {
      title: "a value changed",
      text: `stringData: {a: "2"}\ndata: {blob: "${placeholder}"}`,
      data: { a: "2" },
    },
    {
      title: "a value added",
      text: `stringData: {a: "1", b: x}\ndata: {blob: "${placeholder}"}`,
      data: { a: "1", b: "x" },
    },
  ])("$title", ({ text, data }) => {
    const expected = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)]));
    expect(read(text, secret)).toEqual({ data: { ...expected, blob: "/w==" } });
  });

  it.each([
    { title: "a line removed", text: "stringData:\n  a: '1'\n", data: { a: base64("1") } },
    { title: "all removed", text: "stringData:\n", data: {} },
  ])("$title", ({ text, data }) => {
    expect(read(text, secret)).toEqual({ data });
  });

  it.each([
    {
      title: "a number",
      text: "stringData:\n  a: 5\n",
      problem: { line: 2, reason: /^stringData.a: must be a string/ },
    },
    { title: "a key twice", text: "stringData:\n  a: x\n  a: y\n", problem: { line: 3, reason: /twice/ } },
    {
      title: "a bad key",
      text: 'stringData:\n  "a b": x\n',
      problem: { line: 2, reason: /the key may hold only/ },
    },
    {
      title: "a changed placeholder",
      text: "data:\n  blob: x\n",
      problem: { line: 2, reason: /cannot be changed here/ },
    },
    {
      title: "a value under data",
      text: "data:\n  c: YQ==\n",
      problem: { line: 2, reason: /belong under stringData/ },
    },
    {
      title: "another field",
      text: "stringData: {}\nlabels: {}\n",
      problem: { line: 2, reason: /only values/ },
    },
    { title: "no YAML", text: "stringData:\n  a: 'x\n", problem: { line: 3, reason: /YAML|quote/ } },
    { title: "a list", text: "- a\n", problem: { line: 1, reason: /must be stringData/ } },
    {
      title: "two documents",
      text: "stringData: {}\n---\nstringData: {}\n",
      problem: { line: 1, reason: /more than one/ },
    },
    {
      title: "a text in the place of a placeholder",
      text: `stringData:\n  blob: x\ndata:\n  blob: ${placeholder}\n`,
      problem: { line: 2, reason: /under data as well/ },
    },
  ])("$title is told with its line", ({ text, problem }) => {
    const result = read(text, secret);
    expect(result).toMatchObject({
      problems: [{ line: problem.line, reason: expect.stringMatching(problem.reason) }],
    });
  });
});
