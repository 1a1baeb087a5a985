import { describe, expect, it } from "vitest";
import { readCredentials } from "../../src/kube/credentials.js";
import { Fields } from "../../src/kube/kubeconfig.js";
import { outcome, usage, useConfigFolder } from "./config-folder.js";

const folder = useConfigFolder();
const TOKEN = "hunter2-canary-token";
const PLAIN = "use a context with a token or a client certificate";

async function credentials(fields: Record<string, unknown>): Promise<unknown> {
  const reading = readCredentials(new Fields(fields, folder.at("config"), "users[0].user")).then((found) => ({
    authorization: found.authorization,
    certificate: found.certificate && {
      cert: found.certificate.cert.toString(),
      key: found.certificate.key.toString(),
    },
  }));
  return outcome(reading, folder);
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

describe("readCredentials", () => {
  it("knows a context without a user", async () => {
    expect(await readCredentials(undefined)).toEqual({ authorization: undefined, certificate: undefined });
  });

  it.each([
    { title: "nothing", user: {}, expected: {} },
    { title: "a token", user: { token: TOKEN }, expected: { authorization: `Bearer ${TOKEN}` } },
    {
      title: "a token file, trimmed",
      user: { tokenFile: "token" },
      expected: { authorization: "Bearer from-file" },
    },
    {
      title: "the token file over the token",
      user: { token: TOKEN, tokenFile: "token" },
      expected: { authorization: "Bearer from-file" },
    },
    {
      title: "a user and password",
      user: { username: "ü:x", password: "p:w" },
      expected: { authorization: `Basic ${base64("ü:x:p:w")}` },
    },
    {
      title: "a user without a password",
      user: { username: "u" },
      expected: { authorization: `Basic ${base64("u:")}` },
    },
    {
      title: "the token over user and password",
      user: { username: "u", password: "p", token: TOKEN },
      expected: { authorization: `Bearer ${TOKEN}` },
    },
    { title: "a password alone is nothing", user: { password: "p" }, expected: {} },
    {
      title: "a certificate in files next to the kubeconfig",
      user: { "client-certificate": "tls/crt", "client-key": "tls/key" },
      expected: { certificate: { cert: "file crt", key: "file key" } },
    },
    {
      title: "inline data over files, which are not even read",
      user: {
        "client-certificate": "missing",
        "client-certificate-data": base64("crt"),
        "client-key": "missing",
        "client-key-data": base64("key"),
      },
      expected: { certificate: { cert: "crt", key: "key" } },
    },
    {
      title: "data and file mixed, base64 with line ends",
      user: { "client-certificate-data": "Y3\nJ0\r\n", "client-key": "tls/key" },
      expected: { certificate: { cert: "crt", key: "file key" } },
    },
    {
      title: "a certificate and a token",
      user: { token: TOKEN, "client-certificate": "tls/crt", "client-key": "tls/key" },
      expected: { authorization: `Bearer ${TOKEN}`, certificate: { cert: "file crt", key: "file key" } },
    },
    {
      title: "empty and null fields as if absent",
      user: { token: "", tokenFile: null, exec: null, as: "", "as-groups": [] },
      expected: {},
    },
  ])("reads $title", async ({ user, expected }) => {
    await folder.write("token", "\n from-file \r\n");
    await folder.write("tls/crt", "file crt");
    await folder.write("tls/key", "file key");
    expect(await credentials(user)).toEqual({
      authorization: undefined,
      certificate: undefined,
      ...expected,
    });
  });

  it.each([
    {
      user: { exec: { command: "aws" } },
      expected: usage("DIR/config: credential plugins (exec) are not supported yet", PLAIN),
    },
    {
      user: { exec: {}, token: TOKEN },
      expected: usage("DIR/config: credential plugins (exec) are not supported yet", PLAIN),
    },
    {
      user: { "auth-provider": { name: "gcp" } },
      expected: usage("DIR/config: auth providers are not supported yet", PLAIN),
    },
    {
      user: { as: "admin", token: TOKEN },
      expected: usage("DIR/config: impersonation (as) is not supported yet", PLAIN),
    },
    {
      user: { "as-uid": "1" },
      expected: usage("DIR/config: impersonation (as-uid) is not supported yet", PLAIN),
    },
    {
      user: { "as-groups": ["a"] },
      expected: usage("DIR/config: impersonation (as-groups) is not supported yet", PLAIN),
    },
    {
      user: { "as-user-extra": { a: ["b"] } },
      expected: usage("DIR/config: impersonation (as-user-extra) is not supported yet", PLAIN),
    },
    {
      user: { "client-key-data": base64("key") },
      expected: usage("DIR/config: client-certificate and client-key must be given together"),
    },
    {
      user: { "client-certificate-data": base64("crt") },
      expected: usage("DIR/config: client-certificate and client-key must be given together"),
    },
    {
      user: { tokenFile: "missing" },
      expected: usage("cannot read DIR/missing (tokenFile of the kubeconfig): no such file or directory"),
    },
    {
      user: { tokenFile: "missing", token: TOKEN },
      expected: usage("cannot read DIR/missing (tokenFile of the kubeconfig): no such file or directory"),
    },
    {
      user: { "client-key": "." },
      expected: usage("cannot read DIR (client-key of the kubeconfig): it is a directory"),
    },
    { user: { tokenFile: "empty" }, expected: usage("DIR/empty is empty") },
    { user: { tokenFile: "lines" }, expected: usage("DIR/lines holds characters that a token cannot have") },
    {
      user: { token: `${TOKEN}\r\nX-Evil: 1` },
      expected: usage("the token in DIR/config holds characters that a token cannot have"),
    },
    {
      user: { token: `${TOKEN} ` },
      expected: usage("the token in DIR/config holds characters that a token cannot have"),
    },
    {
      user: { token: `${TOKEN}é` },
      expected: usage("the token in DIR/config holds characters that a token cannot have"),
    },
    {
      user: { token: 5 },
      expected: usage("DIR/config: users[0].user.token must be a string (quote it), and is a number"),
    },
    // kubectl: illegal base64 data. Node would skip what it does not know and use the rest.
    {
      user: { "client-certificate-data": "-----BEGIN CERTIFICATE-----", "client-key-data": base64("key") },
      expected: {
        kind: "usage",
        problem: expect.stringMatching(/^DIR\/config: .*client-certificate-data.*base64/),
        hint: expect.any(String),
      },
    },
    {
      user: { "client-certificate-data": base64("crt"), "client-key-data": "aHVudGVyMg" },
      expected: {
        kind: "usage",
        problem: expect.stringMatching(/^DIR\/config: .*client-key-data.*base64/),
        hint: expect.any(String),
      },
    },
  ])("refuses $user", async ({ user, expected }) => {
    await folder.write("empty", " \n");
    await folder.write("lines", `${TOKEN}\n${TOKEN}`);
    const result = await credentials(user);
    expect(result).toEqual(expected);
    expect(JSON.stringify(result)).not.toMatch(/hunter2|aHVudGVy/);
  });
});
