import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { documentsIn } from "../../src/input/documents.js";
import { ChartValues } from "../../src/platform/chart-values.js";
import { parseChartVersion } from "../../src/platform/chart-version.js";
import { checkValues } from "../../src/platform/check-values.js";
import type { FoundSecret } from "../../src/platform/checks/check.js";
import { HelmValues } from "../../src/platform/helm-values.js";
import type { PlatformFinding } from "../../src/platform/platform-finding.js";

/** A namespace: names to keys and values. */
type Namespace = Readonly<Record<string, Readonly<Record<string, string>> & { "helm!"?: string }>>;

function findings(values: object, version: string, namespace: Namespace = {}): PlatformFinding[] {
  const text = stringify(values);
  const [document] = documentsIn(text, "values");
  const file = {
    source: "v.yaml",
    label: "v.yaml",
    text,
    document,
    value: values as Record<string, unknown>,
  };
  const chart = new ChartValues(new HelmValues([file]), parseChartVersion(version));
  const find = (name: string): FoundSecret | undefined => {
    const keys = namespace[name];
    if (keys === undefined) return undefined;
    const { "helm!": helm, ...data } = keys;
    const base64 = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
    return { type: "Opaque", data: Object.fromEntries(base64), isHelms: helm !== undefined };
  };
  return checkValues(chart, find, new Date("2026-01-01"));
}

const A = "2.11.6";
const B = "2.12.0";
const LICENSED = { enterpriseLicenseKeySecretName: "lic" };
const LIC = { lic: { "enterprise-license-key": "k" } };

type Row = readonly [
  title: string,
  version: string,
  values: object,
  namespace: Namespace,
  verdict: string,
  attribute: string,
  secret: string | null,
  key: string | null,
];

/** The rows of the public page, and what the chart does beside it. */
const ROWS: readonly Row[] = [
  [
    "license",
    A,
    { pachd: LICENSED },
    LIC,
    "ok",
    "pachd.enterpriseLicenseKeySecretName",
    "lic",
    "enterprise-license-key",
  ],
  [
    "license in 2.12",
    B,
    { pachd: LICENSED },
    LIC,
    "ignored-by-chart",
    "pachd.enterpriseLicenseKeySecretName",
    "lic",
    null,
  ],
  [
    "providers",
    B,
    { oidc: { upstreamIDPsSecretName: "i" } },
    { i: { "upstream-idps": "- {id: a, type: oidc, name: a}" } },
    "ok",
    "oidc.upstreamIDPsSecretName",
    "i",
    "upstream-idps",
  ],
  [
    "providers that are no list",
    B,
    { oidc: { upstreamIDPsSecretName: "i" } },
    { i: { "upstream-idps": "id: a" } },
    "bad-content",
    "oidc.upstreamIDPsSecretName",
    "i",
    "upstream-idps",
  ],
  [
    "providers without a license",
    A,
    { oidc: { upstreamIDPsSecretName: "i" } },
    {},
    "ignored-by-chart",
    "oidc.upstreamIDPsSecretName",
    "i",
    "upstream-idps",
  ],
  [
    "root token",
    A,
    { pachd: { ...LICENSED, rootTokenSecretName: "t" } },
    { ...LIC, t: { "root-token": "x" } },
    "ok",
    "pachd.rootTokenSecretName",
    "t",
    "root-token",
  ],
  [
    "root token, by the page",
    B,
    { pachd: { rootTokenSecretName: "t" } },
    { t: { rootToken: "x" } },
    "wrong-key-from-docs",
    "pachd.rootTokenSecretName",
    "t",
    "root-token",
  ],
  [
    "root token, no such secret",
    B,
    { pachd: { rootTokenSecretName: "t" } },
    {},
    "missing-secret",
    "pachd.rootTokenSecretName",
    "t",
    "root-token",
  ],
  [
    "root token, other key",
    B,
    { pachd: { rootTokenSecretName: "t" } },
    { t: { token: "x" } },
    "missing-key",
    "pachd.rootTokenSecretName",
    "t",
    "root-token",
  ],
  [
    "root token, the page's name",
    B,
    { pachd: { rootTokenSecretName: "pachyderm-auth" } },
    { "pachyderm-auth": { "root-token": "x" } },
    "broken-in-chart",
    "pachd.rootTokenSecretName",
    "pachyderm-auth",
    "root-token",
  ],
  [
    "root token without a license",
    A,
    { pachd: { rootTokenSecretName: "t" } },
    {},
    "ignored-by-chart",
    "pachd.rootTokenSecretName",
    "t",
    "root-token",
  ],
  [
    "root token, empty",
    B,
    { pachd: { rootTokenSecretName: "t" } },
    { t: { "root-token": "" } },
    "bad-content",
    "pachd.rootTokenSecretName",
    "t",
    "root-token",
  ],
  [
    "OAuth secret, by the page",
    B,
    { pachd: { oauthClientSecretSecretName: "t" } },
    { t: { "auth-config": "x" } },
    "wrong-key-from-docs",
    "pachd.oauthClientSecretSecretName",
    "t",
    "pachd-oauth-client-secret",
  ],
  [
    "bindings",
    B,
    { pachd: { pachAuthClusterRoleBindings: { "user:a": ["x"] } } },
    {},
    "kept-raw",
    "pachd.pachAuthClusterRoleBindings",
    "pachyderm-auth",
    "cluster-role-bindings",
  ],
  [
    "bindings of the mock user",
    B,
    { pachd: { pachAuthClusterRoleBindings: { allClusterUsers: ["x"] } } },
    {},
    "bad-content",
    "pachd.pachAuthClusterRoleBindings",
    "pachyderm-auth",
    "cluster-role-bindings",
  ],
  [
    "external database",
    B,
    { postgresql: { enabled: false }, global: { postgresql: { postgresqlExistingSecretName: "p" } } },
    { p: { "postgresql-password": "x" } },
    "ok",
    "global.postgresql.postgresqlExistingSecretName",
    "p",
    "postgresql-password",
  ],
  [
    "bundled database, its clients only",
    B,
    { global: { postgresql: { postgresqlExistingSecretName: "p" } } },
    { p: { "postgresql-password": "x" } },
    "broken-in-chart",
    "global.postgresql.postgresqlExistingSecretName",
    "p",
    "postgresql-password",
  ],
  [
    "bundled database, itself only",
    B,
    { global: { postgresql: { existingSecret: "p" } } },
    {},
    "broken-in-chart",
    "global.postgresql.existingSecret",
    "p",
    "postgresql-password",
  ],
  [
    "a key that the chart's own secret lacks",
    B,
    { global: { postgresql: { postgresqlExistingSecretKey: "k" } } },
    {},
    "missing-key",
    "global.postgresql.postgresqlExistingSecretKey",
    "postgres",
    "k",
  ],
  [
    "external database, known password",
    B,
    { postgresql: { enabled: false } },
    {},
    "bad-content",
    "global.postgresql.postgresqlPassword",
    "postgres",
    "postgresql-password",
  ],
  [
    "external database, blank password",
    B,
    { postgresql: { enabled: false }, global: { postgresql: { postgresqlPassword: "" } } },
    {},
    "required-missing",
    "global.postgresql.postgresqlPassword",
    "postgres",
    "postgresql-password",
  ],
  [
    "console",
    A,
    { console: { config: { oauthClientSecretSecretName: "c" } } },
    { c: { OAUTH_CLIENT_SECRET: "x" } },
    "ok",
    "console.config.oauthClientSecretSecretName",
    "c",
    "OAUTH_CLIENT_SECRET",
  ],
  [
    "console, generated",
    A,
    {},
    {},
    "generated-each-upgrade",
    "console.config.oauthClientSecret",
    "pachyderm-console-secret",
    "OAUTH_CLIENT_SECRET",
  ],
  [
    "console, a number",
    A,
    { console: { config: { oauthClientSecret: 123 } } },
    {},
    "bad-content",
    "console.config.oauthClientSecret",
    "pachyderm-console-secret",
    "OAUTH_CLIENT_SECRET",
  ],
  [
    "console, digits in quotes",
    A,
    { console: { config: { oauthClientSecret: "123" } } },
    {},
    "kept-raw",
    "console.config.oauthClientSecret",
    "pachyderm-console-secret",
    "OAUTH_CLIENT_SECRET",
  ],
  [
    "root token, digits in quotes",
    B,
    { pachd: { rootToken: "123" } },
    {},
    "bad-content",
    "pachd.rootToken",
    "pachyderm-auth",
    "root-token",
  ],
  [
    "server token, by a secret",
    A,
    {
      pachd: {
        activateEnterpriseMember: true,
        enterpriseServerAddress: "a",
        enterpriseServerTokenSecretName: "s",
      },
    },
    {},
    "broken-in-chart",
    "pachd.enterpriseServerTokenSecretName",
    "s",
    "enterprise-server-token",
  ],
  [
    "server token, plain",
    A,
    { pachd: { activateEnterpriseMember: true, enterpriseServerAddress: "a", enterpriseServerToken: "s" } },
    {},
    "kept-raw",
    "pachd.enterpriseServerToken",
    null,
    null,
  ],
  [
    "server token, missing",
    A,
    { pachd: { activateEnterpriseMember: true, enterpriseServerAddress: "a" } },
    {},
    "required-missing",
    "pachd.enterpriseServerToken",
    null,
    null,
  ],
  [
    "enterprise secret",
    A,
    { pachd: { ...LICENSED, enterpriseSecretSecretName: "e" } },
    { ...LIC, e: { "enterprise-secret": "x" } },
    "ok",
    "pachd.enterpriseSecretSecretName",
    "e",
    "enterprise-secret",
  ],
  [
    "a name beside a raw value",
    B,
    { pachd: { rootToken: "x", rootTokenSecretName: "t" } },
    { t: { "root-token": "x" } },
    "ignored-by-chart",
    "pachd.rootToken",
    "pachyderm-auth",
    "root-token",
  ],
  [
    "Determined, a name of its own",
    A,
    { determined: { oidc: { enabled: true, clientSecretName: "d" } } },
    {},
    "broken-in-chart",
    "determined.oidc.clientSecretName",
    "d",
    "oidc-client-secret",
  ],
  [
    "Determined, the one name that works",
    A,
    { determined: { oidc: { enabled: true, clientSecretName: "det-oidc-client-secret" } } },
    { "det-oidc-client-secret": { "oidc-client-secret": "x" } },
    "ok",
    "determined.oidc.clientSecretName",
    "det-oidc-client-secret",
    "oidc-client-secret",
  ],
  [
    "an object that the chart makes is there",
    A,
    {},
    { "pachyderm-console-secret": { OAUTH_CLIENT_SECRET: "x" } },
    "broken-in-chart",
    "console.config.oauthClientSecretSecretName",
    "pachyderm-console-secret",
    "OAUTH_CLIENT_SECRET",
  ],
  [
    "a path of the documentation that is wrong",
    A,
    { global: { postgresqlExistingSecretName: "p" } },
    {},
    "ignored-by-chart",
    "global.postgresqlExistingSecretName",
    null,
    null,
  ],
  [
    "storage without a bucket",
    "2.8.0",
    { deployTarget: "GOOGLE" },
    {},
    "required-missing",
    "pachd.storage.google.bucket",
    "pachyderm-storage-secret",
    "GOOGLE_BUCKET",
  ],
  [
    "an old chart, upgraded",
    "2.2.0",
    { pachd: LICENSED },
    LIC,
    "required-missing",
    "pachd.rootToken",
    "pachyderm-bootstrap-config",
    "rootToken",
  ],
];

describe("a finding", () => {
  it.each(ROWS)("%s (%s)", (_title, version, values, namespace, verdict, attribute, secret, key) => {
    const base = { deployTarget: "LOCAL", ...values };
    const found = findings(base, version, namespace).filter((each) => each.attribute === attribute);
    expect(
      found.map((each) => ({ verdict: each.verdict, secret: each.secret, key: each.key })),
    ).toContainEqual({
      verdict,
      secret,
      key,
    });
    if (verdict !== "ok") expect(found.some((each) => each.verdict === "ok")).toBe(false);
  });

  it("knows that Helm deletes what the chart stops making", () => {
    const values = { deployTarget: "LOCAL", pachd: { enterpriseLicenseKeySecretName: "pachyderm-license" } };
    const held = { "pachyderm-license": { "enterprise-license-key": "k", "helm!": "r" } };
    expect(findings(values, A, held)).toContainEqual(
      expect.objectContaining({ verdict: "broken-in-chart", secret: "pachyderm-license" }),
    );
  });

  it("says nothing of Helm's own objects, and never a value", () => {
    const held = { "pachyderm-console-secret": { OAUTH_CLIENT_SECRET: "canary-value", "helm!": "r" } };
    const found = findings({ deployTarget: "LOCAL", pachd: { rootToken: "canary-raw" } }, B, held);
    expect(found.filter(({ verdict }) => verdict === "broken-in-chart")).toEqual([]);
    expect(JSON.stringify(found)).not.toMatch(/canary/);
  });
});
