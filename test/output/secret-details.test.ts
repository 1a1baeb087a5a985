import { describe, expect, it } from "vitest";
import { keyDetails, keyTable } from "../../src/output/secret-details.js";
import { Authority } from "../support/authority.js";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** What is told of each key of a secret with this data. */
function details(data: Readonly<Record<string, string>>): [string, number, string][] {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, text]) => [key, base64(text)]));
  return keyDetails({ ...SECRET, data: encoded }).map(({ key, size, about }) => [key, size, about]);
}

const SECRET = {
  name: "s3",
  namespace: "default",
  type: "Opaque",
  creationTimestamp: undefined,
  uid: "u",
  resourceVersion: "1",
  labels: {},
  metadata: { name: "s3", uid: "u" },
  immutable: undefined,
};

describe("keyDetails", () => {
  it("tells sizes in bytes, in the order of the keys", () => {
    expect(details({ b: "ü", a: "", "1": "x\n" })).toEqual([
      ["1", 2, "text, ends with a line break"],
      ["a", 0, "empty"],
      ["b", 2, "text"],
    ]);
  });

  it.each([
    { value: '{"a": 1}\n', about: "JSON, ends with a line break" },
    { value: "[1", about: "text" },
    { value: "12", about: "text" },
    { value: "a\u0000b", about: "binary" },
    {
      value: "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n",
      about: "private key that cannot be read",
    },
    {
      value: "-----BEGIN ENCRYPTED PRIVATE KEY-----\nQUJD\n-----END ENCRYPTED PRIVATE KEY-----\n",
      about: "private key, encrypted",
    },
  ])("tells the form of $value", ({ value, about }) => {
    expect(details({ a: value })[0]?.[2]).toBe(about);
  });

  it("tells of certificates for whom they are and how long, and the kinds of keys", async () => {
    const authority = await Authority.create("a CA");
    const { cert, key } = await authority.issue({ dns: "x.example.com", from: -1, until: 9 });
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const [[, , crt = ""] = [], [, , secretKey] = []] = details({
      "tls.crt": cert + authority.caCertificate,
      "tls.key": key,
    });
    expect(crt.split("\n")).toEqual([
      `certificate of CN=fault tests for DNS:x.example.com, valid from ${day(-1)}, valid until ${day(9)}`,
      `certificate of CN=a CA, valid from ${day(-400)}, valid until ${day(400)}`,
    ]);
    expect(secretKey).toBe("private key, ec prime256v1");
  });

  it.each([
    { config: { auths: { r: { auth: base64("u:p:w") } } }, about: "r as u" },
    {
      config: { auths: { r: { username: "u", password: "pw" }, s: { identitytoken: "t" } } },
      about: "r as u\ns",
    },
    { config: { auths: { r: { auth: base64("token") } } }, about: "r" },
    { config: { auths: { r: { auth: "?" }, s: 5 } }, about: "r\ns" },
    { config: { auths: [] }, about: "JSON" },
    { config: [], about: "JSON" },
  ])("tells the registries and users of $config, and no password", ({ config, about }) => {
    expect(details({ ".dockerconfigjson": JSON.stringify(config) })[0]?.[2]).toBe(about);
  });

  it("reads the older form of docker configs, too", () => {
    expect(details({ ".dockercfg": JSON.stringify({ r: { username: "u" } }) })[0]?.[2]).toBe("r as u");
  });
});

describe("keyTable", () => {
  it("pads, and escapes what moves the cursor", () => {
    const rows = [
      { key: "a", size: 5, about: "" },
      { key: "long-key", size: 12_345, about: "r as \u001b[2J\ns" },
    ];
    expect(
      keyTable(rows, true)
        .split("\n")
        .map((line) => line.trimEnd()),
    ).toEqual([
      "KEY      BYTES ABOUT",
      "a            5",
      "long-key 12345 r as \\x1b[2J",
      "               s",
      "",
    ]);
    expect(keyTable(rows, false)).not.toContain("KEY");
    expect(keyTable([], false)).toBe("");
  });
});
