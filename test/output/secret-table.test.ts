import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullTimestamp } from "../../src/output/full-timestamp.js";
import { SecretTable, type SecretTableOptions } from "../../src/output/secret-table.js";
import type { SecretSummary } from "../../src/secret/secret.js";

const now = new Date("2026-03-01T12:00:00Z");
const HEADER = "NAME TYPE CREATED \n";

function secret(
  name: string,
  type = "Opaque",
  createdAt: string | undefined = "2026-03-01T10:00:00Z",
): SecretSummary {
  return {
    name,
    namespace: "default",
    type,
    creationTimestamp: createdAt,
    uid: "u",
    resourceVersion: "1",
    labels: {},
    metadata: {},
  };
}

function table(
  pages: readonly (readonly SecretSummary[])[],
  options: Partial<SecretTableOptions> = {},
): string {
  const writer = new SecretTable({ now: () => now, ...options });
  return pages.map((page) => writer.rows(page)).join("") + writer.end();
}

function many(count: number, name: (at: number) => string = (at) => `s${at}`): SecretSummary[] {
  return Array.from({ length: count }, (_, at) => secret(name(at)));
}

describe("SecretTable", () => {
  it.each([
    { title: "an empty list is its header", pages: [], options: {}, expected: HEADER },
    { title: "so is an empty page", pages: [[]], options: {}, expected: HEADER },
    {
      title: "an empty list without headers is nothing",
      pages: [],
      options: { headers: false },
      expected: "",
    },
    {
      title: "the sample of the public documentation",
      pages: [[secret("mysecret", "kubernetes.io/dockerconfigjson", "2026-03-01T11:59:49Z")]],
      options: {},
      expected:
        "NAME     TYPE                           CREATED        \n" +
        "mysecret kubernetes.io/dockerconfigjson 11 seconds ago \n",
    },
    {
      title: "every column is as wide as its longest cell and a space",
      pages: [
        [secret("a", "Opaque", "2026-03-01T11:00:00Z"), secret("a-longer-name", "x", "2026-03-01T11:59:59Z")],
      ],
      options: {},
      expected:
        "NAME          TYPE   CREATED           \n" +
        "a             Opaque About an hour ago \n" +
        "a-longer-name x      1 second ago      \n",
    },
    {
      title: "cells that are empty",
      pages: [[secret("a", "", "0001-01-01T00:00:00Z"), { ...secret("b"), creationTimestamp: undefined }]],
      options: {},
      expected: "NAME TYPE   CREATED \na                   \nb    Opaque         \n",
    },
    {
      title: "without headers widths are those of the rows",
      pages: [[secret("a", "x", "2026-03-01T11:59:59Z"), secret("bc", "y", "2026-03-01T11:59:59Z")]],
      options: { headers: false },
      expected: "a  x 1 second ago \nbc y 1 second ago \n",
    },
    {
      title: "namespaces come first",
      pages: [[secret("a"), { ...secret("b"), namespace: "a-long-namespace" }]],
      options: { namespaces: true },
      expected:
        "NAMESPACE        NAME TYPE   CREATED     \n" +
        "default          a    Opaque 2 hours ago \n" +
        "a-long-namespace b    Opaque 2 hours ago \n",
    },
    {
      title: "full timestamps",
      pages: [[secret("a"), { ...secret("b"), creationTimestamp: undefined }]],
      options: { created: fullTimestamp },
      expected:
        "NAME TYPE   CREATED              \na    Opaque 2026-03-01T10:00:00Z \nb    Opaque                      \n",
    },
    {
      title: "what a server sends cannot move the cursor",
      pages: [[secret("a", "\u001b[2J\u202ex\n")]],
      options: {},
      expected: "NAME TYPE             CREATED     \na    \\x1b[2J\\u202ex\\n 2 hours ago \n",
    },
    {
      title: "nor can a namespace or a name",
      pages: [[{ ...secret("a\rb"), namespace: "n\u0007" }]],
      options: { namespaces: true },
      expected: "NAMESPACE NAME TYPE   CREATED     \nn\\x07     a\\rb Opaque 2 hours ago \n",
    },
    {
      title: "characters outside the BMP count once, as Go's runes do",
      pages: [[secret("a", "😀😀😀😀😀"), secret("b", "abcdef")]],
      options: {},
      expected: "NAME TYPE   CREATED     \na    😀😀😀😀😀  2 hours ago \nb    abcdef 2 hours ago \n",
    },
  ])("$title", ({ pages, options, expected }) => {
    expect(table(pages, options)).toBe(expected);
  });

  it.each([
    { count: 1, blocks: [1] },
    { count: 48, blocks: [48] },
    { count: 49, blocks: [49] },
    { count: 50, blocks: [49, 1] },
    { count: 98, blocks: [49, 49] },
    { count: 99, blocks: [49, 49, 1] },
    { count: 120, blocks: [49, 49, 22] },
  ])("$count secrets stand in blocks of $blocks rows", ({ count, blocks }) => {
    const rows = many(count).map(({ name }) => name);
    const expected = blocks.flatMap((size) => ["NAME", ...rows.splice(0, size)]);
    const lines = table([many(count)]).split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(expected);
  });

  it("counts the widths of every block anew", () => {
    const secrets = many(50, (at) => (at === 0 ? "a-long-name-in-the-first-block" : at === 49 ? "z" : "s"));
    const lines = table([secrets]).split("\n");
    expect([lines[0], lines[2], lines[49], lines[50], lines[51]]).toEqual([
      "NAME                           TYPE   CREATED     ",
      "s                              Opaque 2 hours ago ",
      "s                              Opaque 2 hours ago ",
      "NAME TYPE   CREATED     ",
      "z    Opaque 2 hours ago ",
    ]);
  });

  it("keeps the blocks without headers", () => {
    const lines = table([many(50, (at) => (at === 0 ? "a-long-name" : "s"))], { headers: false }).split("\n");
    expect([lines.length, lines[48], lines[49], lines[50]]).toEqual([
      51,
      "s           Opaque 2 hours ago ",
      "s Opaque 2 hours ago ",
      "",
    ]);
  });

  it("hands out a block as soon as it cannot grow any more", () => {
    const writer = new SecretTable({ now: () => now });
    expect(writer.rows(many(49))).toBe("");
    expect(writer.rows(many(1))).toBe(table([many(49)]));
    expect(writer.end()).toBe(table([many(1)]));
  });

  it("gives the same text whatever the pages", () => {
    const type = fc.oneof(fc.constant("Opaque"), fc.string({ unit: "grapheme", maxLength: 12 }));
    const secrets = fc.array(fc.tuple(fc.string({ unit: "grapheme" }), type), {
      maxLength: 160,
      size: "max",
    });
    fc.assert(
      fc.property(
        secrets,
        fc.array(fc.integer({ min: 0, max: 60 })),
        fc.boolean(),
        (rows, sizes, headers) => {
          const all = rows.map(([name, kind]) => secret(name, kind));
          const rest = [...all];
          const pages = [...sizes.map((size) => rest.splice(0, size)), rest];
          expect(table(pages, { headers })).toBe(table([all], { headers }));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("aligns every line of a block", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 49 }), (names) => {
        const lines = table([names.map((name) => secret(name))])
          .split("\n")
          .slice(0, -1);
        expect(new Set(lines.map((line) => [...line].length)).size).toBe(1);
      }),
    );
  });
});
