import { describe, expect, it } from "vitest";
import { Fields } from "../../src/kubeconfig/fields.js";
import { impersonationHeaders } from "../../src/kubeconfig/impersonation.js";
import { outcome, usage, useConfigFolder } from "../support/config-folder.js";

const folder = useConfigFolder();

/** In the order in which they are sent; values as the server reads them, which is as UTF-8. */
async function headers(fields: Record<string, unknown>): Promise<unknown> {
  const source = { file: folder.at("config"), text: undefined };
  const reading = Promise.resolve().then(() =>
    Object.entries(impersonationHeaders(new Fields(fields, source, ["users", 0, "user"]))).map(
      ([name, value]) => [name, typeof value === "string" ? decoded(value) : value.map(decoded)],
    ),
  );
  return outcome(reading, folder);
}

function decoded(header: string): string {
  expect(header).toMatch(/^[\x20-\x7e\x80-\xff]*$/);
  return Buffer.from(header, "latin1").toString("utf8");
}

describe("impersonationHeaders", () => {
  it.each([
    { title: "nothing for a user of its own", user: { token: "t" }, expected: [] },
    {
      title: "nothing for empty fields",
      user: { as: "", "as-uid": "", "as-groups": [], "as-user-extra": {} },
      expected: [],
    },
    {
      title: "nothing for null fields",
      user: { as: null, "as-uid": null, "as-groups": null, "as-user-extra": null },
      expected: [],
    },
    { title: "the user alone", user: { as: "jane" }, expected: [["Impersonate-User", "jane"]] },
    {
      title: "all four fields, in client-go's order",
      user: {
        "as-user-extra": { scopes: ["view", "edit"], reason: ["test"] },
        "as-groups": ["system:masters", "dev", "dev"],
        "as-uid": "1-2-3",
        as: "jane",
      },
      expected: [
        ["Impersonate-User", "jane"],
        ["Impersonate-Uid", "1-2-3"],
        ["Impersonate-Group", ["system:masters", "dev", "dev"]],
        ["Impersonate-Extra-scopes", ["view", "edit"]],
        ["Impersonate-Extra-reason", ["test"]],
      ],
    },
    {
      title: "a service account",
      user: { as: "system:serviceaccount:a:b" },
      expected: [["Impersonate-User", "system:serviceaccount:a:b"]],
    },
    {
      title: "values beyond ASCII",
      user: { as: "Zoë 山", "as-uid": "ü", "as-groups": ["gruppe-é"], "as-user-extra": { k: ["😀"] } },
      expected: [
        ["Impersonate-User", "Zoë 山"],
        ["Impersonate-Uid", "ü"],
        ["Impersonate-Group", ["gruppe-é"]],
        ["Impersonate-Extra-k", ["😀"]],
      ],
    },
    {
      title: "a field that JavaScript has, too",
      user: { as: "jane", "as-user-extra": JSON.parse('{"__proto__":["x"],"constructor":["y"]}') },
      expected: [
        ["Impersonate-User", "jane"],
        ["Impersonate-Extra-__proto__", ["x"]],
        ["Impersonate-Extra-constructor", ["y"]],
      ],
    },
  ])("gives $title", async ({ user, expected }) => {
    expect(await headers(user)).toEqual(expected);
  });

  it("keeps the values of extra keys that are one header: case does not count there", async () => {
    const extra = { scopes: ["a"], other: ["x"], Scopes: ["b"] };
    expect(await headers({ as: "jane", "as-user-extra": extra })).toEqual([
      ["Impersonate-User", "jane"],
      ["Impersonate-Extra-scopes", ["a", "b"]],
      ["Impersonate-Extra-other", ["x"]],
    ]);
  });

  // The values of client-go's TestHeaderEscapeRoundTrip, and some more.
  it.each([
    { key: "alphanumeric123", escaped: "alphanumeric123" },
    { key: "Legal-Key", escaped: "Legal-Key" },
    { key: "!#$&'*+-.^_`|~", escaped: "!#$&'*+-.^_`|~" },
    { key: "example.com/acl", escaped: "example.com%2Facl" },
    { key: "a:b", escaped: "a%3Ab" },
    { key: "100%", escaped: "100%25" },
    { key: "%2f", escaped: "%252f" },
    { key: "a b", escaped: "a%20b" },
    { key: "a\r\nb\t", escaped: "a%0D%0Ab%09" },
    { key: 'q"(x)[y]{z}<@>,;=?\\', escaped: "q%22%28x%29%5By%5D%7Bz%7D%3C%40%3E%2C%3B%3D%3F%5C" },
    { key: "é", escaped: "%C3%A9" },
    { key: "ᛒᚥᛏ", escaped: "%E1%9B%92%E1%9A%A5%E1%9B%8F" },
    { key: "😀", escaped: "%F0%9F%98%80" },
    { key: "\u007f", escaped: "%7F" },
  ])("writes the extra key $key as $escaped", async ({ key, escaped }) => {
    expect(await headers({ as: "jane", "as-user-extra": { [key]: ["v"] } })).toEqual([
      ["Impersonate-User", "jane"],
      [`Impersonate-Extra-${escaped}`, ["v"]],
    ]);
  });

  // kubectl 1.35: requesting uid, groups or user-extra for u without impersonating a user.
  it.each([
    { field: "as-uid", value: "1" },
    { field: "as-groups", value: ["hunter2"] },
    { field: "as-user-extra", value: { scopes: ["hunter2"] } },
  ])("refuses $field without as", async ({ field, value }) => {
    const expected = problem(field, "needs the field as: it says whom to act as");
    expect(await headers({ [field]: value })).toEqual(expected);
    expect(await headers({ [field]: value, as: "" })).toEqual(expected);
  });

  it.each([
    { user: { as: "hunter2\r\nX-Evil: 1" }, at: "as" },
    { user: { as: "hunter2\n" }, at: "as" },
    { user: { as: "hunter2\u0000" }, at: "as" },
    { user: { as: "hunter2\u007f" }, at: "as" },
    { user: { as: "j", "as-uid": "hunter2\u001b[2J" }, at: "as-uid" },
    { user: { as: "j", "as-groups": ["ok", "hunter2\r"] }, at: "as-groups[1]" },
    { user: { as: "j", "as-user-extra": { k: ["hunter2\n"] } }, at: "as-user-extra.k[0]" },
    {
      user: { as: "j", "as-user-extra": { "a/b": ["ok", "hunter2\u0007"] } },
      at: 'as-user-extra["a/b"][1]',
    },
  ])("refuses control characters in $at", async ({ user, at }) => {
    const result = await headers(user);
    expect(result).toEqual(problem(at, "holds characters that a header cannot have"));
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });

  it.each([
    { user: { as: 5 }, expected: problem("as", "must be a string (quote it), and is a number") },
    { user: { as: ["hunter2"] }, expected: problem("as", "must be a string (quote it), and is a list") },
    {
      user: { as: "j", "as-uid": 1000 },
      expected: problem("as-uid", "must be a string (quote it), and is a number"),
    },
    {
      user: { as: "j", "as-groups": "hunter2" },
      expected: problem("as-groups", "must be a list, and is a string"),
    },
    {
      user: { as: "j", "as-groups": ["a", 5] },
      expected: problem("as-groups[1]", "must be a string (quote it), and is a number"),
    },
    {
      user: { as: "j", "as-groups": [null] },
      expected: problem("as-groups[0]", "must be a string (quote it), and is null"),
    },
    {
      user: { as: "j", "as-user-extra": ["hunter2"] },
      expected: problem("as-user-extra", "must be a map, and is a list"),
    },
    {
      user: { as: "j", "as-user-extra": { scopes: "hunter2" } },
      expected: problem("as-user-extra.scopes", "must be a list, and is a string"),
    },
    {
      user: { as: "j", "as-user-extra": { scopes: [{ hunter2: 1 }] } },
      expected: problem("as-user-extra.scopes[0]", "must be a string (quote it), and is a map"),
    },
  ])("refuses $user", async ({ user, expected }) => {
    expect(await headers(user)).toEqual(expected);
  });
});

function problem(path: string, reason: string): object {
  return usage(`DIR/config: users[0].user.${path}: ${reason}`);
}
