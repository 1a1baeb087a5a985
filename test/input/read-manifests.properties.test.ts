import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toYaml } from "../../src/output/yaml.js";
import { manifest, type ReadResult, read, readAll } from "../support/read-manifest.js";

const CANARY_LETTERS = [..."ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"];
/** Random enough that none of its eight-character windows stands in a message by chance. */
const canary = fc.string({ unit: fc.constantFrom(...CANARY_LETTERS), minLength: 24, maxLength: 40 });

const dataKey = fc
  .oneof(
    fc.stringMatching(/^[-._a-zA-Z0-9]{1,20}$/),
    fc.constantFrom("__proto__", "constructor", "toString", "1", "10"),
  )
  .filter((key) => key !== "." && !key.startsWith(".."));

function problemText(result: ReadResult): string {
  return "problems" in result ? result.problems.join("\n") : result.notes.join("\n");
}

function windows(text: string): string[] {
  return Array.from({ length: text.length - 7 }, (_, at) => text.slice(at, at + 8));
}

function inYaml(rest: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n${rest}`;
}

/** Everything that the canary could be recognised by: raw, hexadecimal, and base64 at each alignment. */
function traces(secret: string): string[] {
  const encoded = ["", "x", "xy"].flatMap((lead) =>
    windows(
      Buffer.from(lead + secret)
        .toString("base64")
        .slice(4),
    ),
  );
  return [...windows(secret), ...encoded, ...windows(Buffer.from(secret).toString("hex"))];
}

function expectNoTrace(result: ReadResult, secret: string): void {
  const text = problemText(result);
  expect(traces(secret).filter((trace) => text.includes(trace))).toEqual([]);
}

/** What YAML is made of. */
const YAML_WORDS = [
  "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n",
  ..."a|b|0|: |- |? |? a\n: b\n|, |{|}|[|]|&a |*a |*b |!|!!str |!!binary |<<: |\"|'|\\|# |\n|\n  |\n    |\t|---\n|...\n|--- |%YAML 1.2\n|~|null|{{|}}".split(
    "|",
  ),
  "|\n",
  ">-\n",
  "\u0000",
  "\u0085",
  "\ufeff",
  "😀",
];

describe("readManifest", () => {
  it("gives back the bytes of every valid secret", async () => {
    const data = fc.array(fc.tuple(dataKey, fc.uint8Array({ maxLength: 100 })), { maxLength: 8 });
    const text = fc.array(fc.tuple(dataKey, fc.string({ unit: "binary" })), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        data,
        text,
        fc.constantFrom(undefined, 2, "\t", "YAML"),
        async (binary, plain, form) => {
          const asMap = (entries: [string, unknown][]): unknown => {
            const map = Object.create(null) as Record<string, unknown>;
            for (const [key, value] of entries) map[key] = value;
            return map;
          };
          const input = {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "s" },
            data: asMap(binary.map(([key, bytes]) => [key, Buffer.from(bytes).toString("base64")])),
            stringData: asMap(plain),
          };
          const expected = new Map<string, string>();
          for (const [key, bytes] of binary) expected.set(key, Buffer.from(bytes).toString("hex"));
          for (const [key, value] of plain) expected.set(key, Buffer.from(value).toString("hex"));
          const result = await read(form === "YAML" ? toYaml(input) : JSON.stringify(input, null, form));
          const values = "secret" in result ? Object.entries(result.secret.data) : [];
          expect(
            new Map(values.map(([key, value]) => [key, Buffer.from(value, "base64").toString("hex")])),
          ).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("refuses any other bytes as wrong input, and fails in no other way", async () => {
    const good = Buffer.from(
      manifest({ data: { a: "MQ==" }, metadata: { name: "s", labels: { a: "b" }, annotations: { c: "d" } } }),
    );
    const edited = fc
      .array(fc.tuple(fc.nat({ max: good.length }), fc.nat({ max: 3 }), fc.uint8Array({ maxLength: 3 })), {
        minLength: 1,
        maxLength: 4,
      })
      .map((edits) =>
        edits.reduce(
          (bytes, [at, cut, insert]) =>
            Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + cut)]),
          good,
        ),
      );
    const anyValue = fc.json().map((text) => Buffer.from(text));
    const anyFields = fc
      .record({
        metadata: fc.jsonValue(),
        data: fc.jsonValue(),
        stringData: fc.jsonValue(),
        type: fc.jsonValue(),
      })
      .map((fields) => Buffer.from(manifest(fields)));
    const anyMetadata = fc
      .record({
        name: fc.jsonValue(),
        labels: fc.jsonValue(),
        annotations: fc.jsonValue(),
        finalizers: fc.jsonValue(),
      })
      .map((metadata) => Buffer.from(manifest({ metadata })));
    const yaml = fc
      .array(fc.constantFrom(...YAML_WORDS), { maxLength: 30 })
      .map((words) => Buffer.from(words.join("")));
    const input = fc.oneof(fc.uint8Array(), edited, anyValue, anyFields, anyMetadata, yaml);
    await fc.assert(
      fc.asyncProperty(input, async (bytes) => {
        const result = await readAll(bytes);
        if (!("problems" in result)) return;
        expect(result.kind).toBe("usage");
        expect(result.problems.every((line) => line.startsWith("stdin:"))).toBe(true);
        expect(result.problems).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("never repeats a value that stands in a field, whatever is wrong with it", async () => {
    const places: ((value: unknown) => string)[] = [
      (value) => manifest({ data: { a: value } }),
      (value) => manifest({ data: value }),
      (value) => manifest({ stringData: { a: value, b: 5 } }),
      (value) => manifest({ stringData: value }),
      (value) => manifest({ stringData: { a: `${value}\ud800` } }),
      (value) =>
        manifest({ type: "kubernetes.io/dockerconfigjson", stringData: { ".dockerconfigjson": value } }),
      (value) => manifest({ type: "kubernetes.io/tls", stringData: { a: value } }),
      (value) => manifest({ dataa: { a: value } }),
      (value) => manifest({ value }),
      (value) => manifest({ type: [value], immutable: value }),
      (value) => manifest({ metadata: value }),
      (value) =>
        manifest({ metadata: { name: [value], namespace: { value }, labels: value, annotations: value } }),
      (value) =>
        manifest({ metadata: { name: "S", labels: { a: `${value} ` }, annotations: { "-": value } } }),
      (value) => manifest({ metadata: { name: "S", namespace: `${value}_`, generateName: `${value}_` } }),
      (value) =>
        manifest({ metadata: { name: "S", finalizers: [value, [value]], ownerReferences: [value] } }),
      (value) =>
        manifest({
          metadata: { name: "s", annotations: { "kubectl.kubernetes.io/last-applied-configuration": value } },
        }),
      (value) => manifest({ metadata: { name: "s", managedFields: value, uid: value } }),
      (value) => manifest({ stringData: { a: value }, data: { a: "MQ==" } }),
      (value) => manifest({ data: { a: "MQ==" } }).replace('"a":', `"a":${JSON.stringify(value)},"a":`),
      (value) => JSON.stringify({ kind: "List", items: [JSON.parse(manifest({ data: { a: value } }))] }),
      (value) => JSON.stringify(value),
      (value) => String(value),
      (value) => `password: ${value}\n`,
      (value) => inYaml(`stringData:\n  a: ${value}\n  b: 5\n`),
      (value) => inYaml(`stringData:\n  a: ${value}\n  a: ${value}\n`),
      (value) => inYaml(`stringData: {a:${value}}\n`),
      (value) => inYaml(`stringData: {${value}}\n`),
      (value) => inYaml(`stringData:\n  a: *${value}\n`),
      (value) => inYaml(`stringData:\n  a: &${value} b\n  c: 5\n`),
      (value) => inYaml(`stringData:\n  a: !${value}\n`),
      (value) => inYaml(`stringData:\n  a: !!${value} b\n`),
      (value) => inYaml(`stringData:\n  a: "${value}\n`),
      (value) => inYaml(`stringData:\n  a: |\n   ${value}\n ${value}\n`),
      (value) => inYaml(`stringData:\n  a:\n${value}: x\n`),
      (value) => inYaml(`stringData:\n  a: {{ ${value} }}\n`),
      (value) => inYaml(`stringData:\n  a: [${value}, ${value}: ${value}]\n`),
      (value) => inYaml(`stringData:\n  a: %${value}\n`),
      (value) => inYaml(`stringData:\n  <<: ${value}\n  a: b\n`),
      (value) => inYaml(`stringData:\n  a: <${value}>\n`),
      (value) => inYaml(`${value}\n`),
      (value) => inYaml(`# ${value}\n---\n${value}\n`),
      (value) => `%${value}\n---\n${value}\n`,
      (value) => `--- ${value}\n`,
      (value) => `{"password": ${value}}`,
      (value) => `{'password': '${value}'}`,
      (value) => `{"a": ${value}, "apiVersion": "v1"}`,
    ];
    await fc.assert(
      fc.asyncProperty(
        canary,
        fc.constantFrom(...places),
        fc.constantFrom("raw", "base64", "in a map"),
        async (secret, place, form) => {
          const encoded = Buffer.from(secret).toString("base64");
          const value = form === "raw" ? secret : form === "base64" ? encoded : { password: secret };
          expectNoTrace(await read(place(value)), secret);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("never repeats a value of a file that was cut or damaged", async () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.nat({ max: 2 }),
      fc.constantFrom("", '"', "{", "}", "[", "]", ",", ":", "\\", "\n", "\u0000", "x"),
    );
    await fc.assert(
      fc.asyncProperty(canary, damage, fc.boolean(), async (secret, [place, removed, inserted], cutOff) => {
        const text = manifest({
          data: { a: Buffer.from(secret).toString("base64") },
          stringData: { b: secret },
        });
        const at = place % text.length;
        const damaged = text.slice(0, at) + inserted + (cutOff ? "" : text.slice(at + removed));
        expectNoTrace(await read(damaged), secret);
      }),
      { numRuns: 2000 },
    );
  });
});
