import { describe, expect, it } from "vitest";
import { typeProblems } from "../../src/secret/type-problems.js";

function values(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
  );
}

const SERVICE_ACCOUNT = "kubernetes.io/service-account-token";
const SERVICE_ACCOUNT_NAME = "kubernetes.io/service-account.name";
const CFG = "kubernetes.io/dockercfg";
const CONFIG_JSON = "kubernetes.io/dockerconfigjson";
const BASIC = "kubernetes.io/basic-auth";
const SSH = "kubernetes.io/ssh-auth";
const TLS = "kubernetes.io/tls";

const noAccount = [
  {
    path: ["metadata", "annotations", SERVICE_ACCOUNT_NAME],
    reason: `is required by type ${SERVICE_ACCOUNT}`,
  },
];
const noLogin = [{ path: ["data"], reason: `type ${BASIC} needs the key username or the key password` }];

function needs(type: string, ...keys: string[]) {
  return keys.map((key) => ({ path: ["data"], reason: `type ${type} needs the key ${key}` }));
}

function notJson(type: string, key: string) {
  return [{ path: ["data", key], reason: `must be a JSON object for type ${type}` }];
}

describe("typeProblems", () => {
  it.each([
    { type: "Opaque", data: {}, expected: [] },
    { type: "my.org/anything", data: {}, expected: [] },
    { type: "bootstrap.kubernetes.io/token", data: {}, expected: [] },
    { type: "helm.sh/release.v1", data: {}, expected: [] },
    { type: `${TLS} `, data: {}, expected: [] },
    { type: "constructor", data: {}, expected: [] },

    { type: SERVICE_ACCOUNT, data: {}, expected: noAccount },
    { type: SERVICE_ACCOUNT, data: {}, annotations: { [SERVICE_ACCOUNT_NAME]: "" }, expected: noAccount },
    { type: SERVICE_ACCOUNT, data: {}, annotations: { [SERVICE_ACCOUNT_NAME]: "default" }, expected: [] },

    { type: CFG, data: {}, expected: needs(CFG, ".dockercfg") },
    { type: CFG, data: { ".dockerconfigjson": "{}" }, expected: needs(CFG, ".dockercfg") },
    { type: CFG, data: { ".dockercfg": "{}" }, expected: [] },
    { type: CFG, data: { ".dockercfg": "[]" }, expected: notJson(CFG, ".dockercfg") },

    { type: CONFIG_JSON, data: {}, expected: needs(CONFIG_JSON, ".dockerconfigjson") },
    ...["{}", "null", '{"auths":{}}', ' {"a":1,"a":2}\n'].map((text) => ({
      type: CONFIG_JSON,
      data: { ".dockerconfigjson": text },
      expected: [],
    })),
    ...["", "not json", "{", "[]", "5", '"x"', "true", "{} x", "\ufeff{}", "{'auths':{}}"].map((text) => ({
      type: CONFIG_JSON,
      data: { ".dockerconfigjson": text },
      expected: notJson(CONFIG_JSON, ".dockerconfigjson"),
    })),

    { type: BASIC, data: {}, expected: noLogin },
    { type: BASIC, data: { user: "u" }, expected: noLogin },
    { type: BASIC, data: { username: "" }, expected: [] },
    { type: BASIC, data: { password: "" }, expected: [] },
    { type: BASIC, data: { username: "u", password: "p" }, expected: [] },

    { type: SSH, data: {}, expected: needs(SSH, "ssh-privatekey") },
    { type: SSH, data: { "ssh-privatekey": "" }, expected: needs(SSH, "ssh-privatekey") },
    { type: SSH, data: { "ssh-privatekey": "junk" }, expected: [] },

    { type: TLS, data: {}, expected: needs(TLS, "tls.crt", "tls.key") },
    { type: TLS, data: { "tls.crt": "" }, expected: needs(TLS, "tls.key") },
    { type: TLS, data: { "tls.key": "" }, expected: needs(TLS, "tls.crt") },
    { type: TLS, data: { "tls.crt": "", "tls.key": "junk" }, expected: [] },
  ])("$type with $data $annotations", ({ type, data, annotations, expected }: Row) => {
    expect(typeProblems(type, values(data), annotations ?? {})).toEqual(expected);
  });
});

interface Row {
  type: string;
  data: Record<string, string>;
  annotations?: Record<string, string>;
  expected: readonly unknown[];
}
