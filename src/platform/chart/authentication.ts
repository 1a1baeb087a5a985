import type { Rendering } from "./rendering.js";

/** Tokens and clients of pachd. */
export function renderAuthentication(chart: Rendering): void {
  const { values } = chart;
  if (chart.isAuthRendered) {
    randomKey(chart, "pachyderm-auth", "root-token", "pachd.rootToken");
    chart.make("pachyderm-auth", "auth-config", "derived", undefined);
    chart.read("pachyderm-auth", "auth-config", chart.servers);
    randomKey(chart, "pachyderm-auth", "pachd-oauth-client-secret", "pachd.oauthClientSecret");
    const bindings = "pachd.pachAuthClusterRoleBindings";
    if (values.isMockUsed || values.isOn(bindings)) {
      chart.make(
        "pachyderm-auth",
        "cluster-role-bindings",
        values.isOn(bindings) ? "raw" : "derived",
        values.isOn(bindings) ? bindings : undefined,
      );
      chart.read("pachyderm-auth", "cluster-role-bindings", chart.servers);
    }
    if (!values.isOn("pachd.oauthClientID")) {
      chart.stop("pachd.oauthClientID", "authentication needs an OIDC client ID for pachd");
    }
  }
  const named = values.text("oidc.additionalClientsSecretName");
  const isGiven = values.isOn("oidc.additionalClients");
  if (named === "" && isGiven) {
    chart.make("pachyderm-identity-extras", "additional-oidc-clients", "raw", "oidc.additionalClients");
  }
  if (chart.isAuthRendered && (named !== "" || isGiven)) {
    const secret = named || "pachyderm-identity-extras";
    const attribute = named === "" ? undefined : "oidc.additionalClientsSecretName";
    chart.read(secret, "additional-oidc-clients", chart.servers, attribute);
  }
}

/** Where users come from. */
export function renderIdentity(chart: Rendering): void {
  const { values } = chart;
  const named = values.text("oidc.upstreamIDPsSecretName");
  const isGiven = values.isOn("oidc.upstreamIDPs");
  const isMock = values.isOn("oidc.mockIDP");
  if (named === "" && (isGiven || isMock)) {
    const [source, attribute] = isGiven
      ? (["raw", "oidc.upstreamIDPs"] as const)
      : (["default", "oidc.mockIDP"] as const);
    chart.make("pachyderm-identity", "upstream-idps", source, attribute);
  }
  const isRead = values.version.generation === "community" || chart.license !== "";
  if (!isRead) return;
  if (named !== "" || isGiven || isMock) {
    const attribute = named === "" ? undefined : "oidc.upstreamIDPsSecretName";
    chart.read(named || "pachyderm-identity", "upstream-idps", chart.servers, attribute);
  } else if (chart.hasServer) {
    chart.defect(
      "oidc.upstreamIDPs",
      'without providers, the enterprise server is told to read a secret named "", which no API server accepts',
    );
  }
}

/** The licence, and the enterprise server or a member of one. */
export function renderEnterprise(chart: Rendering): void {
  const { values } = chart;
  renderMember(chart);
  if (values.version.generation === "community") return;
  const license = chart.license;
  const isLicenseNamed = values.text("pachd.enterpriseLicenseKeySecretName") !== "";
  if (license !== "") {
    if (!isLicenseNamed)
      chart.make(license, "enterprise-license-key", "raw", "pachd.enterpriseLicenseKey", true);
    const attribute = isLicenseNamed ? "pachd.enterpriseLicenseKeySecretName" : undefined;
    chart.read(license, "enterprise-license-key", chart.servers, attribute);
  }
  const named = values.text("pachd.enterpriseSecretSecretName") !== "";
  if (named || values.isOn("pachd.enterpriseSecret") || license !== "") {
    randomKey(chart, "pachyderm-enterprise", "enterprise-secret", "pachd.enterpriseSecret");
  }
}

/** A key of the object that the chart makes of a raw value or of nothing, and that a secret can be named for instead. */
function randomKey(chart: Rendering, secret: string, key: string, raw: string): void {
  const named = chart.values.text(`${raw}SecretName`);
  if (named !== "") chart.read(named, key, chart.servers, `${raw}SecretName`);
  else {
    const source = chart.values.isOn(raw) ? "raw" : "generated";
    chart.make(secret, key, source, raw, true);
    chart.read(secret, key, chart.servers);
  }
}

/** Joining an enterprise server, of which 2.12 kept a half. */
function renderMember(chart: Rendering): void {
  const { values } = chart;
  if (!values.isOn("pachd.activateEnterpriseMember") || !chart.hasPachd) return;
  if (values.version.generation === "community") {
    chart.defect(
      "pachd.activateEnterpriseMember",
      "pachd is told to read the ConfigMap pachyderm-enterprise-config, which nothing makes any more, and does not start",
    );
  }
  if (!values.isOn("pachd.enterpriseServerAddress")) {
    chart.stop("pachd.enterpriseServerAddress", "an enterprise member needs the address of its server");
  }
  const attributes = [
    ["pachd.enterpriseServerTokenSecretName", "enterprise-server-token"],
    ["pachd.enterpriseServerToken", undefined],
    ["pachd.enterpriseRootTokenSecretName", "enterprise-root-token"],
    ["pachd.enterpriseRootToken", undefined],
  ] as const;
  const used = attributes.find(([attribute]) => values.isOn(attribute));
  if (used === undefined) {
    chart.stop("pachd.enterpriseServerToken", "an enterprise member needs the token of its server");
    return;
  }
  const [attribute, key] = used;
  if (key === undefined) {
    chart.make("", "", "raw", attribute);
    return;
  }
  chart.defect(
    attribute,
    "the chart renders a reference without a key (`value:` where `key:` is meant), which no API server accepts; only the token itself works here",
    values.text(attribute),
    key,
  );
}
