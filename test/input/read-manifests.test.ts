import { describe, expect, it } from "vitest";
import { manifest, read } from "../support/read-manifest.js";

const NAME_RULE =
  'the name may hold only lower case letters, digits, "-" and ".", and must start and end with a letter or digit';
const PART_RULE =
  'the name part may hold only letters, digits, "-", "_" and ".", and must start and end with a letter or digit';
const VALUE_RULE =
  'the value may hold only letters, digits, "-", "_" and ".", and must start and end with a letter or digit';
const WITHOUT_VALUES =
  "this was exported without values, and would make an empty secret (export it with --show-values)";
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const PIPELINE = "pachd deletes secrets with this label together with the pipeline; use another label";

interface Refused {
  title: string;
  input: string | Uint8Array;
  /** Without `stdin:`. */
  problems: string[];
}

function refuses(rows: readonly Refused[]): void {
  it.each(rows)("$title", async ({ input, problems }) => {
    expect(await read(input)).toEqual({
      kind: "usage",
      problems: problems.map((line) => (typeof line === "string" ? `stdin:${line}` : line)),
    });
  });
}

/** What any object without the fields of a Secret is told. */
function noSecret(place: string, number = 1): string[] {
  return [
    `${place}: document ${number}: apiVersion: must be "v1", and is missing`,
    `${place}: document ${number}: kind: must be "Secret", and is missing`,
    `${place}: document ${number}: metadata: must be a map, and is missing`,
  ];
}

describe("a text that holds no manifest", () => {
  const empty = "1:1: document 1: there is no manifest in it";
  const noObject = "1:1: document 1: expected an object";
  const unknown = (place: string, field = "a", number = 1): string =>
    `${place}: document ${number}: ${field}: there is no such field`;
  const invalid = "document 1: this is not valid JSON";
  const early = "document 1: the JSON ends too early";
  refuses([
    { title: "empty", input: "", problems: [empty] },
    { title: "white space", input: " \r\n\t\n", problems: [empty] },
    { title: "a byte order mark", input: "\ufeff", problems: [empty] },
    {
      title: "bare text, which is not quoted",
      input: "hunter2",
      problems: [`${noObject}, and found a string`],
    },
    {
      title: "bare text further down",
      input: "\n\n  hunter2\n",
      problems: ["3:3: document 1: expected an object, and found a string"],
    },

    { title: "a comment in front", input: "# c\n{}", problems: noSecret("2:1") },
    {
      title: "a NUL in front",
      input: "\u0000{}",
      problems: [
        "1:1: document 1: a control character stands here; in double quotes it can be written with a backslash",
      ],
    },
    {
      title: "a ZIP file",
      input: "PK\u0003\u0004",
      problems: [" this is not text (it looks like a ZIP archive)"],
    },
    { title: "a string", input: '"hunter2"', problems: [`${noObject}, and found a string`] },
    { title: "a number", input: "5", problems: [`${noObject}, and found a number`] },
    { title: "null", input: "null", problems: [`${noObject}, and found null`] },
    { title: "true", input: " true", problems: ["1:2: document 1: expected an object, and found a boolean"] },
    {
      title: "a list",
      input: "[{}]",
      problems: noSecret("1:2").map((line) =>
        line.replace("1: ", "1: [0].").replace("[0].document", "document"),
      ),
    },
    { title: "cut at the start", input: "{", problems: [`1:2: ${early}`] },
    { title: "cut within a value", input: '{"data":{"p":"hun', problems: [`1:18: ${early}`] },
    { title: "cut before a value", input: '{"a":', problems: [`1:6: ${early}`] },
    { title: "cut after a value", input: '{\n  "a": 1', problems: [`2:9: ${early}`] },
    {
      title: "a trailing comma in a map, as YAML allows it",
      input: '{"a":1,}',
      problems: [...noSecret("1:1"), unknown("1:2")],
    },
    {
      title: "a trailing comma in a list, as YAML allows it",
      input: '{"a":[1,]}',
      problems: [...noSecret("1:1"), unknown("1:2")],
    },
    {
      title: "a missing comma, as YAML allows it",
      input: '{"a":1 "b":2}',
      problems: [...noSecret("1:1"), unknown("1:2")],
    },
    { title: "a missing colon", input: '{"a" 1}', problems: [`1:6: ${invalid}`] },
    { title: "the wrong bracket", input: '{"a":[1}', problems: [`1:8: ${invalid}`] },
    {
      title: "a bracket too many",
      input: '{"a":1}}',
      problems: [...noSecret("1:1"), unknown("1:2"), "1:8: document 2: this is not valid JSON"],
    },
    {
      title: "a word for a value, as YAML allows it",
      input: '{\n  "kind": Secret\n}',
      problems: [noSecret("1:1")[0], noSecret("1:1")[2]] as string[],
    },
    {
      title: "single quotes, as YAML allows them",
      input: "{\"a\":'b'}",
      problems: [...noSecret("1:1"), unknown("1:2")],
    },
    {
      title: "a key with its value, for want of a space",
      input: "{a:1}",
      problems: ["1:2: document 1: a colon, the space after it or a value is missing", ...noSecret("1:1")],
    },
    {
      title: "a comment, as YAML allows it",
      input: '{"a":1 # b\n}',
      problems: [...noSecret("1:1"), unknown("1:2")],
    },
    { title: "NaN, as YAML allows it", input: '{"a":NaN}', problems: [...noSecret("1:1"), unknown("1:2")] },
    {
      title: "a number with a leading zero, as YAML allows it",
      input: '{"a":01}',
      problems: [...noSecret("1:1"), unknown("1:2")],
    },
    {
      title: "a number with a plus, as YAML allows it",
      input: '{"a":+1}',
      problems: [...noSecret("1:1"), unknown("1:2")],
    },
    { title: "an unknown escape", input: '{"a":"\\q"}', problems: [`1:8: ${invalid}`] },
    {
      title: "a line end within a string",
      input: '{"a":"x\ny"}',
      problems: [
        "1:6: document 1: a: a line ends within the quotes; write \\n for a line break",
        ...noSecret("1:1"),
        unknown("1:2"),
      ],
    },
    {
      title: "a tab within a string, as YAML allows it",
      input: '{"a":"x\ty"}',
      problems: [...noSecret("1:1"), unknown("1:2")],
    },
    { title: "a NUL within a string", input: '{"a":"x\u0000y"}', problems: [`1:8: ${invalid}`] },
    {
      title: "a NUL at the end",
      input: '{"a":1}\u0000',
      problems: [...noSecret("1:1"), unknown("1:2"), "1:8: document 2: this is not valid JSON"],
    },
    {
      title: "UTF-16 without a byte order mark",
      input: Buffer.from("{}", "utf16le"),
      problems: [" this is not UTF-8 text (it looks like UTF-16)"],
    },
    {
      title: "a byte order mark in the middle",
      input: '{\ufeff"a":1}',
      problems: ["1:2: document 1: a colon, the space after it or a value is missing", ...noSecret("1:1")],
    },
    {
      title: "two documents",
      input: '{"a":1}\n{"b":1}',
      problems: [...noSecret("1:1"), unknown("1:2"), ...noSecret("2:1", 2), unknown("2:2", "b", 2)],
    },
    {
      title: "two documents of YAML",
      input: '{"a":1}\n---\n{"b":1}',
      problems: [...noSecret("1:1"), unknown("1:2"), ...noSecret("3:1", 2), unknown("3:2", "b", 2)],
    },
    {
      title: "lines that end with CRLF",
      input: '{\r\n"a": 1,\r\n}',
      problems: [...noSecret("1:1"), unknown("2:1")],
    },
    {
      title: "text that imitates a parser's message",
      input: "[x at position 9]",
      problems: ["1:2: document 1: [0]: expected an object, and found a string"],
    },
    {
      title: "UTF-16",
      input: Buffer.from("\ufeff{}", "utf16le"),
      problems: [" this is not UTF-8 text (it looks like UTF-16)"],
    },
    {
      title: "UTF-16, big end first",
      input: Buffer.from("\ufeff{}", "utf16le").swap16(),
      problems: [" this is not UTF-8 text (it looks like UTF-16)"],
    },
    { title: "Latin-1", input: Buffer.from('{"a":"é"}', "latin1"), problems: [" this is not UTF-8 text"] },
    {
      title: "a surrogate in UTF-8's clothes",
      input: Buffer.from("eda080", "hex"),
      problems: [" this is not UTF-8 text"],
    },
    {
      title: "gzip",
      input: Buffer.from("1f8b0800000000000003", "hex"),
      problems: [" this is not UTF-8 text (it looks compressed with gzip)"],
    },
  ]);
});

describe("keys that are there twice", () => {
  const twice = (first: string): string => `the key is there twice, first at ${first}`;
  const rows: Refused[] = [
    { title: "at the top", input: '{"a":1,"a":2}', problems: [`1:8: document 1: a: ${twice("1:2")}`] },
    {
      title: "three times",
      input: '{"data":{"p":"a","p":"b",\n"p":"c"}}',
      problems: [`1:18: document 1: data.p: ${twice("1:10")}`, `2:1: document 1: data.p: ${twice("1:10")}`],
    },
    {
      title: "deep down",
      input: '{"a":[0,{"b":{"c":1,"c":1}}]}',
      problems: [`1:21: document 1: a[1].b.c: ${twice("1:15")}`],
    },
    {
      title: "written differently",
      input: '{"a":1,"\\u0061":2}',
      problems: [`1:8: document 1: a: ${twice("1:2")}`],
    },
    {
      title: "__proto__",
      input: '{"__proto__":1,"__proto__":2}',
      problems: [`1:16: document 1: __proto__: ${twice("1:2")}`],
    },
    { title: "empty", input: '{"":1,"":2}', problems: [`1:7: document 1: [""]: ${twice("1:2")}`] },
  ];
  it.each(rows)("$title", async ({ input, problems }) => {
    const result = await read(input);
    const told = "problems" in result ? result.problems : [];
    expect(told.filter((line) => line.includes("twice"))).toEqual(problems.map((line) => `stdin:${line}`));
  });
});

describe("a document that is no Secret", () => {
  refuses([
    {
      title: "an empty map lacks everything",
      input: " {}",
      problems: [
        '1:2: document 1: apiVersion: must be "v1", and is missing',
        '1:2: document 1: kind: must be "Secret", and is missing',
        "1:2: document 1: metadata: must be a map, and is missing",
      ],
    },
    {
      title: "another kind",
      input: manifest({ kind: "ConfigMap" }),
      problems: ["1:27: document 1: kind: this is a ConfigMap, and only Secrets are created here"],
    },
    {
      title: "a kind in lower case",
      input: manifest({ kind: "secret" }),
      problems: ['1:27: document 1, secret "s": kind: must be "Secret", and is "secret"'],
    },
    {
      title: "a kind that is a number",
      input: manifest({ kind: 5 }),
      problems: ['1:27: document 1, secret "s": kind: must be "Secret", and is a number'],
    },
    {
      title: "no kind",
      input: manifest({ kind: undefined }),
      problems: ['1:1: document 1, secret "s": kind: must be "Secret", and is missing'],
    },
    {
      title: "another version",
      input: manifest({ apiVersion: "v2" }),
      problems: ['1:15: document 1, secret "s": apiVersion: must be "v1", and is "v2"'],
    },
    {
      title: "null for a version",
      input: manifest({ apiVersion: null }),
      problems: ['1:15: document 1, secret "s": apiVersion: must be "v1", and is null'],
    },
    {
      title: "an empty list",
      input: '{"kind":"SecretList","apiVersion":"v1","items":[]}',
      problems: ["1:48: document 1: items: the list is empty: there is nothing to create"],
    },
    {
      title: "an export without values",
      input: manifest({ metadata: { name: "s", uid: "u", resourceVersion: "1" } }),
      problems: [`1:1: document 1, secret "s": ${WITHOUT_VALUES}`],
    },
    {
      title: "an export without values that kept its version only",
      input: manifest({ metadata: { name: "s", resourceVersion: "1" } }),
      problems: [`1:1: document 1, secret "s": ${WITHOUT_VALUES}`],
    },
    {
      title: "a list of exports without values",
      input: `{"kind":"List","apiVersion":"v1","items":[${manifest({ metadata: { name: "s", uid: "u" } })}]}`,
      problems: [`1:1: document 1: ${WITHOUT_VALUES}`],
    },
    {
      title: "a list of exports of which one has values",
      input: `{"kind":"List","apiVersion":"v1","items":[${manifest({ metadata: { uid: "u" } })},${manifest({ metadata: { uid: "u" }, data: {} })}]}`,
      problems: [
        `1:43: document 1: items[0]: ${WITHOUT_VALUES}`,
        "1:148: document 1: items[1].metadata: needs a name",
      ],
    },
  ]);
});

describe("a Secret with mistakes", () => {
  const secret = 'document 1, secret "s"';
  const plain = "(plain text belongs under stringData)";
  const missing = "must be a map, and is";
  refuses([
    {
      title: "no metadata",
      input: manifest({ metadata: undefined }),
      problems: [`1:1: document 1: metadata: ${missing} missing`],
    },
    {
      title: "null for metadata",
      input: manifest({ metadata: null }),
      problems: [`1:47: document 1: metadata: ${missing} null`],
    },
    {
      title: "text for metadata",
      input: manifest({ metadata: "s" }),
      problems: [`1:47: document 1: metadata: ${missing} a string`],
    },
    {
      title: "a list for metadata",
      input: manifest({ metadata: [] }),
      problems: [`1:47: document 1: metadata: ${missing} a list`],
    },
    {
      title: "no name",
      input: manifest({ metadata: {} }),
      problems: ["1:47: document 1: metadata: needs a name"],
    },
    {
      title: "null for a name",
      input: manifest({ metadata: { name: null } }),
      problems: ["1:47: document 1: metadata: needs a name"],
    },
    {
      title: "an empty name, which is none for the server",
      input: manifest({ metadata: { name: "" } }),
      problems: ["1:47: document 1: metadata: needs a name"],
    },
    {
      title: "a number for a name, longer than a double holds",
      input: manifest({}).replace('"s"', "12345678901234567890"),
      problems: ["1:55: document 1: metadata.name: must be a string (quote it), and is a number"],
    },
    {
      title: "a bad name",
      input: manifest({ metadata: { name: "S_" } }),
      problems: [`1:55: document 1, secret "S_": metadata.name: ${NAME_RULE}`],
    },
    {
      title: "a name with a letter that looks like another",
      input: manifest({ metadata: { name: "p\u0430ss" } }),
      problems: [`1:55: document 1, secret "p\u0430ss": metadata.name: ${NAME_RULE} (found U+0430)`],
    },
    {
      title: "a bad namespace",
      input: manifest({ metadata: { name: "s", namespace: "a.b" } }),
      problems: [
        `1:71: ${secret}: metadata.namespace: the namespace may hold only lower case letters, digits and "-", and must start and end with a letter or digit`,
      ],
    },
    ...["G", "a.", "-", "a.-", ".", "a_", "a".repeat(254)].map((generateName) => ({
      title: `a generateName that the server refuses: ${generateName.slice(0, 10)}`,
      input: manifest({ metadata: { generateName } }),
      problems: [expect.stringMatching(/^stdin:1:63: document 1: metadata\.generateName: /) as string],
    })),
    {
      title: "fields that do not exist, at the key",
      input: manifest({ dataa: {}, Data: {}, metadata: { name: "s", label: {} } }),
      problems: [
        `1:59: ${secret}: metadata.label: there is no such field; did you mean labels?`,
        `1:71: ${secret}: dataa: there is no such field; did you mean data?`,
        `1:82: ${secret}: Data: there is no such field; did you mean data?`,
      ],
    },
    {
      title: "fields with the names of JavaScript's own",
      input:
        '{"__proto__":{},"constructor":1,"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","__proto__":{}}}',
      problems: [
        `1:2: ${secret}: __proto__: there is no such field`,
        `1:17: ${secret}: constructor: there is no such field`,
        `1:90: ${secret}: metadata.__proto__: there is no such field`,
      ],
    },
    {
      title: "fields of the wrong kind",
      input: `{
"apiVersion": "v1", "kind": "Secret", "type": 5, "immutable": "true", "data": [], "stringData": "x",
"metadata": {"name": 5, "namespace": true, "generateName": {},
"labels": [], "annotations": "x", "finalizers": {}, "ownerReferences": {}}}`,
      problems: [
        "2:47: document 1: type: must be a string (quote it), and is a number",
        "2:63: document 1: immutable: must be true or false, and is a string",
        "2:79: document 1: data: must be a map of strings, and is a list",
        "2:97: document 1: stringData: must be a map of strings, and is a string",
        "3:22: document 1: metadata.name: must be a string (quote it), and is a number",
        "3:38: document 1: metadata.namespace: must be a string (quote it), and is a boolean",
        "3:60: document 1: metadata.generateName: must be a string, and is a map",
        "4:11: document 1: metadata.labels: must be a map of strings, and is a list",
        "4:30: document 1: metadata.annotations: must be a map of strings, and is a string",
        "4:49: document 1: metadata.finalizers: must be a list, and is a map",
        "4:72: document 1: metadata.ownerReferences: must be a list, and is a map",
      ],
    },
    {
      title: "elements of the wrong kind",
      input: manifest({ metadata: { name: "s", finalizers: [1, "a/b"], ownerReferences: ["x"] } }),
      problems: [
        `1:73: ${secret}: metadata.finalizers[0]: must be a string (quote it), and is a number`,
        `1:101: ${secret}: metadata.ownerReferences[0]: must be a map, and is a string`,
      ],
    },
    {
      title: "values that are no strings",
      input: `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},
"data":{"a":5,"b":null,"c":true,"d":{},"e":[]},
"stringData":{"a":1.5,"b":null,"c":false,"d":{},"e":[]}}`,
      problems: [
        `2:13: ${secret}: data.a: must be a string (quote it), and is a number`,
        `2:19: ${secret}: data.b: must be a string (write "" for an empty value), and is null`,
        `2:28: ${secret}: data.c: must be a string (quote it), and is a boolean`,
        `2:37: ${secret}: data.d: must be a string, and is a map`,
        `2:44: ${secret}: data.e: must be a string, and is a list`,
        `3:19: ${secret}: stringData.a: must be a string (quote it), and is a number`,
        `3:27: ${secret}: stringData.b: must be a string (write "" for an empty value), and is null`,
        `3:36: ${secret}: stringData.c: must be a string (quote it), and is a boolean`,
        `3:46: ${secret}: stringData.d: must be a string, and is a map`,
        `3:53: ${secret}: stringData.e: must be a string, and is a list`,
      ],
    },
    {
      title: "values that are not base64, told by their place",
      input: manifest({ data: { a: "hunter2!", b: "MQ", c: "MQ=", d: "ab-c", __: "MQ==" } }),
      problems: [
        `1:72: ${secret}: data.a: not valid base64: character 8 of 8 is wrong ${plain}`,
        `1:87: ${secret}: data.b: not valid base64: it ends too early ${plain}`,
        `1:96: ${secret}: data.c: not valid base64: it ends too early ${plain}`,
        `1:106: ${secret}: data.d: not valid base64: character 3 of 4 is wrong ${plain}`,
      ],
    },
    {
      title: "data keys of JavaScript's own names",
      input:
        '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},\n"data":{"__proto__":"!","constructor":5}}',
      problems: [
        `2:21: ${secret}: data.__proto__: not valid base64: character 1 of 1 is wrong ${plain}`,
        `2:39: ${secret}: data.constructor: must be a string (quote it), and is a number`,
      ],
    },
    {
      title: "bad keys, at the key",
      input: manifest({ data: { "a b": "MQ==" }, stringData: { "..": "x", "p\u0430ss": 5, "a\nb": "" } }),
      problems: [
        `1:68: ${secret}: data["a b"]: the key may hold only letters, digits, "-", "_" and "."`,
        `1:96: ${secret}: stringData[".."]: the key may not be ".."`,
        `1:105: ${secret}: stringData["p\u0430ss"]: the key may hold only letters, digits, "-", "_" and "." (found U+0430)`,
        `1:114: ${secret}: stringData["a\\nb"]: the key may hold only letters, digits, "-", "_" and "."`,
      ],
    },
    {
      title: "half surrogates, which have no bytes",
      input: manifest({ stringData: { a: "\ud800", b: "\ud83d\ude00", c: "\udc00\ud800" } }),
      problems: [
        `1:78: ${secret}: stringData.a: holds half of a surrogate pair, which has no UTF-8 form`,
        `1:100: ${secret}: stringData.c: holds half of a surrogate pair, which has no UTF-8 form`,
      ],
    },
    {
      title: "half surrogates elsewhere, which the server would change",
      input: manifest({ type: "x\ud800", metadata: { name: "s", annotations: { a: "\udc00" } } }),
      problems: [
        `1:78: ${secret}: metadata.annotations.a: holds half of a surrogate pair, which has no UTF-8 form`,
        `1:96: ${secret}: type: holds half of a surrogate pair, which has no UTF-8 form`,
      ],
    },
    {
      title: "labels and annotations by the server's rules",
      input: manifest({
        metadata: {
          name: "s",
          labels: { "a b": "c", d: "e f", "": "q" },
          annotations: { "A/B": "x", "-": "" },
        },
      }),
      problems: [
        `1:69: ${secret}: metadata.labels["a b"]: ${PART_RULE}`,
        `1:83: ${secret}: metadata.labels.d: ${VALUE_RULE}`,
        `1:89: ${secret}: metadata.labels[""]: ${PART_RULE}`,
        `1:122: ${secret}: metadata.annotations["-"]: ${PART_RULE}`,
      ],
    },
    {
      title: "annotations that are too long in all",
      input: manifest({ metadata: { name: "s", annotations: { a: "x".repeat(262_144) } } }),
      problems: [
        `1:73: ${secret}: metadata.annotations: keys and values have 262145 bytes in all; at most 262144 are accepted`,
      ],
    },
    {
      title: "the suite of another program, in pachd's words",
      input: manifest({ metadata: { name: "s", labels: { suite: "other" } } }),
      problems: [`1:77: ${secret}: metadata.labels.suite: invalid suite label set on secret: suite=other`],
    },
    {
      title: "a suite that is no string, once",
      input: manifest({ metadata: { name: "s", labels: { suite: 5 } } }),
      problems: [`1:77: ${secret}: metadata.labels.suite: must be a string (quote it), and is a number`],
    },
    {
      title: "maps that cannot become text",
      input: manifest({
        metadata: {
          name: "s",
          labels: { suite: { toString: 1 } },
          annotations: { a: { toString: 1, valueOf: 1 } },
        },
      }),
      problems: [
        `1:77: ${secret}: metadata.labels.suite: must be a string, and is a map`,
        `1:112: ${secret}: metadata.annotations.a: must be a string, and is a map`,
      ],
    },
    {
      title: "the label that pachd deletes by",
      input: manifest({ metadata: { name: "s", labels: { pipelineName: "p" } } }),
      problems: [`1:84: ${secret}: metadata.labels.pipelineName: ${PIPELINE}`],
    },
    {
      title: "both labels that are refused",
      input: manifest({ metadata: { name: "s", labels: { pipelineName: "p", suite: "x" } } }),
      problems: [
        `1:84: ${secret}: metadata.labels.pipelineName: ${PIPELINE}`,
        `1:96: ${secret}: metadata.labels.suite: invalid suite label set on secret: suite=x`,
      ],
    },
    {
      title: "a mebibyte and a byte",
      input: manifest({ data: { a: Buffer.alloc(1_048_577).toString("base64") } }),
      problems: [
        `1:60: ${secret}: data: the values have 1048577 bytes in all; a secret holds at most 1048576`,
      ],
    },
    {
      title: "a mebibyte and a byte in several values and both maps",
      input: manifest({
        data: { a: Buffer.alloc(524_288).toString("base64") },
        stringData: { b: "é".repeat(262_144), c: "c" },
      }),
      problems: [
        `1:60: ${secret}: data: the values have 1048577 bytes in all; a secret holds at most 1048576`,
      ],
    },
    {
      title: "a mebibyte and a byte of text",
      input: manifest({ stringData: { a: "x".repeat(1_048_577) } }),
      problems: [
        `1:60: ${secret}: stringData: the values have 1048577 bytes in all; a secret holds at most 1048576`,
      ],
    },
    {
      title: "a TLS secret without its keys",
      input: manifest({ type: "kubernetes.io/tls", data: { a: "MQ==" } }),
      problems: [
        `1:94: ${secret}: data: type kubernetes.io/tls needs the key tls.crt`,
        `1:94: ${secret}: data: type kubernetes.io/tls needs the key tls.key`,
      ],
    },
    {
      title: "a docker config that is no JSON, where it stands",
      input: manifest({
        type: "kubernetes.io/dockerconfigjson",
        stringData: { ".dockerconfigjson": "hunter2" },
      }),
      problems: [
        `1:134: ${secret}: stringData[".dockerconfigjson"]: must be a JSON object for type kubernetes.io/dockerconfigjson`,
      ],
    },
    {
      title: "a token of no service account",
      input: manifest({ type: "kubernetes.io/service-account-token" }),
      problems: [
        `1:47: ${secret}: metadata.annotations["kubernetes.io/service-account.name"]: is required by type kubernetes.io/service-account-token`,
      ],
    },
    {
      title: "a missing name and a bad value together",
      input: manifest({ metadata: {}, data: { a: "!" } }),
      problems: [
        "1:47: document 1: metadata: needs a name",
        `1:62: document 1: data.a: not valid base64: character 1 of 1 is wrong ${plain}`,
      ],
    },
    {
      title: "a bad label and a missing key together",
      input: manifest({
        type: "kubernetes.io/tls",
        data: { "tls.crt": "" },
        metadata: { name: "s", labels: { suite: "x" } },
      }),
      problems: [
        `1:77: ${secret}: metadata.labels.suite: invalid suite label set on secret: suite=x`,
        `1:117: ${secret}: data: type kubernetes.io/tls needs the key tls.key`,
      ],
    },
  ]);
});

describe("a good manifest", () => {
  const labels = { suite: "pachyderm", "secret-source": "pachyderm-user" };
  const least = {
    name: "s",
    generateName: undefined,
    namespace: undefined,
    type: undefined,
    immutable: undefined,
    labels,
    annotations: {},
    finalizers: undefined,
    ownerReferences: undefined,
    data: {},
    isBare: true,
  };

  it.each([
    { title: "the least", input: manifest({}), secret: {}, notes: [] },
    {
      title: "with a byte order mark and CRLF",
      input: `\ufeff${manifest({}).replaceAll(",", ",\r\n")}\r\n`,
      secret: {},
      notes: [],
    },
    {
      title: "everything",
      input: manifest({
        type: "my/type",
        immutable: true,
        data: { a: "MQ==" },
        metadata: {
          name: "s",
          generateName: "g-",
          namespace: "team-a",
          labels: { app: "x" },
          annotations: { "A/b": "ü\n" },
          finalizers: ["a/b"],
          ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "p", uid: "u" }],
        },
      }),
      secret: {
        generateName: "g-",
        namespace: "team-a",
        type: "my/type",
        immutable: true,
        labels: { app: "x", ...labels },
        annotations: { "A/b": "ü\n" },
        finalizers: ["a/b"],
        ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "p", uid: "u" }],
        data: { a: "MQ==" },
      },
      notes: [],
    },
    {
      title: "null as if it were absent",
      input: manifest({
        type: null,
        immutable: null,
        data: null,
        stringData: null,
        metadata: {
          name: "s",
          generateName: null,
          namespace: null,
          labels: null,
          annotations: null,
          finalizers: null,
          ownerReferences: null,
          creationTimestamp: null,
          uid: null,
        },
      }),
      secret: {},
      notes: [],
    },
    {
      title: "empty texts as if they were absent",
      input: manifest({ type: "", metadata: { name: "s", namespace: "" } }),
      secret: {},
      notes: [],
    },
    {
      title: "a generated name",
      input: manifest({ metadata: { generateName: "g-" } }),
      secret: { name: undefined, generateName: "g-" },
      notes: [],
    },
    {
      title: "base64 with line ends and spare bits, as the server stores it",
      input: manifest({ data: { a: "M\nR=\r\n=\n", b: "" } }),
      secret: { data: { a: "MQ==", b: "" } },
      notes: [],
    },
    {
      title: "text as UTF-8, with NUL and a pair of surrogates",
      input:
        '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"stringData":{"a":"\\/\\u0000\\ud83d\\ude00"}}',
      secret: { data: { a: Buffer.from("/\u0000😀").toString("base64") } },
      notes: [],
    },
    {
      title: "stringData over data, with a note where they differ",
      input: manifest({ data: { a: "MQ==", b: "Mg==", c: "Mw==" }, stringData: { a: "1", b: "3" } }),
      secret: { data: { a: "MQ==", b: "Mw==", c: "Mw==" } },
      notes: ["stringData.b replaces data.b"],
    },
    {
      title: "fields of the server, dropped",
      input: manifest({
        data: {},
        metadata: {
          name: "s",
          uid: "u",
          resourceVersion: "1",
          creationTimestamp: "2026-01-01T00:00:00Z",
          managedFields: [{ manager: "x" }],
          selfLink: "/x",
          generation: 1,
          deletionTimestamp: "2026-01-01T00:00:00Z",
          deletionGracePeriodSeconds: 0,
          clusterName: "c",
        },
      }),
      secret: {},
      notes: [
        "dropped what the server sets itself: metadata.uid, metadata.resourceVersion, metadata.creationTimestamp, metadata.managedFields, metadata.selfLink, metadata.generation, metadata.deletionTimestamp, metadata.deletionGracePeriodSeconds, metadata.clusterName",
      ],
    },
    {
      title: "what kubectl apply left, dropped",
      input: manifest({
        metadata: { name: "s", annotations: { [LAST_APPLIED]: '{"data":{"a":"hunter2"}}', b: "c" } },
      }),
      secret: { annotations: { b: "c" } },
      notes: [`dropped the annotation ${LAST_APPLIED}: it holds the values`],
    },
    {
      title: "the source of somebody else, replaced",
      input: manifest({ metadata: { name: "s", labels: { "secret-source": "mine", suite: "pachyderm" } } }),
      secret: {},
      notes: ["replaced the label secret-source=mine by secret-source=pachyderm-user"],
    },
    {
      title: "exactly a mebibyte, keys not counted",
      input: manifest({
        data: { a: Buffer.alloc(1_048_575).toString("base64") },
        stringData: { ["k".repeat(253)]: "x" },
      }),
      secret: { data: { a: Buffer.alloc(1_048_575).toString("base64"), ["k".repeat(253)]: "eA==" } },
      notes: [],
    },
    {
      title: "a mebibyte after stringData replaced a value",
      input: manifest({ data: { a: Buffer.alloc(1_048_576).toString("base64") }, stringData: { a: "x" } }),
      secret: { data: { a: "eA==" } },
      notes: ["stringData.a replaces data.a"],
    },
    {
      title: "annotations of exactly 256 KiB",
      input: manifest({ metadata: { name: "s", annotations: { a: "x".repeat(262_143) } } }),
      secret: { annotations: { a: "x".repeat(262_143) } },
      notes: [],
    },
    {
      title: "an export with values",
      input: manifest({ data: {}, metadata: { name: "s", uid: "u" } }),
      secret: {},
      notes: ["dropped what the server sets itself: metadata.uid"],
    },
  ])("$title", async ({ input, secret, notes }) => {
    expect(await read(input)).toEqual({
      // Of `data: {}`, only the input tells.
      secret: { ...least, ...(/"(?:data|stringData)":[{]/.test(input) && { isBare: undefined }), ...secret },
      notes: notes.map((text) => `note: stdin: secret "${"name" in secret ? "g-" : "s"}": ${text}`),
    });
  });

  it("keeps data keys of JavaScript's own names", async () => {
    const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];
    const input = `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{${names.map((name) => `"${name}":"MQ=="`)}},"stringData":{"__proto__":"2","valueOf":"3"}}`;
    const result = await read(input);
    expect("secret" in result && Object.entries(result.secret.data)).toEqual([
      ["__proto__", "Mg=="],
      ["constructor", "MQ=="],
      ["prototype", "MQ=="],
      ["toString", "MQ=="],
      ["hasOwnProperty", "MQ=="],
      ["valueOf", "Mw=="],
    ]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
