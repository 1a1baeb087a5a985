import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { rename, rm, symlink, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { CredentialSource } from "../../src/access.js";
import { readCredentials } from "../../src/kubeconfig/credentials.js";
import { Fields } from "../../src/kubeconfig/fields.js";
import { Authority } from "../support/authority.js";
import { outcome, usage, useConfigFolder } from "../support/config-folder.js";

const folder = useConfigFolder();
const { cert: CERT, key: KEY } = await (await Authority.create()).issue({ dns: "x.test" });
const TOKEN = "hunter2-canary-token";

function user(fields: Record<string, unknown>): Fields {
  const source = { file: folder.at("config"), text: undefined };
  return new Fields(fields, source, ["users", 0, "user"]);
}

async function credentials(fields: Record<string, unknown>): Promise<unknown> {
  const reading = readCredentials(user(fields)).then(async (found) => {
    const current = await found?.current();
    return (
      current && {
        authorization: current.authorization,
        certificate: current.certificate && {
          cert: current.certificate.cert.toString(),
          key: current.certificate.key.toString(),
        },
      }
    );
  });
  return outcome(reading, folder);
}

function problem(field: string, reason: string): object {
  return usage(`DIR/config: users[0].user.${field}: ${reason}`);
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

describe("readCredentials", () => {
  it.each([
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
      title: "a certificate in files next to the kubeconfig",
      user: { "client-certificate": "tls/crt", "client-key": "tls/key" },
      expected: { certificate: { cert: CERT, key: KEY } },
    },
    {
      title: "data and file mixed, base64 with line ends",
      user: { "client-certificate-data": base64(CERT).replace(/.{64}/g, "$&\r\n"), "client-key": "tls/key" },
      expected: { certificate: { cert: CERT, key: KEY } },
    },
    {
      title: "a certificate and a token",
      user: { token: TOKEN, "client-certificate": "tls/crt", "client-key": "tls/key" },
      expected: { authorization: `Bearer ${TOKEN}`, certificate: { cert: CERT, key: KEY } },
    },
    {
      title: "a certificate and a token file",
      user: { tokenFile: "token", "client-certificate": "tls/crt", "client-key": "tls/key" },
      expected: { authorization: "Bearer from-file", certificate: { cert: CERT, key: KEY } },
    },
  ])("reads $title", async ({ user, expected }) => {
    await folder.write("token", "\n from-file \r\n");
    await folder.write("tls/crt", CERT);
    await folder.write("tls/key", KEY);
    expect(await credentials(user)).toEqual({
      authorization: undefined,
      certificate: undefined,
      ...expected,
    });
  });

  it.each([
    { title: "an empty user", user: {} },
    { title: "a password alone", user: { password: "p" } },
    {
      title: "empty and null fields",
      user: { token: "", tokenFile: null, exec: null, as: "", "as-groups": [] },
    },
    { title: "impersonation alone", user: { as: "jane" } },
    { title: "a plugin, which is asked elsewhere", user: { exec: { command: "p" } } },
    { title: "an auth-provider, which is read elsewhere", user: { "auth-provider": { name: "oidc" } } },
  ])("gives undefined for $title", async ({ user }) => {
    expect(await credentials(user)).toBeUndefined();
  });

  it.each([
    {
      user: { "client-key-data": base64("key") },
      expected: problem(
        "client-certificate",
        "is missing: client-certificate and client-key must be given together",
      ),
    },
    {
      user: { "client-certificate-data": base64("crt") },
      expected: problem("client-key", "is missing: client-certificate and client-key must be given together"),
    },
    // kubectl 1.35: client-cert-data and client-cert are both specified.
    {
      user: {
        "client-certificate": "tls/crt",
        "client-certificate-data": base64("crt"),
        "client-key-data": base64("key"),
      },
      expected: problem("client-certificate", "cannot be used together with client-certificate-data"),
    },
    {
      user: {
        "client-certificate-data": base64("crt"),
        "client-key": "tls/key",
        "client-key-data": base64("key"),
      },
      expected: problem("client-key", "cannot be used together with client-key-data"),
    },
    // kubectl 1.35: more than one authentication method found.
    {
      user: { token: TOKEN, username: "u", password: "p" },
      expected: problem("username", "cannot be used together with a token"),
    },
    {
      user: { token: TOKEN, password: "p" },
      expected: problem("password", "cannot be used together with a token"),
    },
    // kubectl 1.35: username/password or bearer token may be set, but not both.
    {
      user: { tokenFile: "token", username: "u", password: "p" },
      expected: problem("username", "cannot be used together with a token"),
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
      expected: problem("client-key", "cannot read DIR: it is a directory"),
    },
    { user: { tokenFile: "empty" }, expected: usage("DIR/empty (tokenFile of the kubeconfig) is empty") },
    {
      user: { tokenFile: "lines" },
      expected: usage("DIR/lines (tokenFile of the kubeconfig) holds characters that a token cannot have"),
    },
    {
      user: { token: `${TOKEN}\r\nX-Evil: 1` },
      expected: problem("token", "holds characters that a token cannot have"),
    },
    {
      user: { token: `${TOKEN} ` },
      expected: problem("token", "holds characters that a token cannot have"),
    },
    {
      user: { token: `${TOKEN}é` },
      expected: problem("token", "holds characters that a token cannot have"),
    },
    {
      user: { token: 5 },
      expected: problem("token", "must be a string (quote it), and is a number"),
    },
    // kubectl: illegal base64 data. Node would skip what it does not know and use the rest.
    {
      user: { "client-certificate-data": "-----BEGIN CERTIFICATE-----", "client-key-data": base64("key") },
      expected: problem("client-certificate-data", "is not valid base64"),
    },
    {
      user: { "client-certificate-data": base64("crt"), "client-key-data": "aHVudGVyMg" },
      expected: problem("client-key-data", "is not valid base64"),
    },
  ])("refuses $user", async ({ user, expected }) => {
    await folder.write("token", TOKEN);
    await folder.write("empty", " \n");
    await folder.write("lines", `${TOKEN}\n${TOKEN}`);
    const result = await credentials(user);
    expect(result).toEqual(expected);
    expect(JSON.stringify(result)).not.toMatch(/hunter2|aHVudGVy/);
  });
});

describe("credentials that stand in the kubeconfig", () => {
  it("stay as they are when the server refuses them", async () => {
    const source = await readCredentials(user({ token: TOKEN }));
    expect(await source?.renew(await source.current())).toBe(false);
  });
});

describe("a certificate and a key that are no pair", () => {
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const encrypted = createPrivateKey(KEY)
    .export({ type: "pkcs8", format: "pem", cipher: "aes-128-cbc", passphrase: "x" })
    .toString();
  const ed25519 = generateKeyPairSync("ed25519")
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
  const ENCRYPTED = "holds an encrypted private key, which nobody could use without its passphrase";
  it.each([
    {
      title: "RSA and EC",
      cert: CERT,
      key: other.privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
      field: "client-key-data",
      reason: "is a private key of another type than the certificate's",
    },
    {
      title: "Ed25519 and EC",
      cert: CERT,
      key: ed25519,
      field: "client-key-data",
      reason: "is a private key of another type than the certificate's",
    },
    { title: "an encrypted key", cert: CERT, key: encrypted, field: "client-key-data", reason: ENCRYPTED },
    { title: "no key", cert: CERT, key: "key", field: "client-key-data", reason: "holds no PEM data" },
    {
      title: "the two exchanged",
      cert: KEY,
      key: CERT,
      field: "client-certificate-data",
      reason: "holds no certificate, but PRIVATE KEY",
    },
    {
      title: "no certificate",
      cert: "crt",
      key: KEY,
      field: "client-certificate-data",
      reason: "holds no PEM data",
    },
  ])("$title: refused before anything is sent", async ({ cert, key, field, reason }) => {
    const given = { "client-certificate-data": base64(cert), "client-key-data": base64(key) };
    expect(await credentials(given)).toEqual(problem(field, reason));
  });

  it("names the file field when it is a file", async () => {
    await folder.write("crt", CERT);
    await folder.write("key", "no key");
    expect(await credentials({ "client-certificate": "crt", "client-key": "key" })).toEqual(
      problem("client-key", "holds no PEM data"),
    );
  });
});

describe("a token file that changes", () => {
  const OLD = { authorization: "Bearer old" };
  const NEW = { authorization: "Bearer new" };

  async function open(fields: Record<string, unknown> = {}): Promise<CredentialSource> {
    await folder.write("token", "old");
    const source = await readCredentials(user({ tokenFile: "token", ...fields }));
    if (source === undefined) throw new Error("no credentials");
    expect(await source.current()).toMatchObject(OLD);
    return source;
  }

  async function replace(text: string): Promise<void> {
    await rename(await folder.write("token.next", text), folder.at("token"));
  }

  it.each([
    { title: "replaced by rename", change: () => replace("new\n") },
    { title: "rewritten in place", change: () => writeFile(folder.at("token"), "new\n") },
    {
      title: "removed and written again",
      change: async () => {
        await rm(folder.at("token"));
        await writeFile(folder.at("token"), "new");
      },
    },
  ])("is read again before the next request when $title", async ({ change }) => {
    const source = await open();
    await change();
    expect([await source.current(), await source.current()]).toMatchObject([NEW, NEW]);
  });

  it("is read when the link to it is swapped, as a pod's volumes are", async () => {
    await folder.write("v1/token", "old");
    await folder.write("v2/token", "new");
    await symlink("v1", folder.at("data"));
    await symlink("data/token", folder.at("link"));
    const source = await open({ tokenFile: "link" });
    await symlink("v2", folder.at("data.next"));
    await rename(folder.at("data.next"), folder.at("data"));
    expect(await source.current()).toMatchObject(NEW);
  });

  it.each([
    { title: "missing", change: () => rm(folder.at("token")) },
    { title: "empty", change: () => writeFile(folder.at("token"), "") },
    { title: "blank", change: () => writeFile(folder.at("token"), " \n") },
    { title: "no token", change: () => writeFile(folder.at("token"), "two words") },
  ])("keeps the old token while the file is $title, and takes the new one after that", async ({ change }) => {
    const source = await open();
    await change();
    expect(await source.current()).toMatchObject(OLD);
    expect(await source.renew(await source.current())).toBe(false);
    await replace("new");
    expect(await source.current()).toMatchObject(NEW);
  });

  it("keeps its certificate", async () => {
    const certificate = { "client-certificate-data": base64(CERT), "client-key-data": base64(KEY) };
    const source = await open(certificate);
    const before = await source.current();
    await replace("new");
    const after = await source.current();
    expect(after).toMatchObject(NEW);
    expect(after.certificate).toBe(before.certificate);
    expect(after.certificate?.key.toString()).toBe(KEY);
  });

  it.each([
    { title: "nothing changed", change: async () => {}, expected: false },
    { title: "the same token was written again", change: () => replace("old\n"), expected: false },
    { title: "there is a new token", change: () => replace("new"), expected: true },
    { title: "the file is gone", change: () => rm(folder.at("token")), expected: false },
  ])("a refused token is worth another try: $expected when $title", async ({ change, expected }) => {
    const source = await open();
    const rejected = await source.current();
    await change();
    expect(await source.renew(rejected)).toBe(expected);
  });

  it("is worth another try when another request has seen the new token already", async () => {
    const source = await open();
    const rejected = await source.current();
    await replace("new");
    await source.current();
    expect(await source.renew(rejected)).toBe(true);
    expect(await source.renew(await source.current())).toBe(false);
  });
});
