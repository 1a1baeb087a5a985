import { describe, expect, it } from "vitest";
import { readAuthProvider } from "../../src/kubeconfig/auth-provider.js";
import { Fields } from "../../src/kubeconfig/fields.js";
import { outcome, usage, useConfigFolder } from "../support/config-folder.js";

const folder = useConfigFolder();
const NOW = new Date("2026-03-01T12:00:00Z");
const SECONDS = NOW.getTime() / 1000;
const HOUR = 3600;
const LOG_IN = "log in again with the tool that wrote this kubeconfig; it holds no refresh-token";
const RENEW =
  "renew it with any kubectl command, which writes the new one back: kubectl --context dev get --raw /version";
const OTHER = "use a context with a token, a client certificate or a plugin (exec)";
/** Stands in every token that a test makes, and in no message. */
const CANARY = "hunter2";
/** The refresh-token, which is never sent. */
const REFRESH = `${CANARY}-refresh`;

function encoded(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function tokenWith(payload: string): string {
  return `${encoded('{"alg":"RS256"}')}.${encoded(payload)}.${CANARY}`;
}

function expiring(exp: unknown): string {
  return tokenWith(JSON.stringify({ iss: "https://idp", sub: CANARY, exp }));
}

async function provider(value: unknown): Promise<unknown> {
  const source = { file: folder.at("config"), text: undefined };
  const user = new Fields({ "auth-provider": value }, source, ["users", 0, "user"]);
  const reading = Promise.resolve().then(async () => {
    const credentials = readAuthProvider(user, "dev", NOW);
    const current = await credentials.current();
    return { ...current, renewed: await credentials.renew(current) };
  });
  return outcome(reading, folder);
}

function oidc(config: Record<string, unknown>): Promise<unknown> {
  return provider({
    name: "oidc",
    config: { "client-id": "c", "client-secret": CANARY, "idp-issuer-url": "https://idp", ...config },
  });
}

function problem(path: string, reason: string, hint = ""): object {
  return usage(`DIR/config: users[0].user.auth-provider${path}: ${reason}`, hint);
}

function unauthenticated(reason: string, hint: string): object {
  return { kind: "unauthenticated", problem: `DIR/config: ${reason}`, hint };
}

describe("an oidc auth-provider", () => {
  it.each([
    { title: "for an hour", exp: SECONDS + HOUR },
    { title: "for eleven seconds", exp: SECONDS + 11 },
    { title: "for a little more than ten seconds", exp: SECONDS + 10.5 },
    { title: "for a hundred thousand years", exp: SECONDS + 1e5 * 365 * 24 * HOUR },
  ])("gives an id-token that is valid $title, and has no other", async ({ exp }) => {
    const token = expiring(exp);
    expect(await oidc({ "id-token": token, "refresh-token": REFRESH })).toEqual({
      authorization: `Bearer ${token}`,
      certificate: undefined,
      renewed: false,
    });
  });

  it("needs no refresh-token for a valid id-token", async () => {
    const token = expiring(SECONDS + HOUR);
    expect(await oidc({ "id-token": token })).toMatchObject({ authorization: `Bearer ${token}` });
  });

  it.each([
    { title: "in ten seconds", exp: SECONDS + 10, at: "2026-03-01T12:00:10.000Z" },
    { title: "now", exp: SECONDS, at: "2026-03-01T12:00:00.000Z" },
    { title: "yesterday", exp: SECONDS - 24 * HOUR, at: "2026-02-28T12:00:00.000Z" },
    { title: "in 1970", exp: 0, at: "1970-01-01T00:00:00.000Z" },
    { title: "before that", exp: -1, at: "1969-12-31T23:59:59.000Z" },
  ])("says what to run for an id-token that ends $title", async ({ exp, at }) => {
    const reason = `the oidc id-token expired at ${at}`;
    const expired = { "id-token": expiring(exp) };
    expect(await oidc({ ...expired, "refresh-token": REFRESH })).toEqual(unauthenticated(reason, RENEW));
    expect(await oidc(expired)).toEqual(unauthenticated(reason, LOG_IN));
    expect(await oidc({ ...expired, "refresh-token": "" })).toEqual(unauthenticated(reason, LOG_IN));
  });

  it.each([
    { title: "missing", config: {} },
    { title: "empty", config: { "id-token": "" } },
    { title: "null", config: { "id-token": null } },
  ])("says what to run when the id-token is $title", async ({ config }) => {
    const reason = "the oidc auth provider has no id-token";
    expect(await oidc({ ...config, "refresh-token": REFRESH })).toEqual(unauthenticated(reason, RENEW));
    expect(await oidc(config)).toEqual(unauthenticated(reason, LOG_IN));
  });

  it.each([
    { title: "a bare word", token: CANARY },
    { title: "two parts", token: `${CANARY}.${encoded('{"exp":9999999999}')}` },
    { title: "four parts", token: `${expiring(SECONDS + HOUR)}.x` },
    { title: "dots alone", token: ".." },
    { title: "no base64", token: `a.{"exp":9999999999}.${CANARY}` },
    { title: "no JSON", token: tokenWith(CANARY) },
    { title: "cut JSON", token: tokenWith(`{"sub":"${CANARY}","exp":9999999999`) },
    { title: "null", token: tokenWith("null") },
    { title: "a list", token: tokenWith("[9999999999]") },
    { title: "text", token: tokenWith(`"${CANARY}"`) },
    { title: "a number", token: tokenWith("9999999999") },
    { title: "no claims", token: tokenWith("{}") },
    { title: "exp as text", token: expiring(String(SECONDS + HOUR)) },
    { title: "exp as null", token: expiring(null) },
    { title: "exp as a list", token: expiring([SECONDS + HOUR]) },
    { title: "exp beyond all dates", token: expiring(8.64e12) },
    { title: "exp without an end", token: tokenWith(`{"sub":"${CANARY}","exp":1e999}`) },
    { title: "exp long before all dates", token: expiring(-1e300) },
  ])("refuses an id-token of $title", async ({ token }) => {
    const result = await oidc({ "id-token": token, "refresh-token": REFRESH });
    expect(result).toEqual(problem(".config.id-token", "is no JSON Web Token with an expiry"));
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });

  it.each([
    { title: "a line end", token: `${expiring(SECONDS + HOUR)}\n` },
    { title: "another header", token: `${expiring(SECONDS + HOUR)}\r\nX-Evil: 1` },
    { title: "a space", token: `${expiring(SECONDS + HOUR)} ` },
    { title: "a letter beyond ASCII", token: `${expiring(SECONDS + HOUR)}é` },
  ])("refuses an id-token with $title", async ({ token }) => {
    const result = await oidc({ "id-token": token });
    expect(result).toEqual(problem(".config.id-token", "holds characters that a token cannot have"));
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });

  it("refuses an id-token that is no text", async () => {
    expect(await oidc({ "id-token": 5 })).toEqual(
      problem(".config.id-token", "must be a string (quote it), and is a number"),
    );
  });

  it("has no id-token without a config", async () => {
    expect(await provider({ name: "oidc" })).toEqual(
      unauthenticated("the oidc auth provider has no id-token", LOG_IN),
    );
  });

  it("refuses a config that is no map", async () => {
    expect(await provider({ name: "oidc", config: [CANARY] })).toEqual(
      problem(".config", "must be a map, and is a list"),
    );
  });
});

describe("other auth-providers", () => {
  const config = { "access-token": CANARY, "id-token": expiring(SECONDS + HOUR) };

  it.each([
    {
      name: "gcp",
      reason: 'the auth provider "gcp" is not supported: Kubernetes removed it',
      hint: "install gke-gcloud-auth-plugin, then run: gcloud container clusters get-credentials CLUSTER",
    },
    {
      name: "azure",
      reason: 'the auth provider "azure" is not supported: Kubernetes removed it',
      hint: "install kubelogin, then run: kubelogin convert-kubeconfig",
    },
    { name: "openstack", reason: 'the auth provider "openstack" is not supported', hint: OTHER },
    { name: "OIDC", reason: 'the auth provider "OIDC" is not supported', hint: OTHER },
    { name: "constructor", reason: 'the auth provider "constructor" is not supported', hint: OTHER },
    { name: "__proto__", reason: 'the auth provider "__proto__" is not supported', hint: OTHER },
  ])("are refused, and what replaces them is named: $name", async ({ name, reason, hint }) => {
    const result = await provider({ name, config });
    expect(result).toEqual(problem(".name", reason, hint));
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });

  it.each([
    { value: {}, expected: problem(".name", "is missing") },
    { value: { name: "", config }, expected: problem(".name", "is missing") },
    { value: { name: 5 }, expected: problem(".name", "must be a string (quote it), and is a number") },
    { value: CANARY, expected: problem("", "must be a map, and is a string") },
    { value: ["oidc"], expected: problem("", "must be a map, and is a list") },
  ])("need a name: $value", async ({ value, expected }) => {
    expect(await provider(value)).toEqual(expected);
  });
});
