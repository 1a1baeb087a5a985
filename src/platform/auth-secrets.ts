import { ALL, BOOTSTRAP, ENTERPRISE, PAGE, type PlatformSecret, SPLIT } from "./platform-secret.js";

const AUTH_CONDITION =
  "pachd.activateAuth; up to 2.11 also a license or pachd.activateEnterpriseMember, else nothing of it is rendered";
/** Of log-in and licences, since they have secrets of their own (2.3). */
export const AUTH: readonly PlatformSecret[] = [
  {
    secret: "pachyderm-auth",
    key: "root-token",
    nameAttribute: "pachd.rootTokenSecretName",
    rawAttribute: "pachd.rootToken",
    need: "generated",
    condition: AUTH_CONDITION,
    consumers: ["pachd AUTH_ROOT_TOKEN", "enterprise server AUTH_ROOT_TOKEN (up to 2.11)"],
    charts: SPLIT,
    page: PAGE.rootToken,
  },
  {
    secret: "pachyderm-auth",
    key: "pachd-oauth-client-secret",
    nameAttribute: "pachd.oauthClientSecretSecretName",
    rawAttribute: "pachd.oauthClientSecret",
    need: "generated",
    condition: AUTH_CONDITION,
    consumers: ["pachd AUTH_CLIENT_SECRET", "enterprise server AUTH_CLIENT_SECRET (up to 2.11)"],
    charts: SPLIT,
    page: PAGE.oauthClientSecret,
  },
  {
    secret: "pachyderm-auth",
    key: "auth-config",
    need: "derived",
    condition: `${AUTH_CONDITION}; the chart makes it whatever the attributes say`,
    consumers: ["pachd AUTH_CONFIG", "enterprise server AUTH_CONFIG (up to 2.11)"],
    charts: SPLIT,
  },
  {
    secret: "pachyderm-auth",
    key: "cluster-role-bindings",
    rawAttribute: "pachd.pachAuthClusterRoleBindings",
    need: "derived",
    condition: `${AUTH_CONDITION}; with bindings, or the mock provider`,
    consumers: ["pachd AUTH_CLUSTER_RBAC", "enterprise server AUTH_CLUSTER_RBAC (up to 2.11)"],
    charts: SPLIT,
    page: PAGE.bindings,
  },
  {
    secret: "pachyderm-identity",
    key: "upstream-idps",
    nameAttribute: "oidc.upstreamIDPsSecretName",
    rawAttribute: "oidc.upstreamIDPs",
    need: "default",
    condition: "oidc.upstreamIDPs or oidc.mockIDP; up to 2.11 read with a license only",
    consumers: ["pachd IDP_CONNECTORS", "enterprise server IDP_CONNECTORS (up to 2.11)"],
    charts: SPLIT,
    page: PAGE.idps,
  },
  {
    secret: "pachyderm-identity-extras",
    key: "additional-oidc-clients",
    nameAttribute: "oidc.additionalClientsSecretName",
    rawAttribute: "oidc.additionalClients",
    need: "optional",
    condition: `one of the two is given; ${AUTH_CONDITION}`,
    consumers: ["pachd IDP_ADDITIONAL_CLIENTS", "enterprise server IDP_ADDITIONAL_CLIENTS (up to 2.11)"],
    charts: SPLIT,
  },
  {
    secret: "pachyderm-license",
    key: "enterprise-license-key",
    nameAttribute: "pachd.enterpriseLicenseKeySecretName",
    rawAttribute: "pachd.enterpriseLicenseKey",
    need: "optional",
    condition: "one of the two is given",
    consumers: ["pachd LICENSE_KEY", "enterprise server LICENSE_KEY"],
    charts: ENTERPRISE,
    page: PAGE.license,
  },
  {
    secret: "pachyderm-enterprise",
    key: "enterprise-secret",
    nameAttribute: "pachd.enterpriseSecretSecretName",
    rawAttribute: "pachd.enterpriseSecret",
    need: "generated",
    condition: "a license, or one of the two is given",
    consumers: ["pachd ENTERPRISE_SECRET", "enterprise server ENTERPRISE_SECRET"],
    charts: ENTERPRISE,
    page: PAGE.enterprise,
  },
  {
    secret: "<pachd.enterpriseServerTokenSecretName>",
    key: "enterprise-server-token",
    nameAttribute: "pachd.enterpriseServerTokenSecretName",
    rawAttribute: "pachd.enterpriseServerToken",
    need: "required",
    condition:
      "pachd.activateEnterpriseMember; the name attribute renders a reference that no server accepts",
    consumers: ["pachd ENTERPRISE_SERVER_TOKEN (as plain text)"],
    charts: SPLIT,
    page: PAGE.serverToken,
  },
  {
    secret: "<pachd.enterpriseRootTokenSecretName>",
    key: "enterprise-root-token",
    nameAttribute: "pachd.enterpriseRootTokenSecretName",
    rawAttribute: "pachd.enterpriseRootToken",
    need: "optional",
    condition:
      "deprecated: pachd.activateEnterpriseMember without pachd.enterpriseServerToken; broken in the same way",
    consumers: ["pachd ENTERPRISE_SERVER_TOKEN (as plain text)"],
    charts: SPLIT,
  },
];

const BOOTSTRAP_CONDITION =
  "a license or pachd.activateEnterpriseMember; every upgrade wants the generated values given";
const BOOTSTRAP_CONSUMER = "job pachyderm-config-<timestamp>";

function ofBootstrap(
  key: string,
  rest: Pick<PlatformSecret, "need" | "nameAttribute" | "rawAttribute" | "page">,
): PlatformSecret {
  return {
    secret: "pachyderm-bootstrap-config",
    key,
    condition: BOOTSTRAP_CONDITION,
    consumers: [BOOTSTRAP_CONSUMER],
    charts: BOOTSTRAP,
    ...rest,
  };
}

/** A secret of one's own holds other keys than the chart's object: those of 2.3. */
export const OLD_AUTH: readonly PlatformSecret[] = [
  ofBootstrap("rootToken", {
    need: "generated",
    nameAttribute: "pachd.rootTokenSecretName",
    rawAttribute: "pachd.rootToken",
    page: PAGE.rootToken,
  }),
  ofBootstrap("authConfig", {
    need: "generated",
    nameAttribute: "pachd.oauthClientSecretSecretName",
    rawAttribute: "pachd.oauthClientSecret",
    page: PAGE.oauthClientSecret,
  }),
  ofBootstrap("license", {
    need: "optional",
    nameAttribute: "pachd.enterpriseLicenseKeySecretName",
    rawAttribute: "pachd.enterpriseLicenseKey",
    page: PAGE.license,
  }),
  ofBootstrap("enterpriseSecret", {
    need: "generated",
    nameAttribute: "pachd.enterpriseSecretSecretName",
    rawAttribute: "pachd.enterpriseSecret",
    page: PAGE.enterprise,
  }),
  ofBootstrap("idps", {
    need: "default",
    nameAttribute: "oidc.upstreamIDPsSecretName",
    rawAttribute: "oidc.upstreamIDPs",
    page: PAGE.idps,
  }),
  ofBootstrap("clusterRoleBindings", {
    need: "derived",
    rawAttribute: "pachd.pachAuthClusterRoleBindings",
    page: PAGE.bindings,
  }),
  ofBootstrap("enterpriseServerAddress", { need: "derived" }),
  ofBootstrap("enterpriseRootToken", {
    need: "optional",
    nameAttribute: "pachd.enterpriseRootTokenSecretName",
    rawAttribute: "pachd.enterpriseRootToken",
  }),
  ...["enterpriseClusters", "enterpriseConfig", "identityServiceConfig", "oidcClients"].map((key) =>
    ofBootstrap(key, { need: "derived" }),
  ),
];

/** Of the console. */
export const CONSOLE: readonly PlatformSecret[] = [
  {
    secret: "pachyderm-console-secret",
    key: "OAUTH_CLIENT_SECRET",
    nameAttribute: "console.config.oauthClientSecretSecretName",
    rawAttribute: "console.config.oauthClientSecret",
    need: "generated",
    condition: "console.enabled",
    consumers: [
      "console OAUTH_CLIENT_SECRET",
      "pachd CONSOLE_OAUTH_SECRET",
      "enterprise server CONSOLE_OAUTH_SECRET (by the fixed name, up to 2.11)",
    ],
    charts: ALL,
    page: PAGE.console,
  },
  {
    secret: "pachyderm-console-secret",
    key: "OAUTH_CLIENT_ID",
    need: "expected",
    condition: "enterpriseServer.enabled and console.enabled: the chart never makes this key",
    consumers: ["enterprise server CONSOLE_OAUTH_ID"],
    charts: ENTERPRISE,
  },
];
