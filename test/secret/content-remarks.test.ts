import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkManifest } from "../../src/secret/check-manifest.js";
import { contentRemarks } from "../../src/secret/content-remarks.js";
import { Authority } from "../support/authority.js";

const NOW = new Date();

/** The remarks about a secret with these fields: `path: reason`, a note in brackets. */
function remarks(fields: Readonly<Record<string, unknown>>, metadata: object = {}): string[] {
  const checked = checkManifest({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "s", ...metadata },
    ...fields,
  });
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  return contentRemarks(checked.secret, checked.stringData, NOW).map(({ path, reason, isNote }) => {
    const text = `${path.join("/")}: ${reason}`;
    return isNote === true ? `(${text})` : text;
  });
}

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString("base64");

describe("a single value", () => {
  const PLACEHOLDER = "holds a placeholder that was not replaced";
  const REMOVED = "stands for a value that was taken out";
  const REFERENCE = "is a reference that nothing here resolves";
  it.each([
    ...[
      "<CLEARML_API_ACCESS_KEY>",
      "<your key>",
      "https://u:<DB_PASSWORD>@host",
      "${TOKEN}",
      "${DB_PASSWORD:-x}",
      "a ${DB_PASSWORD} b",
      "$(TOKEN)",
      "{{ .Values.x }}",
      "a{{x}}b",
      "CHANGE_ME",
      "changeme",
      "Replace-Me",
      "YOUR_API_KEY",
      "todo",
      "xxxxx",
    ].map((value) => ({ value, expected: PLACEHOLDER })),
    ...["***REMOVED***", "********", "[REDACTED]", "<redacted>", "removed"].map((value) => ({
      value,
      expected: REMOVED,
    })),
    ...[
      "ref+vault://x/y#z",
      "op://a/b/c",
      "vault:secret/data/x#y",
      "ENC[AES256_GCM,data:x,type:str]",
      "secretref:x",
    ].map((value) => ({ value, expected: REFERENCE })),
  ])("$value: a warning, plain or as base64", ({ value, expected }) => {
    expect(remarks({ stringData: { k: value } })).toEqual([`stringData/k: ${expected}`]);
    expect(remarks({ stringData: { k: `${value}\n` } })).toEqual([`stringData/k: ${expected}`]);
    expect(remarks({ data: { k: base64(value) } })).toEqual([`data/k: ${expected}`]);
  });

  it.each([
    "",
    "hunter2",
    "p<w>d&x",
    "a < b > c",
    "5>4",
    "$HOME",
    "p$w{d}",
    "{}",
    '{"a": {"b": 1}}',
    "#!/bin/sh\necho ${HOME} <FOO_BAR>\n",
    "xx",
    "https://example.com/x",
    "removedness",
    "my todo list",
    "key: value\nother: value\n",
    "*",
    `${"x".repeat(3000)}<MY_KEY>`,
  ])("%j: nothing to say", (value) => {
    expect(remarks({ stringData: { k: value } })).toEqual([]);
  });

  const BREAK = "ends with a line break, which belongs to the value then";
  const WORD = "decodes to bytes that are no text; if it is meant as it stands, it belongs under stringData";
  const TWICE = "decodes to base64 of a text; it may have been encoded twice";
  it.each([
    { fields: { data: { k: base64("pass\n") } }, expected: [`(data/k: ${BREAK})`] },
    { fields: { data: { k: base64("pass\r\n") } }, expected: [`(data/k: ${BREAK})`] },
    { fields: { stringData: { k: "pass\n" } }, expected: [`(stringData/k: ${BREAK})`] },
    { fields: { data: { k: base64("two\nlines\n") } }, expected: [] },
    { fields: { data: { k: "password" } }, expected: [`(data/k: ${WORD})`] },
    { fields: { data: { k: "hunter22" } }, expected: [`(data/k: ${WORD})`] },
    { fields: { data: { k: base64("plain") } }, expected: [] },
    { fields: { data: { k: base64(Buffer.from([0xff, 0xfe, 0, 1])) } }, expected: [] },
    { fields: { data: { k: base64(base64("hello world!?")) } }, expected: [`(data/k: ${TWICE})`] },
    { fields: { stringData: { k: base64("hello world!?") } }, expected: [] },
    // What stringData replaces does not matter.
    { fields: { data: { k: "password" }, stringData: { k: "x" } }, expected: [] },
  ])("$fields: $expected", ({ fields, expected }) => {
    expect(remarks(fields)).toEqual(expected);
  });
});

describe("the type", () => {
  it.each([
    { type: "tls", meant: "kubernetes.io/tls" },
    { type: "opaque", meant: "Opaque" },
    { type: "dockerconfigjson", meant: "kubernetes.io/dockerconfigjson" },
    { type: "kubernetes.io/basic_auth", meant: "kubernetes.io/basic-auth" },
  ])("$type is probably $meant", ({ type, meant }) => {
    expect(remarks({ type })).toEqual([`type: Kubernetes knows no such type; did you mean ${meant}?`]);
  });

  it.each(["example.com/mine", "kubernetes.io/rbd", "helm.sh/release.v1", "", "Opaque"])(
    "%j is left alone",
    (type) => {
      expect(remarks({ type })).toEqual([]);
    },
  );
});

describe("kubernetes.io/tls", async () => {
  const authority = await Authority.create();
  const [good, expired, future] = await Promise.all([
    authority.issue({ dns: "x", from: -10, until: 10 }),
    authority.issue({ dns: "x", from: -10, until: -1 }),
    authority.issue({ dns: "x", from: 1, until: 10 }),
  ]);
  const day = (days: number): string =>
    new Date(NOW.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const alone = (crt: string, key: string): string[] =>
    remarks({ type: "kubernetes.io/tls", stringData: { "tls.crt": crt, "tls.key": key } });
  const tls = (crt: string, key: string): string[] => alone(`${crt}${authority.caCertificate}`, key);
  const encrypted = createPrivateKey(good.key)
    .export({ type: "pkcs8", format: "pem", cipher: "aes-128-cbc", passphrase: "x" })
    .toString();
  const secp256k1 = generateKeyPairSync("ec", { namedCurve: "secp256k1" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();

  it.each([
    { title: "a good pair", crt: good.cert, key: good.key, expected: [] },
    {
      title: "CRLF, and text before",
      crt: `text\r\n${good.cert.replaceAll("\n", "\r\n")}`,
      key: good.key,
      expected: [],
    },
    {
      title: "no PEM in the key",
      crt: good.cert,
      key: "y",
      expected: ["stringData/tls.key: holds no PEM data"],
    },
    {
      title: "another key",
      crt: good.cert,
      key: expired.key,
      expected: ["stringData/tls.key: is not the private key of the certificate"],
    },
    {
      title: "an encrypted key",
      crt: good.cert,
      key: encrypted,
      expected: [
        "stringData/tls.key: holds an encrypted private key, which nobody could use without its passphrase",
      ],
    },
    {
      title: "a key on a curve that TLS does not know",
      crt: good.cert,
      key: secp256k1,
      expected: ["stringData/tls.key: holds a private key of a kind that TLS does not know"],
    },
    {
      title: "an expired certificate",
      crt: expired.cert,
      key: expired.key,
      expected: [`stringData/tls.crt: holds a certificate that expired on ${day(-1)}`],
    },
    {
      title: "a certificate of the future",
      crt: future.cert,
      key: future.key,
      expected: [`stringData/tls.crt: holds a certificate that is not valid before ${day(1)}`],
    },
  ])("$title", ({ crt, key, expected }) => {
    expect(tls(crt, key)).toEqual(expected);
  });

  it("looks at the chain", () => {
    const { caCertificate } = authority;
    expect(alone("x", good.key)).toEqual(["stringData/tls.crt: holds no PEM data"]);
    expect(alone(good.cert, good.key)).toEqual([
      "(stringData/tls.crt: holds no certificate of its issuer: clients that do not have that one cannot verify it)",
    ]);
    const reason = "did not issue certificate 1: the order is wrong, or one is missing";
    expect(alone(good.cert + future.cert + caCertificate, good.key)).toEqual([
      `stringData/tls.crt: certificate 2 ${reason}`,
    ]);
  });
});

describe("kubernetes.io/dockerconfigjson", () => {
  const docker = (config: unknown): string[] =>
    remarks({
      type: "kubernetes.io/dockerconfigjson",
      stringData: { ".dockerconfigjson": JSON.stringify(config) },
    }).map((line) => line.replace("stringData/.dockerconfigjson: ", ""));
  it.each([
    { config: { auths: { h: { auth: base64("u:p:w") } } }, expected: [] },
    { config: { auths: { h: { username: "u", password: "p" } } }, expected: [] },
    { config: { auths: { h: { identitytoken: "t" } } }, expected: [] },
    { config: {}, expected: ["holds no registry under auths"] },
    { config: { auths: [] }, expected: ["holds no registry under auths"] },
    { config: { h: { auth: base64("u:p") } }, expected: ["holds no registry under auths"] },
    {
      config: {
        auths: { a: { auth: base64("up") }, b: { auth: "?" }, c: { auth: base64("u:") }, d: 5, e: {} },
      },
      expected: [
        "registry 1 of 5 has an auth that is no base64 of user:password",
        "registry 2 of 5 has an auth that is no base64",
        "registry 3 of 5 has an auth without a user or without a password",
        "registry 4 of 5 is no map",
        "registry 5 of 5 has no credentials",
      ],
    },
    {
      config: { auths: { h: {} }, credsStore: "desktop" },
      expected: [
        "registry 1 of 1 has no credentials; credsStore names a program of your own machine, which no node has",
      ],
    },
  ])("$config", ({ config, expected }) => {
    expect(docker(config)).toEqual(expected);
  });

  it("reads the older form, too", () => {
    const old = (config: unknown): string[] =>
      remarks({ type: "kubernetes.io/dockercfg", stringData: { ".dockercfg": JSON.stringify(config) } });
    expect(old({ h: { auth: base64("u:p") } })).toEqual([]);
    expect(old({})).toEqual(["stringData/.dockercfg: holds no registry"]);
  });
});

describe("other types", () => {
  const openssh = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
  it.each([
    { type: "ssh-auth", stringData: { "ssh-privatekey": openssh }, expected: [] },
    {
      type: "ssh-auth",
      stringData: { "ssh-privatekey": "ssh-rsa AAAA me@here" },
      expected: ["stringData/ssh-privatekey: holds a public key; the private one belongs here"],
    },
    {
      type: "ssh-auth",
      stringData: { "ssh-privatekey": "x" },
      expected: ["stringData/ssh-privatekey: holds no private key"],
    },
    {
      type: "ssh-auth",
      stringData: {
        "ssh-privatekey":
          "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
      },
      expected: [
        "stringData/ssh-privatekey: holds an encrypted private key, of no use without its passphrase",
      ],
    },
    { type: "basic-auth", stringData: { username: "u", password: "p" }, expected: [] },
    { type: "basic-auth", stringData: { username: "u" }, expected: ["data: there is no password"] },
    { type: "basic-auth", stringData: { password: "p" }, expected: ["data: there is no username"] },
  ])("$type $stringData", ({ type, stringData, expected }) => {
    expect(remarks({ type: `kubernetes.io/${type}`, stringData })).toEqual(expected);
  });

  it("knows what a bootstrap token needs", () => {
    const type = "bootstrap.kubernetes.io/token";
    const token = {
      "token-id": "abc123",
      "token-secret": "0123456789abcdef",
      expiration: "2026-01-31T12:00:00Z",
    };
    const place = { name: "bootstrap-token-abc123", namespace: "kube-system" };
    expect(remarks({ type, stringData: token }, place)).toEqual([]);
    expect(remarks({ type, stringData: { ...token, "token-secret": "X", expiration: "soon" } })).toEqual([
      "metadata: bootstrap tokens are looked for in kube-system only",
      "metadata/name: must be bootstrap-token- and the token-id",
      "stringData/token-secret: must be sixteen lower case letters or digits",
      "stringData/expiration: must be a time such as 2026-01-31T12:00:00Z",
    ]);
    expect(remarks({ type, stringData: { ...token, "token-id": "x" } }, place)).toEqual([
      "stringData/token-id: must be six lower case letters or digits",
    ]);
  });
});
