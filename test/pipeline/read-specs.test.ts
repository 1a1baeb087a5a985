import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { referencesOf } from "../../src/pipeline/references.js";
import { specsIn } from "../support/specs.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pachctl-specs-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("readSpecs", () => {
  it.each([
    { text: '{"pipeline":{"name":"a"}}', names: ["a"] },
    { text: '{"pipeline":{"name":"a"}}\n{"pipeline":{"name":"b"}}', names: ["a", "b"] },
    { text: '[{"pipeline":{"name":"a"}},{"pipeline":{"name":"b"}}]', names: ["a", "b"] },
    {
      text: "pipeline:\n  name: a\n---\n- pipeline: {name: b}\n- pipeline: {name: c}\n",
      names: ["a", "b", "c"],
    },
    // https://github.com/pachyderm/pachyderm/issues/1904
    { text: '# a comment\n{"pipeline":{"name":"a"}}', names: ["a"] },
    { text: '{"$schema":"x","pipeline":{"name":"a","project":{"name":"q"}}}', names: ["q/a"] },
  ])("$text", async ({ text, names }) => {
    const specs = await specsIn(text);
    const found =
      "problems" in specs ? specs : specs.map(({ name, project }) => (project ? `${project}/${name}` : name));
    expect(found).toEqual(names);
  });

  it.each([
    { text: "{}", problems: ["stdin:1:1: document 1: no `pipeline` specified"] },
    { text: '{"pipeline":{}}', problems: ["stdin:1:1: document 1: no pipeline `name` specified"] },
    { text: "5", problems: ["stdin:1:1: document 1: expected a pipeline spec, and found a number"] },
    {
      text: '[{"pipeline":{"name":"a"}},5]',
      problems: ["stdin:1:28: document 1: expected a pipeline spec, and found a number"],
    },
    { text: "", problems: ["stdin:1:1: document 1: there is no pipeline spec in it"] },
    { text: '{"pipeline":', problems: ["stdin:1:13: document 1: the JSON ends too early"] },
    {
      text: '{"pipeline":{"name":"a","name":"b"}}',
      problems: ["stdin:1:25: document 1: pipeline.name: the key is there twice, first at 1:14"],
    },
    {
      text: "// c\nfunction(x) {}",
      problems: ["stdin: this is jsonnet, and becomes a spec when it is rendered"],
    },
    { text: "local x = 1; {}", problems: ["stdin: this is jsonnet, and becomes a spec when it is rendered"] },
  ])("refuses $text", async ({ text, problems }) => {
    expect(await specsIn(text)).toEqual({ problems });
  });
});

describe("defaults", () => {
  const write = async (name: string, value: unknown): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify({ createPipelineRequest: value }));
    return path;
  };

  it.each([
    {
      title: "fill what is not set",
      own: {},
      cluster: { secrets: ["c"] },
      project: undefined,
      expected: ["c"],
    },
    {
      title: "of the project win",
      own: {},
      cluster: { secrets: ["c"] },
      project: { secrets: ["p"] },
      expected: ["p"],
    },
    {
      title: "lose a whole list",
      own: { secrets: ["o"] },
      cluster: { secrets: ["c"] },
      project: { secrets: ["p"] },
      expected: ["o"],
    },
    {
      title: "are cleared by an empty list",
      own: { secrets: [] },
      cluster: { secrets: ["c"] },
      project: undefined,
      expected: [],
    },
    {
      title: "are taken away by null",
      own: { secrets: null },
      cluster: { secrets: ["c"] },
      project: undefined,
      expected: [],
    },
  ])("$title", async ({ own, cluster, project, expected }) => {
    const transform = ({ secrets }: { secrets?: string[] | null }) => ({
      transform: {
        ...(secrets !== undefined && {
          secrets: secrets?.map((name) => ({ name, mountPath: "/m" })) ?? null,
        }),
      },
    });
    const files = {
      cluster: await write("cluster.json", transform(cluster)),
      ...(project !== undefined && { project: await write("project.json", transform(project)) }),
    };
    const specs = await specsIn(JSON.stringify({ pipeline: { name: "p" }, ...transform(own) }), files);
    if ("problems" in specs) throw new Error(specs.problems.join());
    expect(specs.map((spec) => referencesOf(spec).secrets.map(({ name }) => name))).toEqual([expected]);
  });

  it("are merged field by field, and named where they are wrong", async () => {
    const cluster = await write("egress.json", {
      egress: { sqlDatabase: { secret: { name: "db" } } },
      transform: { secrets: [{ name: "A" }] },
    });
    const text = '{"pipeline":{"name":"p"},"egress":{"sql_database":{"secret":{"key":"k"}}}}';
    const specs = await specsIn(text, { cluster });
    if ("problems" in specs) throw new Error(specs.problems.join());
    const references = specs.map(referencesOf);
    expect(references[0]?.egress).toMatchObject({ name: "db", key: "k" });
    expect(references[0]?.secrets[0]?.place.part.layer.file).toBe(cluster);
  });
});
