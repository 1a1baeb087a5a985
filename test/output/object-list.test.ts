import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { OBJECTS, type ObjectFormat, ObjectList, renderObject } from "../../src/output/object-list.js";

async function list(format: ObjectFormat, pages: readonly (readonly unknown[])[]): Promise<string> {
  const writer = new ObjectList(format, OBJECTS);
  let text = "";
  for (const page of pages) text += await writer.items(page);
  return text + writer.end();
}

const s1 = { apiVersion: "v1", kind: "Secret", metadata: { name: "s1" }, type: "Opaque" };
const s2 = { apiVersion: "v1", kind: "Secret", metadata: { name: "s2" }, data: {} };

const JSON_OF_TWO = `{
    "apiVersion": "v1",
    "items": [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {
                "name": "s1"
            },
            "type": "Opaque"
        },
        {
            "apiVersion": "v1",
            "data": {},
            "kind": "Secret",
            "metadata": {
                "name": "s2"
            }
        }
    ],
    "kind": "List",
    "metadata": {
        "resourceVersion": ""
    }
}
`;

const YAML_OF_TWO = `apiVersion: v1
items:
- apiVersion: v1
  kind: Secret
  metadata:
    name: s1
  type: Opaque
- apiVersion: v1
  data: {}
  kind: Secret
  metadata:
    name: s2
kind: List
metadata:
  resourceVersion: ""
`;

const EMPTY_JSON = `{
    "apiVersion": "v1",
    "items": [],
    "kind": "List",
    "metadata": {
        "resourceVersion": ""
    }
}
`;

const EMPTY_YAML = `apiVersion: v1
items: []
kind: List
metadata:
  resourceVersion: ""
`;

describe("ObjectList", () => {
  it.each([
    { title: "json, one page", format: "json", pages: [[s1, s2]], expected: JSON_OF_TWO },
    {
      title: "json, several pages, some empty",
      format: "json",
      pages: [[], [s1], [], [s2], []],
      expected: JSON_OF_TWO,
    },
    { title: "json, no page", format: "json", pages: [], expected: EMPTY_JSON },
    { title: "json, an empty page", format: "json", pages: [[]], expected: EMPTY_JSON },
    { title: "yaml, one page", format: "yaml", pages: [[s1, s2]], expected: YAML_OF_TWO },
    {
      title: "yaml, several pages, some empty",
      format: "yaml",
      pages: [[], [s1], [], [s2], []],
      expected: YAML_OF_TWO,
    },
    { title: "yaml, no page", format: "yaml", pages: [], expected: EMPTY_YAML },
    { title: "yaml, an empty page", format: "yaml", pages: [[]], expected: EMPTY_YAML },
  ] as const)("$title", async ({ format, pages, expected }) => {
    expect(await list(format, pages)).toBe(expected);
  });

  it.each([
    { format: "json", read: (text: string) => JSON.parse(text) },
    { format: "yaml", read: (text: string) => parse(text, { version: "1.1" }) },
    { format: "yaml", read: (text: string) => parse(text, { version: "1.2" }) },
  ] as const)("$format of any objects is read back, however they were paged", async ({ format, read }) => {
    const object = fc.record({
      metadata: fc.record({ name: fc.string() }),
      data: fc.dictionary(fc.string(), fc.string()),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(object, { maxLength: 3 }), { maxLength: 4 }), async (pages) => {
        const text = await list(format, pages);
        expect(text).toBe(await list(format, [pages.flat()]));
        expect(read(text)).toEqual({
          apiVersion: "v1",
          items: pages.flat(),
          kind: "List",
          metadata: { resourceVersion: "" },
        });
      }),
    );
  });
});

describe("renderObject", () => {
  it.each([
    {
      format: "json",
      expected:
        '{\n    "apiVersion": "v1",\n    "data": {},\n    "kind": "Secret",\n    "metadata": {\n        "name": "s2"\n    }\n}\n',
    },
    { format: "yaml", expected: "apiVersion: v1\ndata: {}\nkind: Secret\nmetadata:\n  name: s2\n" },
  ] as const)("ends $format with one line end", async ({ format, expected }) => {
    expect(await renderObject(s2, format)).toBe(expected);
  });
});
