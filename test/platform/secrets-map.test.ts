import { describe, expect, it } from "vitest";
import { ChartValues } from "../../src/platform/chart-values.js";
import { parseChartVersion } from "../../src/platform/chart-version.js";
import { checkValues } from "../../src/platform/check-values.js";
import { isPlatformSecret } from "../../src/platform/guard.js";
import { HelmValues } from "../../src/platform/helm-values.js";
import { isKnownTo, PLATFORM_SECRETS } from "../../src/platform/secrets-map.js";

type Values = Record<string, unknown>;

function put(values: Values, attribute: string, value: unknown): Values {
  const [first = "", ...rest] = attribute.split(".");
  const inner = (values[first] ?? {}) as Values;
  return { ...values, [first]: rest.length === 0 ? value : put(inner, rest.join("."), value) };
}

/** Values with which everything is read that can be. */
const EVERYTHING = Object.entries({
  deployTarget: "LOCAL",
  "pachd.enterpriseLicenseKey": "license",
  "pachd.activateEnterpriseMember": true,
  "pachd.enterpriseServerAddress": "grpc://a",
  "pachd.tls.enabled": true,
  "ingress.enabled": true,
  "ingress.tls.enabled": true,
  "proxy.enabled": true,
  "proxy.tls.enabled": true,
  "determined.enabled": true,
  "determined.enterpriseEdition": true,
  "determined.oidc.enabled": true,
  "determined.db.sslMode": "verify-ca",
  "postgresql.tls.enabled": true,
}).reduce<Values>((values, [attribute, value]) => put(values, attribute, value), {});

const VERSIONS = ["2.2.8", "2.3.0", "2.5.9", "2.7.6", "2.8.10", "2.11.6", "2.12.0"].map(parseChartVersion);

function verdicts(values: Values, version: (typeof VERSIONS)[number], attribute: string): string[] {
  const file = { source: "v", label: "v", text: "", document: undefined, value: values };
  const findings = checkValues(new ChartValues(new HelmValues([file]), version), () => undefined, new Date());
  return findings.filter((each) => each.attribute === attribute).map(({ verdict }) => verdict);
}

/** What the model of the chart leaves to other charts within it. */
const ELSEWHERE = ["loki-stack.loki.config.existingSecret"];

describe("the map of platform secrets", () => {
  const named = PLATFORM_SECRETS.filter(
    ({ nameAttribute = "[" }) => !nameAttribute.includes("[") && nameAttribute !== "global.imagePullSecrets",
  );
  const rows = named.flatMap((row) =>
    VERSIONS.map((version) => [row.nameAttribute ?? "", row.key, version.text, row, version] as const),
  );

  it.each(rows)(
    "%s (%s) in chart %s is read, or said to be unknown",
    (attribute, _key, _text, row, version) => {
      if (ELSEWHERE.includes(attribute)) return;
      let values = put(EVERYTHING, attribute, "some-secret");
      if (attribute.startsWith("enterpriseServer.")) {
        values = put(
          put(put(values, "pachd.enabled", false), "enterpriseServer.enabled", true),
          "enterpriseServer.tls.enabled",
          true,
        );
      }
      const isKnown =
        isKnownTo(row, version) ||
        named.some((each) => each.nameAttribute === attribute && isKnownTo(each, version));
      const found = verdicts(values, version, attribute);
      // Of an attribute without a secret, nothing is right: what is read is missed.
      const expected = isKnown
        ? ["missing-secret", "broken-in-chart", "ignored-by-chart"]
        : ["ignored-by-chart"];
      expect(found.length).toBeGreaterThan(0);
      for (const verdict of found) expect(expected).toContain(verdict);
    },
  );

  it("ignores few of what a chart knows when everything is on", () => {
    const ignored = rows
      .filter(([attribute, , , row, version]) => {
        if (!isKnownTo(row, version) || ELSEWHERE.includes(attribute)) return false;
        return verdicts(put(EVERYTHING, attribute, "some-secret"), version, attribute).includes(
          "ignored-by-chart",
        );
      })
      .map(([attribute]) => attribute);
    // The first needs the enterprise server; the bootstrap job takes a token otherwise.
    expect([...new Set(ignored)].sort()).toEqual([
      "enterpriseServer.tls.secretName",
      "pachd.enterpriseRootTokenSecretName",
    ]);
  });

  const raws = PLATFORM_SECRETS.filter(({ rawAttribute }) => rawAttribute !== undefined).flatMap((row) =>
    VERSIONS.filter((version) => isKnownTo(row, version)).map(
      (version) => [row.rawAttribute ?? "", row.key, version.text, row.condition, version] as const,
    ),
  );
  /** Of the storage backends, what is no credential is no secret, and nothing is said about it. */
  const isPlain = (attribute: string): boolean =>
    /^pachd\.storage\.(?!.*\.(?:id|secret|token|cred)$)/.test(attribute);

  it.each(raws)(
    "%s (%s) in chart %s is kept, or nothing reads it",
    (attribute, key, _text, condition, version) => {
      const backend = /backend (\w+)/.exec(condition)?.[1];
      let values = backend === undefined ? EVERYTHING : put(EVERYTHING, "pachd.storage.backend", backend);
      const [base = ""] = /^\w+\.tls\b/.exec(attribute) ?? [];
      if (base !== "") {
        values = put(put(values, `${base}.secretName`, "s"), `${base}.newSecret.create`, true);
        const [crt, tlsKey] =
          base === "proxy.tls" ? ["secret.cert", "secret.key"] : ["newSecret.crt", "newSecret.key"];
        values = put(put(values, `${base}.${crt}`, "c"), `${base}.${tlsKey}`, "k");
      }
      if (base === "enterpriseServer.tls") {
        values = put(
          put(put(values, "pachd.enabled", false), "enterpriseServer.enabled", true),
          `${base}.enabled`,
          true,
        );
      }
      if (attribute === "pachd.enterpriseRootToken") values = put(values, "pachd.enterpriseServerToken", "");
      const value =
        attribute === "oidc.upstreamIDPs"
          ? [{ id: "a", name: "a", type: "oidc" }]
          : attribute === "oidc.additionalClients"
            ? [{ id: "a" }]
            : attribute === "pachd.pachAuthClusterRoleBindings"
              ? { "user:a": ["b"] }
              : "raw-text";
      const found = verdicts(put(values, attribute, value), version, attribute);
      // The members of charts up to 2.2 hand their server's token over in another way.
      const isUnread = version.generation === "bootstrap" && attribute === "pachd.enterpriseRootToken";
      const expected = isPlain(attribute) ? [] : isUnread ? ["ignored-by-chart"] : ["kept-raw"];
      expect({ key, found: found.filter((verdict) => verdict !== "required-missing") }).toEqual({
        key,
        found: expected,
      });
    },
  );

  it("has every name that delete guards, and what stands in for them", () => {
    for (const { secret } of PLATFORM_SECRETS)
      if (!secret.includes("<")) expect(isPlatformSecret(secret)).toBe(true);
    expect(isPlatformSecret("pachyderm-root-token")).toBe(true);
    expect(isPlatformSecret("my-secret")).toBe(false);
  });
});
