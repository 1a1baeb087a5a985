/**
 * What our own secrets are called, by what they hold. Never as the chart calls its objects: on an upgrade Helm deletes an
 * object that the chart does not make any more, whoever changed it meanwhile, and on an install it refuses to take one over.
 */
export const OWN = {
  rootToken: "pachyderm-root-token",
  oauthClientSecret: "pachyderm-oauth-client-secret",
  license: "pachyderm-license-key",
  enterpriseSecret: "pachyderm-enterprise-key",
  upstreamIdps: "pachyderm-upstream-idps",
  additionalClients: "pachyderm-additional-clients",
  console: "pachyderm-console-oauth",
  postgres: "pachyderm-postgres",
  pachdTls: "pachyderm-pachd-tls",
  ingressTls: "pachyderm-ingress-tls",
  proxyTls: "pachyderm-proxy-cert",
  enterpriseTls: "pachyderm-enterprise-tls",
} as const;

export const OWN_NAMES: readonly string[] = Object.values(OWN);
