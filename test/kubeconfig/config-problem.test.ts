import { describe, expect, it } from "vitest";
import { ConfigProblem } from "../../src/kubeconfig/config-problem.js";
import { parseConfigText } from "../../src/kubeconfig/config-text.js";
import { Fields } from "../../src/kubeconfig/fields.js";
import { formatPath, type Path } from "../../src/source/path.js";
import { outcome, usage, useConfigFolder } from "../support/config-folder.js";

const folder = useConfigFolder();
const TOKEN = "hunter2-canary-token";

const BLOCK = `apiVersion: v1
current-context: gone
contexts:
- name: dev
  context:
    cluster: nowhere
    namespace: 5
users:
  - name: u
    user:
      token: ${TOKEN}
      tokenFile: [${TOKEN}]
      as-user-extra:
        "a/b": ${TOKEN}
  - name: v
    user: {token: ${TOKEN}, username: x}
`;

const FLOW = `{contexts: [{name: dev, context: {cluster: nowhere}}],
 users: [{name: u, user: {token: ${TOKEN},
   as: 5}}]}
`;

const JSON_TEXT = JSON.stringify(
  {
    "current-context": "gone",
    users: [
      { name: "u", user: { token: TOKEN } },
      { name: "v", user: { token: TOKEN, as: 5 } },
    ],
  },
  undefined,
  2,
);

const ALIASES = `base: &base
  token: ${TOKEN}
  as: 5
users:
- name: merged
  user:
    <<: *base
    username: x
- name: aliased
  user: *base
- name: anchored
  user: &other
    token: ${TOKEN}
    as: 6
`;

/** `LINE:COL` of a part. */
async function place(text: string, path: Path): Promise<string> {
  const problem = new ConfigProblem({ file: "FILE", text }, path, "is wrong");
  const { message, kind, hint } = await problem.locate();
  expect({ kind, hint }).toEqual({ kind: "usage", hint: undefined });
  expect(message).not.toContain("hunter2");
  const part = path.length === 0 ? "the file is wrong" : `${formatPath(path)}: is wrong`;
  expect(message).toMatch(/^FILE:\d+:\d+: /);
  expect(message.replace(/^FILE:\d+:\d+: /, "")).toBe(part);
  return message.slice("FILE:".length, -`: ${part}`.length);
}

describe("the place of a problem", () => {
  it.each<{ title: string; text: string; path: Path; at: string }>([
    { title: "a field of the top", text: BLOCK, path: ["current-context"], at: "2:18" },
    {
      title: "a field of a list's element",
      text: BLOCK,
      path: ["contexts", 0, "context", "cluster"],
      at: "6:14",
    },
    { title: "a map", text: BLOCK, path: ["contexts", 0, "context"], at: "6:5" },
    { title: "a list", text: BLOCK, path: ["users"], at: "9:3" },
    { title: "an element", text: BLOCK, path: ["users", 1], at: "15:5" },
    { title: "a field between tokens", text: BLOCK, path: ["users", 0, "user", "tokenFile"], at: "12:18" },
    { title: "a token", text: BLOCK, path: ["users", 0, "user", "token"], at: "11:14" },
    {
      title: "a key in quotes",
      text: BLOCK,
      path: ["users", 0, "user", "as-user-extra", "a/b"],
      at: "14:16",
    },
    {
      title: "flow style within block style",
      text: BLOCK,
      path: ["users", 1, "user", "username"],
      at: "16:51",
    },
    { title: "flow style", text: FLOW, path: ["contexts", 0, "context", "cluster"], at: "1:44" },
    { title: "flow style on other lines", text: FLOW, path: ["users", 0, "user", "as"], at: "3:8" },
    { title: "JSON", text: JSON_TEXT, path: ["users", 1, "user", "as"], at: "14:15" },
    {
      title: "JSON on one line",
      text: `{"users":[{"user":{"as":5}}]}`,
      path: ["users", 0, "user", "as"],
      at: "1:25",
    },
    {
      title: "JSON with tabs",
      text: JSON.stringify(JSON.parse(JSON_TEXT), undefined, "\t"),
      path: ["users", 1, "user", "as"],
      at: "14:11",
    },
    { title: "an aliased part: where it is used", text: ALIASES, path: ["users", 1, "user"], at: "10:9" },
    {
      title: "a field of an aliased part: the same",
      text: ALIASES,
      path: ["users", 1, "user", "as"],
      at: "10:9",
    },
    {
      title: "a merged field: the map that merges it",
      text: ALIASES,
      path: ["users", 0, "user", "as"],
      at: "7:5",
    },
    {
      title: "a field beside merged ones",
      text: ALIASES,
      path: ["users", 0, "user", "username"],
      at: "8:15",
    },
    { title: "a field behind an anchor", text: ALIASES, path: ["users", 2, "user", "as"], at: "14:9" },
    { title: "a missing field: the map", text: BLOCK, path: ["contexts", 0, "context", "user"], at: "6:5" },
    {
      title: "two missing levels: the map",
      text: BLOCK,
      path: ["contexts", 0, "exec", "env", 3, "x"],
      at: "4:3",
    },
    { title: "a missing element: the list", text: BLOCK, path: ["users", 7], at: "9:3" },
    {
      title: "a field of a text: the text",
      text: BLOCK,
      path: ["users", 0, "user", "token", "x"],
      at: "11:14",
    },
    { title: "a missing field of the top", text: BLOCK, path: ["clusters"], at: "1:1" },
    { title: "the file", text: BLOCK, path: [], at: "1:1" },
    { title: "the last of two equal keys", text: `a: ${TOKEN}\na: 5\n`, path: ["a"], at: "2:4" },
    { title: "a null", text: "users:\ncontexts:\n", path: ["users"], at: "1:7" },
    { title: "an empty file", text: "", path: ["users"], at: "1:1" },
    { title: "a comment", text: `# ${TOKEN}\n`, path: ["users"], at: "1:1" },
    { title: "lines that end in CR LF", text: "a: x\r\nb:\r\n  c: 5\r\n", path: ["b", "c"], at: "3:6" },
    { title: "comments before it", text: `# ${TOKEN}\n\na: 5 # ${TOKEN}\n`, path: ["a"], at: "3:4" },
    { title: "a document marker", text: "---\na: 5\n", path: ["a"], at: "2:4" },
    { title: "letters beyond ASCII before it", text: "{ü: é, a: 5}\n", path: ["a"], at: "1:11" },
    { title: "a byte order mark", text: "\ufeffb: x\na: 5\n", path: ["a"], at: "2:4" },
    { title: "a text of several lines", text: `a: |\n  ${TOKEN}\n  x\nb: 5\n`, path: ["b"], at: "4:4" },
    { title: "broken text", text: `a: 5\nb: [${TOKEN}\n`, path: ["a"], at: "1:4" },
  ])("is found: $title", async ({ text, path, at }) => {
    expect(await place(text, path)).toBe(at);
  });

  it("is left out when the parts are files of their own, as in a pod", async () => {
    const problem = new ConfigProblem({ file: "DIR", text: undefined }, ["user", "tokenFile"], "is wrong");
    expect(await problem.locate()).toBe(problem);
    expect(problem.message).toBe("DIR: user.tokenFile: is wrong");
  });

  it("keeps the hint and the cause", async () => {
    const problem = new ConfigProblem({ file: "FILE", text: "a: 5" }, ["a"], "is wrong").withHint("right it");
    expect(problem).toMatchObject({ message: "FILE: a: is wrong", hint: "right it", kind: "usage" });
    expect(await problem.locate()).toMatchObject({
      message: "FILE:1:4: a: is wrong",
      hint: "right it",
      kind: "usage",
      cause: problem,
    });
  });
});

describe("what fields complain about", () => {
  /** The located error of what is wrong in the file. */
  async function complaint(text: string, read: (config: Fields) => unknown): Promise<unknown> {
    const file = await folder.write("config", text);
    const reading = parseConfigText(text, file)
      .then((value) => read(new Fields(value, { file, text })))
      .catch(async (error: unknown) => {
        throw error instanceof ConfigProblem ? await error.locate() : error;
      });
    const result = await outcome(reading, folder);
    expect(JSON.stringify(result)).not.toContain("hunter2");
    return result;
  }

  const firstUser = (config: Fields) => config.list("users")[0]?.fields("user");

  it.each([
    {
      title: "a list in the place of text",
      text: BLOCK,
      read: (config: Fields) => firstUser(config)?.text("tokenFile"),
      expected: "12:18: users[0].user.tokenFile: must be a string (quote it), and is a list",
    },
    {
      title: "text in the place of a list",
      text: BLOCK,
      read: (config: Fields) => firstUser(config)?.fields("as-user-extra").texts("a/b"),
      expected: '14:16: users[0].user.as-user-extra["a/b"]: must be a list, and is a string',
    },
    {
      title: "text in the place of a map",
      text: BLOCK,
      read: (config: Fields) => firstUser(config)?.fields("token"),
      expected: "11:14: users[0].user.token: must be a map, and is a string",
    },
    {
      title: "a number in the place of text, in JSON",
      text: JSON_TEXT,
      read: (config: Fields) => config.list("users")[1]?.fields("user").text("as"),
      expected: "14:15: users[1].user.as: must be a string (quote it), and is a number",
    },
    {
      title: "text in the place of a flag",
      text: BLOCK,
      read: (config: Fields) => firstUser(config)?.flag("token"),
      expected: "11:14: users[0].user.token: must be true or false, and is a string",
    },
    {
      title: "an element of a list",
      text: `users: [{user: {as-groups: [a, {b: ${TOKEN}}]}}]`,
      read: (config: Fields) => firstUser(config)?.texts("as-groups"),
      expected: "1:32: users[0].user.as-groups[1]: must be a string (quote it), and is a map",
    },
    {
      title: "a merged field",
      text: ALIASES,
      read: (config: Fields) => firstUser(config)?.text("as"),
      expected: "7:5: users[0].user.as: must be a string (quote it), and is a number",
    },
    {
      title: "a missing field",
      text: BLOCK,
      read: (config: Fields) => {
        throw config.list("users")[1]?.fields("user").problem("is missing", "as");
      },
      expected: "16:11: users[1].user.as: is missing",
    },
    {
      title: "the whole file",
      text: `\n- ${TOKEN}\n`,
      read: () => undefined,
      expected: "2:1: the file must be a map, and is a list",
    },
    {
      title: "a file of one word",
      text: TOKEN,
      read: () => undefined,
      expected: "1:1: the file must be a map, and is a string",
    },
  ])("is located, and quotes no value: $title", async ({ text, read, expected }) => {
    expect(await complaint(text, read)).toEqual(usage(`DIR/config:${expected}`));
  });
});
