import { describe, expect, it } from "vitest";
import { parseSecret, parseSecretList, parseTable } from "../../src/kube/replies.js";
import type { TransportReply } from "../../src/transport/transport.js";

function reply(body: unknown, contentType = "application/json"): TransportReply {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status: 200, headers: { "content-type": contentType }, text };
}

const metadata = {
  name: "s",
  namespace: "default",
  uid: "u",
  resourceVersion: "7",
  creationTimestamp: "2026-03-01T12:00:00Z",
  labels: { a: "b" },
  annotations: { c: "d" },
};
const summary = {
  name: "s",
  namespace: "default",
  type: "Opaque",
  creationTimestamp: "2026-03-01T12:00:00Z",
  uid: "u",
  resourceVersion: "7",
  labels: { a: "b" },
  metadata,
};
const least = {
  name: "s",
  namespace: "",
  type: "",
  creationTimestamp: undefined,
  uid: "",
  resourceVersion: "",
  labels: {},
  metadata: { name: "s", uid: "" },
};
const columns = [{ name: "Name" }, { name: "Type" }, { name: "Data" }, { name: "Age" }];
const row = { cells: ["s", "Opaque", 1, "5m"], object: { kind: "PartialObjectMetadata", metadata } };

function table(fields: Record<string, unknown>): Record<string, unknown> {
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: {},
    columnDefinitions: columns,
    rows: [row],
    ...fields,
  };
}

function withMetadata(change: Record<string, unknown>): Record<string, unknown> {
  return table({ rows: [row, { ...row, object: { metadata: { ...metadata, ...change } } }] });
}

/** What is no answer, however it looks. */
const NO_OBJECTS: [string, TransportReply][] = [
  ["an empty body", reply("")],
  ["HTML", reply("<html></html>", "text/html")],
  ["HTML that calls itself JSON", reply("<html></html>")],
  ["cut JSON", reply('{"kind":"Secret"')],
  [
    "JSON of another type",
    reply({ kind: "Secret", apiVersion: "v1", metadata }, "application/vnd.kubernetes.protobuf"),
  ],
  ["no content type", { status: 200, headers: {}, text: "{}" }],
  ["null", reply("null")],
  ["a list", reply("[]")],
  ["a Status", reply({ kind: "Status", status: "Success" })],
  ["an empty object", reply({})],
];

describe("parseTable", () => {
  it.each([
    {
      title: "rows",
      body: table({}),
      expected: { secrets: [{ ...summary, keyCount: 1 }], continueToken: undefined },
    },
    { title: "no rows", body: table({ rows: [] }), expected: { secrets: [], continueToken: undefined } },
    {
      title: "null for rows, as an empty table has",
      body: table({ rows: null }),
      expected: { secrets: [], continueToken: undefined },
    },
    {
      title: "a token for more",
      body: table({ rows: [], metadata: { continue: "t" } }),
      expected: { secrets: [], continueToken: "t" },
    },
    {
      title: "an empty token",
      body: table({ rows: [], metadata: { continue: "" } }),
      expected: { secrets: [], continueToken: undefined },
    },
    {
      title: "the type where its column says, wherever that is",
      body: table({
        columnDefinitions: [{ name: "Type" }, { name: "Name" }],
        rows: [{ ...row, cells: ["x/y", "s"] }],
      }),
      expected: { secrets: [{ ...summary, type: "x/y" }], continueToken: undefined },
    },
    {
      title: "metadata that lack what may lack",
      body: table({ rows: [{ cells: ["s", ""], object: { metadata: { name: "s", uid: "" } } }] }),
      expected: { secrets: [least], continueToken: undefined },
    },
    {
      title: "null for a time and for labels",
      body: table({
        rows: [
          {
            cells: ["s", ""],
            object: { metadata: { name: "s", uid: "", creationTimestamp: null, labels: null } },
          },
        ],
      }),
      expected: {
        secrets: [{ ...least, metadata: { name: "s", uid: "" } }],
        continueToken: undefined,
      },
    },
  ])("reads $title", ({ body, expected }) => {
    expect(parseTable(reply(body, "application/json; charset=utf-8"))).toEqual(expected);
  });

  it("keeps a label named __proto__", () => {
    const page = parseTable(reply(JSON.stringify(table({})).replaceAll('{"a":"b"}', '{"__proto__":"x"}')));
    expect(page?.secrets.map(({ labels }) => Object.entries(labels))).toEqual([[["__proto__", "x"]]]);
  });

  it.each([
    ...NO_OBJECTS,
    ["another kind", reply(table({ kind: "TableOf" }))],
    ["no columns", reply(table({ columnDefinitions: undefined }))],
    ["no column for the type", reply(table({ columnDefinitions: [{ name: "Name" }] }))],
    ["no rows field", reply(table({ rows: undefined }))],
    ["rows that are a map", reply(table({ rows: {} }))],
    ["a row that is null", reply(table({ rows: [row, null] }))],
    ["a row without cells", reply(table({ rows: [{ object: row.object }] }))],
    ["a row without its object, as an old server sends", reply(table({ rows: [{ cells: row.cells }] }))],
    ["a type that is a number", reply(table({ rows: [{ ...row, cells: ["s", 5] }] }))],
    ["one row without a name among others", reply(withMetadata({ name: "" }))],
    ["a name that is a number", reply(withMetadata({ name: 5 }))],
    ["a row without a uid", reply(withMetadata({ uid: undefined }))],
    ["labels that are a list", reply(withMetadata({ labels: [] }))],
    ["a label that is a number", reply(withMetadata({ labels: { a: 5 } }))],
    ["a time that is a number", reply(withMetadata({ creationTimestamp: 5 }))],
  ])("takes no part of %s", (_, answer) => {
    expect(parseTable(answer)).toBeUndefined();
  });
});

const secret = { kind: "Secret", apiVersion: "v1", metadata, type: "Opaque", data: { k: "MQ==" } };
const read = { ...summary, data: { k: "MQ==" }, immutable: undefined };

describe("parseSecret", () => {
  it.each([
    { title: "a secret", body: secret, expected: read },
    {
      title: "an immutable one",
      body: { ...secret, immutable: true },
      expected: { ...read, immutable: true },
    },
    { title: "one without data", body: { ...secret, data: undefined }, expected: { ...read, data: {} } },
    { title: "null for data", body: { ...secret, data: null }, expected: { ...read, data: {} } },
  ])("reads $title", ({ body, expected }) => {
    expect(parseSecret(reply(body))).toEqual(expected);
  });

  it("keeps data keys of JavaScript's own names", () => {
    const body = JSON.stringify(secret).replace('{"k":"MQ=="}', '{"__proto__":"MQ==","constructor":"Mg=="}');
    const found = parseSecret(reply(body));
    expect(Object.entries(found?.data ?? {})).toEqual([
      ["__proto__", "MQ=="],
      ["constructor", "Mg=="],
    ]);
  });

  it.each([
    ...NO_OBJECTS,
    ["another kind", reply({ ...secret, kind: "ConfigMap" })],
    ["another version", reply({ ...secret, apiVersion: "v2" })],
    ["no metadata", reply({ ...secret, metadata: undefined })],
    ["no name", reply({ ...secret, metadata: { uid: "u" } })],
    ["no type", reply({ ...secret, type: undefined })],
    ["data that are a list", reply({ ...secret, data: [] })],
    ["a value that is a number", reply({ ...secret, data: { k: 5 } })],
    ["a value that is null", reply({ ...secret, data: { k: null } })],
    ["immutable as text", reply({ ...secret, immutable: "true" })],
  ])("takes no part of %s", (_, answer) => {
    expect(parseSecret(answer)).toBeUndefined();
  });
});

describe("parseSecretList", () => {
  const { kind: _kind, apiVersion: _version, ...item } = secret;
  const list = { kind: "SecretList", apiVersion: "v1", metadata: { continue: "t" }, items: [item] };

  it.each([
    { title: "a page", body: list, expected: { secrets: [read], continueToken: "t" } },
    {
      title: "the last page",
      body: { ...list, metadata: { continue: "" } },
      expected: { secrets: [read], continueToken: undefined },
    },
    {
      title: "an empty one",
      body: { ...list, metadata: {}, items: [] },
      expected: { secrets: [], continueToken: undefined },
    },
  ])("reads $title", ({ body, expected }) => {
    expect(parseSecretList(reply(body))).toEqual(expected);
  });

  it.each([
    ...NO_OBJECTS,
    ["another kind", reply({ ...list, kind: "ConfigMapList" })],
    ["items that are a map", reply({ ...list, items: {} })],
    ["an item that is null", reply({ ...list, items: [item, null] })],
    ["an item without a type", reply({ ...list, items: [item, { metadata }] })],
    ["an item with a bad value", reply({ ...list, items: [{ ...item, data: { k: {} } }] })],
  ])("takes no part of %s", (_, answer) => {
    expect(parseSecretList(answer)).toBeUndefined();
  });
});
