import { delimiter } from "node:path";
import { describe, expect, it } from "vitest";
import type { Environment } from "../../src/deps.js";
import { homeDirectory, kubeconfigPaths, readKubeconfig } from "../../src/kubeconfig/kubeconfig.js";
import { outcome, usage, useConfigFolder } from "../support/config-folder.js";

const folder = useConfigFolder();
const TOKEN = "hunter2-canary-token";

function config(name: string, extra: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [{ name, cluster: { server: `https://${name}` } }],
    users: [{ name, user: { token: TOKEN } }],
    ...extra,
  };
}

/** The merged view in short: names and where they came from. */
async function merged(explicit: string | undefined, env: Environment): Promise<unknown> {
  const view = await readKubeconfig(explicit, env);
  return (
    view && {
      files: view.files,
      currentContext: view.currentContext && [view.currentContext.name, view.currentContext.config.file],
      contexts: [...view.contexts.keys()],
      servers: [...view.clusters.values()].map((cluster) => cluster.text("server")),
      users: [...view.users.keys()],
    }
  );
}

describe("kubeconfigPaths", () => {
  it.each([
    { title: "the flag alone", explicit: "x", env: { KUBECONFIG: "a", HOME: "/h" }, expected: ["x"] },
    { title: "KUBECONFIG before HOME", env: { KUBECONFIG: "a", HOME: "/h" }, expected: ["a"] },
    {
      title: "a list, empty parts and repetitions skipped",
      env: { KUBECONFIG: ["", "a", "", "b", "a", ""].join(delimiter) },
      expected: ["a", "b"],
    },
    {
      title: "an empty KUBECONFIG is none",
      env: { KUBECONFIG: "", HOME: "/h" },
      expected: ["/h/.kube/config"],
    },
    { title: "HOME", env: { HOME: "/h" }, expected: ["/h/.kube/config"] },
    {
      title: "USERPROFILE without HOME",
      env: { HOME: "", USERPROFILE: "/u" },
      expected: ["/u/.kube/config"],
    },
    { title: "never the current directory", env: { HOME: "" }, expected: [] },
    { title: "nothing at all", env: {}, expected: [] },
    // kubectl 1.36 reads no file then.
    {
      title: "a KUBECONFIG of separators names no file",
      env: { KUBECONFIG: delimiter, HOME: "/h" },
      expected: [],
    },
  ])("$title", ({ explicit, env, expected }: { explicit?: string; env: Environment; expected: string[] }) => {
    expect(kubeconfigPaths(explicit, env)).toEqual(expected);
  });
});

describe("homeDirectory", () => {
  it.each([
    { env: { HOME: "/h", USERPROFILE: "/u" }, expected: "/h" },
    { env: { HOME: "" }, expected: undefined },
    { env: {}, expected: undefined },
  ])("$env is $expected", ({ env, expected }) => {
    expect(homeDirectory(env)).toBe(expected);
  });
});

describe("readKubeconfig", () => {
  it("reads the file that the flag names, and no other", async () => {
    const [a, b] = [
      await folder.write("a", config("a", { "current-context": "a" })),
      await folder.write("b", config("b")),
    ];
    expect(await merged(b, { KUBECONFIG: a, HOME: folder.path })).toEqual({
      files: [b],
      currentContext: undefined,
      contexts: ["b"],
      servers: ["https://b"],
      users: ["b"],
    });
  });

  it("merges a list: the first current context and the first definition win, missing files are skipped", async () => {
    const one = await folder.write("one", config("x", { "current-context": "" }));
    const two = await folder.write("two", {
      ...config("y", { "current-context": "y" }),
      clusters: [
        { name: "y", cluster: { server: "https://y" } },
        { name: "x", cluster: { server: "https://other-x" } },
      ],
    });
    const three = await folder.write("three", config("z", { "current-context": "z" }));
    const list = [folder.at("missing"), one, two, three].join(delimiter);
    expect(await merged(undefined, { KUBECONFIG: list })).toEqual({
      files: [one, two, three],
      currentContext: ["y", two],
      contexts: ["x", "y", "z"],
      servers: ["https://x", "https://y", "https://z"],
      users: ["x", "y", "z"],
    });
  });

  // kubectl 1.35 refuses it as well: "duplicate name "c" in list".
  it("refuses two definitions of one name in one file", async () => {
    const file = await folder.write("a", {
      clusters: [
        { name: "c", cluster: { server: "https://first" } },
        { name: "c", cluster: { server: "https://second" } },
      ],
    });
    expect(await outcome(merged(file, {}), folder)).toEqual(
      usage('DIR/a: clusters[1].name: "c" is there twice in this file'),
    );
  });

  it("reads ~/.kube/config by HOME", async () => {
    const file = await folder.write(".kube/config", config("home"));
    expect(await merged(undefined, { HOME: folder.path })).toMatchObject({
      files: [file],
      contexts: ["home"],
    });
  });

  it.each([
    {
      title: "none of the files of KUBECONFIG exists",
      env: () => ({ KUBECONFIG: `${folder.at("x")}${delimiter}${folder.at("y")}`, HOME: "" }),
    },
    { title: "there is no ~/.kube/config", env: () => ({ HOME: folder.path }) },
    { title: "there is no home", env: () => ({ HOME: "" }) },
  ])("gives undefined when $title", async ({ env }) => {
    expect(await merged(undefined, env())).toBeUndefined();
  });

  it.each([
    { title: "an empty file", text: "" },
    { title: "a comment", text: "# nothing\n" },
    { title: "an empty document", text: "---\n" },
    { title: "null lists", text: "contexts: null\nclusters: ~\nusers:\n" },
    { title: "unknown fields", text: "preferences: {colors: true}\nextensions: [{name: x}]\n" },
    { title: "a byte order mark", text: "\ufeffkind: Config\n" },
  ])("takes $title for an empty configuration", async ({ text }) => {
    const file = await folder.write("a", text);
    expect(await merged(file, {})).toEqual({
      files: [file],
      currentContext: undefined,
      contexts: [],
      servers: [],
      users: [],
    });
  });

  it.each([
    {
      title: "YAML",
      text: "current-context: main\nclusters:\n- name: c\n  cluster: {server: 'https://c'}\n",
      current: "main",
    },
    {
      title: "a key that is there twice: the last value counts",
      text: "current-context: a\ncurrent-context: b\n",
      current: "b",
    },
    { title: "JSON", text: '{"current-context": "a"}', current: "a" },
    { title: "flow style that is no JSON", text: "{current-context: a}", current: "a" },
    { title: "CRLF", text: "current-context: a\r\nkind: Config\r\n", current: "a" },
    { title: "anchors and aliases", text: "x: &a name\ncurrent-context: *a\n", current: "name" },
    // kubectl 1.36 reads these as text; YAML 1.1 knows them as dates and times.
    { title: "a date without quotes", text: "current-context: 2024-01-01\n", current: "2024-01-01" },
    { title: "a time without quotes", text: "current-context: 12:30:45\n", current: "12:30:45" },
  ])("reads $title", async ({ text, current }) => {
    const file = await folder.write("a", text);
    expect(await outcome(merged(file, {}), folder)).toMatchObject({ currentContext: [current, file] });
  });

  it.each([
    {
      title: "bad YAML next to a token",
      text: `users:\n- name: u\n  user:\n    token: ${TOKEN}\n   bad: [\n`,
      at: /^DIR\/a:5:1: this is not valid YAML: the indentation is wrong$/,
    },
    {
      title: "a token that breaks the line",
      text: `users:\n- user: {token: "${TOKEN}\n`,
      at: /^DIR\/a:3:1: this is not valid YAML: a quote, a bracket, .* is missing$/,
    },
    {
      title: "a tab for indentation",
      text: `a:\n\tb: ${TOKEN}\n`,
      at: /^DIR\/a:2:1: this is not valid YAML: a tab cannot be used for indentation$/,
    },
    {
      title: "cut JSON",
      text: `{"users":[{"user":{"token":"${TOKEN}`,
      at: /^DIR\/a:1:49: this is not valid YAML: a quote, a bracket, .* is missing$/,
    },
    {
      title: "an unknown alias",
      text: `token: ${TOKEN}\nb: *nowhere\n`,
      at: /^DIR\/a:2:4: this is not valid YAML: an alias names an anchor that is not there$/,
    },
    {
      title: "an alias bomb",
      text: `${["a: &a [x,x,x,x,x,x,x,x,x]", ..."bcdefghi".split("").map((letter, at) => `${letter}: &${letter} [${Array(9).fill(`*${"abcdefgh"[at]}`)}]`)].join("\n")}\nclusters: *i\n`,
      at: /^DIR\/a(:1:1: this is not valid YAML|: clusters\[0\]: must be a map, and is a list)$/,
    },
    { title: "a scalar", text: TOKEN, at: /^DIR\/a: the file must be a map, and is a string$/ },
    { title: "a list", text: `- ${TOKEN}\n`, at: /^DIR\/a: the file must be a map, and is a list$/ },
    {
      title: "clusters that are no list",
      text: `clusters: ${TOKEN}\n`,
      at: /^DIR\/a: clusters: must be a list, and is a string$/,
    },
    {
      title: "an entry that is no map",
      text: `users: [{}, ${TOKEN}]\n`,
      at: /^DIR\/a: users\[1\]: must be a map, and is a string$/,
    },
    {
      title: "a user that is no map",
      text: `users: [{name: u, user: ${TOKEN}}]\n`,
      at: /^DIR\/a: users\[0\]\.user: must be a map, and is a string$/,
    },
    {
      title: "a name that is no text",
      text: "contexts: [{name: 5}]\n",
      at: /^DIR\/a: contexts\[0\]\.name: must be a string \(quote it\), and is a number$/,
    },
    {
      title: "a current context that is no text",
      text: "current-context: no\n",
      at: /^DIR\/a: current-context: must be a string \(quote it\), and is a boolean$/,
    },
  ])("refuses $title, and quotes nothing of it", async ({ text, at }) => {
    const file = await folder.write("a", text);
    const result = await outcome(merged(file, {}), folder);
    expect(result).toEqual({ kind: "usage", problem: expect.stringMatching(at), hint: "" });
    expect(JSON.stringify(result)).not.toContain(TOKEN.slice(0, 8));
  });

  it("wants the file that the flag names", async () => {
    expect(await outcome(merged(folder.at("missing"), { HOME: folder.path }), folder)).toEqual(
      usage("cannot read kubeconfig DIR/missing: no such file or directory"),
    );
  });

  it("wants every file that is there to be a file", async () => {
    await folder.write("dir/x", "");
    expect(await outcome(merged(undefined, { KUBECONFIG: folder.at("dir") }), folder)).toEqual(
      usage("cannot read kubeconfig DIR/dir: it is a directory"),
    );
  });
});

describe("the fields of a kubeconfig", () => {
  async function cluster(fields: Record<string, unknown>) {
    const file = await folder.write("sub/config", { clusters: [{ name: "c", cluster: fields }] });
    const found = (await readKubeconfig(file, {}))?.clusters.get("c");
    if (found === undefined) throw new Error("no cluster");
    return found;
  }

  it("resolves paths against the folder of their own file", async () => {
    const found = await cluster({ a: "ca.crt", b: "../ca.crt", c: "/abs/ca.crt", d: "" });
    expect(["a", "b", "c", "d", "e"].map((name) => found.path(name))).toEqual([
      folder.at("sub/ca.crt"),
      folder.at("ca.crt"),
      "/abs/ca.crt",
      undefined,
      undefined,
    ]);
  });

  it.each([
    { value: "x", expected: "x" },
    { value: " x ", expected: " x " },
    { value: "", expected: undefined },
    { value: null, expected: undefined },
    {
      value: 5,
      expected: usage("DIR/sub/config: clusters[0].cluster.f: must be a string (quote it), and is a number"),
    },
    {
      value: ["x"],
      expected: usage("DIR/sub/config: clusters[0].cluster.f: must be a string (quote it), and is a list"),
    },
    {
      value: {},
      expected: usage("DIR/sub/config: clusters[0].cluster.f: must be a string (quote it), and is a map"),
    },
  ])("text: $value", async ({ value, expected }) => {
    const found = await cluster({ f: value });
    expect(
      await outcome(
        Promise.resolve().then(() => found.text("f")),
        folder,
      ),
    ).toEqual(expected);
  });

  it.each([
    { value: true, expected: true },
    { value: false, expected: false },
    { value: null, expected: false },
    { value: undefined, expected: false },
    {
      value: "true",
      expected: usage("DIR/sub/config: clusters[0].cluster.f: must be true or false, and is a string"),
    },
    {
      value: 1,
      expected: usage("DIR/sub/config: clusters[0].cluster.f: must be true or false, and is a number"),
    },
  ])("flag: $value", async ({ value, expected }) => {
    const found = await cluster({ f: value });
    expect(
      await outcome(
        Promise.resolve().then(() => found.flag("f")),
        folder,
      ),
    ).toEqual(expected);
  });
});
