import type { Rendering } from "./rendering.js";

/** Charts 2.0 to 2.2: a job reads everything once. */
export function renderBootstrap(chart: Rendering): void {
  const { values } = chart;
  const isMember = values.isOn("pachd.activateEnterpriseMember");
  if (chart.license === "" && !isMember) return;
  const job = ["job pachyderm-config"];
  const made = "pachyderm-bootstrap-config";
  chart.read(made, undefined, job);
  bootstrapKey(chart, "rootToken", "pachd.rootToken", "root-token", job);
  bootstrapKey(chart, "authConfig", "pachd.oauthClientSecret", "pachd-oauth-client-secret", job);
  bootstrapKey(chart, "enterpriseSecret", "pachd.enterpriseSecret", "enterprise-secret", job);
  const license = values.text("pachd.enterpriseLicenseKeySecretName");
  if (license !== "") {
    chart.read(license, "enterprise-license-key", job, "pachd.enterpriseLicenseKeySecretName");
  } else if (chart.license !== "") chart.make(made, "license", "raw", "pachd.enterpriseLicenseKey");
  const idps = values.text("oidc.upstreamIDPsSecretName");
  if (idps !== "") chart.read(idps, "upstream-idps", job, "oidc.upstreamIDPsSecretName");
  else if (values.isOn("oidc.upstreamIDPs")) chart.make(made, "idps", "raw", "oidc.upstreamIDPs");
  else if (values.isOn("oidc.mockIDP")) chart.make(made, "idps", "default", "oidc.mockIDP");
  if (values.isOn("pachd.pachAuthClusterRoleBindings")) {
    chart.make(made, "clusterRoleBindings", "raw", "pachd.pachAuthClusterRoleBindings");
  }
}

function bootstrapKey(
  chart: Rendering,
  madeKey: string,
  raw: string,
  readKey: string,
  job: readonly string[],
): void {
  const named = chart.values.text(`${raw}SecretName`);
  if (named !== "") {
    chart.read(named, readKey, job, `${raw}SecretName`);
  } else if (chart.values.isOn(raw)) chart.make("pachyderm-bootstrap-config", madeKey, "raw", raw);
  else {
    chart.make("pachyderm-bootstrap-config", madeKey, "generated", raw);
    chart.stop(raw, "every upgrade wants this value given; the install makes a random one");
  }
}
