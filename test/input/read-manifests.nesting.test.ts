import { describe, expect, it } from "vitest";
import { manifest, read } from "../support/read-manifest.js";

/** In a file of its own: V8 ends the process when a regular expression is compiled where no stack is left. */
const DEPTH = 20_000;

describe("a manifest that is nested too deeply", () => {
  const lists = "[".repeat(DEPTH) + "]".repeat(DEPTH);
  const maps = `${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}`;

  it.each([
    { title: "lists", input: lists },
    { title: "maps", input: maps },
    { title: "lists that are not closed", input: "[".repeat(DEPTH) },
    { title: "maps that are not closed", input: '{"a":'.repeat(DEPTH) },
    { title: "a value", input: manifest({ data: { a: 5 } }).replace("5", lists) },
    {
      title: "a field that is dropped",
      input: manifest({ metadata: { name: "s", managedFields: 5 } }).replace("5", maps),
    },
    {
      title: "a field that is sent",
      input: manifest({ metadata: { name: "s", ownerReferences: 5 } }).replace("5", `[${maps}]`),
    },
  ])("is refused: $title", async ({ input }) => {
    const started = performance.now();
    expect(await read(input)).toEqual({
      kind: "usage",
      problems: [expect.stringMatching(/^stdin:1:\d+: document 1: the document is nested too deeply$/)],
    });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("leaves brackets within strings alone", async () => {
    const result = await read(manifest({ stringData: { a: `"\\${"[{".repeat(DEPTH)}` } }));
    expect("secret" in result && Buffer.from(result.secret.data.a ?? "", "base64").toString()).toBe(
      `"\\${"[{".repeat(DEPTH)}`,
    );
  });
});
