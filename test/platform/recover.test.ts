import { expect, it } from "vitest";
import { recover, toValues, unwritable } from "../../src/platform/recover.js";

function data(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
  );
}

it("gives what the chart keeps as values, without what the mock provider brings, and a key that is there twice", () => {
  const secrets: Record<string, Record<string, string>> = {
    "pachyderm-auth": data({
      "root-token": "r",
      "pachd-oauth-client-secret": "",
      "cluster-role-bindings":
        "user:kilgore@kilgore.trout: [clusterAdmin]\nallClusterUsers: [projectCreator]\nallClusterUsers: [repoReader]\n",
    }),
    "pachyderm-identity": data({ "upstream-idps": "- {id: test, name: test, type: mockPassword}" }),
    "pachyderm-console-oauth": data({ OAUTH_CLIENT_SECRET: "c" }),
    "pachyderm-console-secret": data({ OAUTH_CLIENT_SECRET: "old" }),
  };
  expect(toValues(recover((name) => secrets[name]))).toEqual({
    pachd: { rootToken: "r", pachAuthClusterRoleBindings: { allClusterUsers: ["repoReader"] } },
    console: { config: { oauthClientSecretSecretName: "pachyderm-console-oauth" } },
  });
});

it.each([
  { title: "text", secret: "pachyderm-auth", key: "root-token", value: "r\u00fc", expected: undefined },
  {
    title: "bytes",
    secret: "pachyderm-auth",
    key: "root-token",
    value: [0xff],
    expected: "the value is no text",
  },
  {
    title: "bytes of our own",
    secret: "pachyderm-root-token",
    key: "root-token",
    value: [0xff],
    expected: undefined,
  },
  {
    title: "a list",
    secret: "pachyderm-identity",
    key: "upstream-idps",
    value: "- {id: a}",
    expected: undefined,
  },
  {
    title: "no list at all",
    secret: "pachyderm-identity",
    key: "upstream-idps",
    value: "- {id: a",
    expected: "the value is no YAML",
  },
])("knows whether it can be written: $title", ({ secret, key, value, expected }) => {
  const bytes = typeof value === "string" ? Buffer.from(value) : Buffer.from(value);
  const found = recover((name) => (name === secret ? { [key]: bytes.toString("base64") } : undefined));
  expect(found.map(unwritable)).toEqual([expected]);
});
