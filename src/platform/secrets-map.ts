import { type ChartVersion, type Generation, isAtLeast } from "./chart-version.js";

/** What the public page on secrets says about a value, and what the chart does about it. */
export interface PageRow {
  /** The first column. */
  required: boolean;
  /** The second column: `KEY : SECRET`. */
  key: string;
  secret: string;
  /** Where the chart does something else: in one sentence. */
  difference?: string;
}

/** One key of one secret of a Pachyderm installation, for some versions of the chart. */
export interface PlatformSecret {
  /** As the chart calls it; what is in angle brackets differs from one installation to the other. */
  secret: string;
  /** `*` for all keys of the secret. */
  key: string;
  /** The attribute that names a secret to use instead, or the only one. */
  nameAttribute?: string;
  /** The attribute that names the key in that secret. */
  keyAttribute?: string;
  /** The attribute with the value itself. */
  rawAttribute?: string;
  /**
   * required: the install stops without it; generated: random at every install and upgrade; default: a value that everybody
   * knows; derived: made of other values; expected: somebody else makes it; optional: nothing is missing without it.
   */
  need: "required" | "generated" | "default" | "derived" | "expected" | "optional";
  /** When the chart reads or makes it, in words. */
  condition: string;
  /** Who reads it, and as what. */
  consumers: readonly string[];
  /** Opaque, when it is not said. */
  type?: string;
  /** The charts that know it. */
  charts: ChartRange;
  page?: PageRow;
}

export interface ChartRange {
  generations: readonly Generation[];
  since?: string;
}

const BOOTSTRAP: ChartRange = { generations: ["bootstrap"] };
const ENTERPRISE: ChartRange = { generations: ["enterprise"] };
const COMMUNITY: ChartRange = { generations: ["community"] };
const SPLIT: ChartRange = { generations: ["enterprise", "community"] };
const ALL: ChartRange = { generations: ["bootstrap", "enterprise", "community"] };

const TLS = "kubernetes.io/tls";
const DOCKER_CONFIG = "kubernetes.io/dockerconfigjson";

const AUTH_CONDITION =
  "pachd.activateAuth; up to 2.11 also a license or pachd.activateEnterpriseMember, else nothing of it is rendered";
const CLASH =
  "a secret of the page's name stops the install, because the chart makes pachyderm-auth itself: use another name";

/** The words of the public page for the values that moved out of `pachyderm-bootstrap-config` in 2.3. */
const PAGE = {
  license: {
    required: true,
    key: "enterprise-license-key",
    secret: "pachyderm-license",
    difference: "not required: the community edition works without it; 2.12 has no licenses and ignores it",
  },
  idps: {
    required: true,
    key: "upstream-idps",
    secret: "pachyderm-identity",
    difference:
      "not required: oidc.mockIDP is true by default and lets in admin with the password password; up to 2.11 read with a license only",
  },
  rootToken: {
    required: false,
    key: "rootToken",
    secret: "pachyderm-auth",
    difference: `the chart reads the key root-token, in every version; ${CLASH}`,
  },
  oauthClientSecret: {
    required: false,
    key: "auth-config",
    secret: "pachyderm-auth",
    difference: `the chart reads the key pachd-oauth-client-secret, in every version; auth-config holds no secret; ${CLASH}`,
  },
  bindings: {
    required: false,
    key: "cluster-role-bindings",
    secret: "pachyderm-auth",
    difference:
      "not generated: with the mock provider it also holds that provider's own bindings; up to 2.11 dropped without a license",
  },
  postgres: {
    required: false,
    key: "postgresql-password",
    secret: "postgres",
    difference:
      "never generated: the default is a fixed password that everybody knows; with the bundled database the attribute moves the clients only, and the name postgres is taken",
  },
  console: { required: false, key: "OAUTH_CLIENT_SECRET", secret: "pachyderm-console-secret" },
  serverToken: {
    required: false,
    key: "N/A",
    secret: "N/A",
    difference:
      "the attribute renders a reference without a key, which the API server refuses; only the value itself works, and it is not generated",
  },
  enterprise: {
    required: false,
    key: "enterprise-secret",
    secret: "pachyderm-enterprise",
    difference: "2.12 has no enterprise secret and ignores it",
  },
} as const satisfies Record<string, PageRow>;

const AUTH: readonly PlatformSecret[] = [
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
const OLD_AUTH: readonly PlatformSecret[] = [
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

const CONSOLE: readonly PlatformSecret[] = [
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

const POSTGRES_CLIENTS = [
  "pachd POSTGRES_PASSWORD",
  "pachw POSTGRES_PASSWORD (from 2.5)",
  "pg-bouncer POSTGRESQL_PASSWORD",
  "preflight and restore jobs",
  "enterprise server POSTGRES_PASSWORD (up to 2.11; by the attribute from 2.3.5)",
];

const POSTGRES: readonly PlatformSecret[] = [
  {
    secret: "postgres",
    key: "postgresql-password",
    nameAttribute: "global.postgresql.postgresqlExistingSecretName",
    keyAttribute: "global.postgresql.postgresqlExistingSecretKey",
    rawAttribute: "global.postgresql.postgresqlPassword",
    need: "default",
    condition: "the clients of either database; not with cloudsqlAuthProxy.iamLogin (from 2.3.2)",
    consumers: POSTGRES_CLIENTS,
    charts: ALL,
    page: PAGE.postgres,
  },
  {
    secret: "postgres",
    key: "postgresql-password",
    nameAttribute: "global.postgresql.existingSecret",
    rawAttribute: "global.postgresql.postgresqlPassword",
    need: "default",
    condition: "postgresql.enabled: the bundled database itself",
    consumers: ["postgres POSTGRES_PASSWORD"],
    charts: ALL,
  },
  {
    secret: "postgres",
    key: "postgresql-postgres-password",
    nameAttribute: "global.postgresql.existingSecret",
    rawAttribute: "global.postgresql.postgresqlPostgresPassword",
    need: "default",
    condition: "postgresql.enabled: the bundled database itself",
    consumers: ["postgres POSTGRES_POSTGRES_PASSWORD"],
    charts: ALL,
  },
  ...(
    [
      ["postgresql-replication-password", "postgresql.replication.enabled"],
      ["postgresql-ldap-password", "postgresql.ldap.enabled"],
    ] as const
  ).map(
    ([key, condition]): PlatformSecret => ({
      secret: "postgres",
      key,
      nameAttribute: "global.postgresql.existingSecret",
      need: "optional",
      condition: `postgresql.enabled and ${condition}`,
      consumers: ["postgres"],
      charts: ALL,
    }),
  ),
  {
    secret: "pg-ca-cert",
    key: "ca.crt",
    rawAttribute: "global.postgresql.postgresqlSSLCACert",
    need: "optional",
    condition: "it is given",
    consumers: ["pg-bouncer /pg-ca-cert"],
    charts: { ...ALL, since: "2.2.3" },
  },
  ...["tls.crt", "tls.key"].map(
    (key): PlatformSecret => ({
      secret: "<global.postgresql.postgresqlSSLSecret>",
      key,
      nameAttribute: "global.postgresql.postgresqlSSLSecret",
      need: "expected",
      condition: "it is named",
      consumers: ["pg-bouncer /pg-tls-cert"],
      type: TLS,
      charts: ALL,
    }),
  ),
  ...["ca.crt", "tls.crt", "tls.key"].map(
    (key): PlatformSecret => ({
      secret: "postgres-crt",
      key,
      nameAttribute: "postgresql.tls.certificatesSecret",
      need: "generated",
      condition: "postgresql.tls.enabled and postgresql.tls.autoGenerated",
      consumers: ["postgres"],
      type: TLS,
      charts: ALL,
    }),
  ),
];

/** The keys of the storage secret, by backend, and the attributes below `pachd.storage` that they come from. */
const STORAGE_KEYS: Readonly<
  Record<string, readonly (readonly [key: string, attribute?: string | undefined, since?: string])[]>
> = {
  AMAZON: [
    ["AMAZON_BUCKET", "amazon.bucket"],
    ["AMAZON_DISTRIBUTION", "amazon.cloudFrontDistribution"],
    ["AMAZON_ID", "amazon.id"],
    ["AMAZON_REGION", "amazon.region"],
    ["AMAZON_SECRET", "amazon.secret"],
    ["AMAZON_TOKEN", "amazon.token"],
    ["AWS_ACCESS_KEY_ID", "amazon.id", "2.5.0"],
    ["AWS_REGION", "amazon.region", "2.5.0"],
    ["AWS_SECRET_ACCESS_KEY", "amazon.secret", "2.5.0"],
    ["AWS_SESSION_TOKEN", "amazon.token", "2.5.0"],
    ["CUSTOM_ENDPOINT", "amazon.customEndpoint"],
    ["DISABLE_SSL", "amazon.disableSSL"],
    ["OBJ_LOG_OPTS", "amazon.logOptions"],
    ["MAX_UPLOAD_PARTS", "amazon.maxUploadParts"],
    ["NO_VERIFY_SSL", "amazon.verifySSL"],
    ["PART_SIZE", "amazon.partSize"],
    ["RETRIES", "amazon.retries"],
    ["REVERSE", "amazon.reverse"],
    ["TIMEOUT", "amazon.timeout"],
    ["UPLOAD_ACL", "amazon.uploadACL"],
  ],
  GOOGLE: [
    ["GOOGLE_BUCKET", "google.bucket"],
    ["GOOGLE_CRED", "google.cred"],
    ["GOOGLE_APPLICATION_CREDENTIALS", undefined, "2.5.0"],
  ],
  MICROSOFT: [
    ["AZURE_STORAGE_ACCOUNT", "microsoft.id", "2.5.0"],
    ["AZURE_STORAGE_KEY", "microsoft.secret", "2.5.0"],
    ["MICROSOFT_CONTAINER", "microsoft.container"],
    ["MICROSOFT_ID", "microsoft.id"],
    ["MICROSOFT_SECRET", "microsoft.secret"],
  ],
  MINIO: [
    ["MINIO_BUCKET", "minio.bucket"],
    ["MINIO_ENDPOINT", "minio.endpoint"],
    ["MINIO_ID", "minio.id"],
    ["MINIO_SECRET", "minio.secret"],
    ["MINIO_SECURE", "minio.secure"],
    ["MINIO_SIGNATURE", "minio.signature"],
  ],
};

/** Up to 2.11 only. */
const OLD_STORAGE_KEYS = /^MICROSOFT_/;

const STORAGE: readonly PlatformSecret[] = Object.entries(STORAGE_KEYS).flatMap(([backend, keys]) =>
  keys.map(([key, attribute, since]): PlatformSecret => {
    const charts = OLD_STORAGE_KEYS.test(key) ? { generations: ["bootstrap", "enterprise"] as const } : ALL;
    return {
      secret: "pachyderm-storage-secret",
      key,
      ...(attribute !== undefined && { rawAttribute: `pachd.storage.${attribute}` }),
      need: "derived",
      condition: `pachd.enabled, with the storage backend ${backend}`,
      consumers: ["pachd", "pachw (from 2.5)", "restore job", "the storage containers of workers"],
      charts: since === undefined ? charts : { ...charts, since },
    };
  }),
);

/** A pair that the chart makes, or finds, under a name that an attribute gives. */
function tlsPair(
  base: string,
  raw: readonly [crt: string, key: string],
  rest: Pick<PlatformSecret, "condition" | "consumers" | "charts" | "type">,
): PlatformSecret[] {
  return ["tls.crt", "tls.key"].map((key, at) => ({
    secret: `<${base}.secretName>`,
    key,
    nameAttribute: `${base}.secretName`,
    ...(raw[at] !== undefined && { rawAttribute: `${base}.${raw[at]}` }),
    need: "required",
    ...rest,
  }));
}

const NEW_SECRET = ["newSecret.crt", "newSecret.key"] as const;

const CERTIFICATES: readonly PlatformSecret[] = [
  ...tlsPair("pachd.tls", NEW_SECRET, {
    condition: "pachd.tls.enabled; the chart makes it with newSecret.create",
    consumers: [
      "pachd /pachd-tls-cert",
      "pachw /pachd-tls-cert (from 2.5)",
      "console (up to 2.10.4, with global.customCaCerts)",
    ],
    charts: ALL,
  }),
  ...tlsPair("ingress.tls", NEW_SECRET, {
    condition: "ingress.tls.enabled; the chart makes it with newSecret.create, if console.enabled",
    consumers: ["ingress"],
    charts: ALL,
  }),
  ...tlsPair("proxy.tls", ["secret.cert", "secret.key"], {
    condition: "proxy.tls.enabled; the chart makes it of proxy.tls.secret, which is meant for tests",
    consumers: ["pachyderm-proxy /tls", "console (from 2.10.5, with global.customCaCerts)"],
    type: TLS,
    charts: SPLIT,
  }),
  ...tlsPair("enterpriseServer.tls", NEW_SECRET, {
    condition: "enterpriseServer.tls.enabled; the chart makes it with newSecret.create",
    consumers: ["enterprise server /pachd-tls-cert"],
    charts: { generations: ["bootstrap", "enterprise"] },
  }),
];

const DETERMINED_CONDITION =
  "up to 2.8.2 determined.enabled and enterpriseEdition; from 2.8.3 determined.oidc.enabled";

/** Secrets that the Determined subchart and its readers find. */
function forDetermined(
  attribute: string,
  keys: readonly string[],
  consumer: string,
  since: string,
  type?: string,
): PlatformSecret[] {
  return keys.map((key) => ({
    secret: `<determined.${attribute}>`,
    key,
    nameAttribute: `determined.${attribute}`,
    need: "expected",
    condition: "determined.enabled, and it is named",
    consumers: [consumer],
    ...(type !== undefined && { type }),
    charts: { ...SPLIT, since },
  }));
}

const DETERMINED: readonly PlatformSecret[] = [
  {
    secret: "det-oidc-client-secret",
    key: "oidc-client-secret",
    nameAttribute: "determined.oidc.clientSecretName",
    need: "generated",
    condition: `${DETERMINED_CONDITION}; every reader uses this name and key, whatever determined.oidc says`,
    consumers: ["pachd DETERMINED_OAUTH_SECRET", "determined master DET_OIDC_CLIENT_SECRET"],
    charts: { ...SPLIT, since: "2.7.0" },
  },
  ...["determined-username", "determined-password"].map(
    (key): PlatformSecret => ({
      secret: "<pachd.determined.credentialsSecretName>",
      key,
      nameAttribute: "pachd.determined.credentialsSecretName",
      need: "expected",
      condition: "it is named",
      consumers: [`pachd ${key.toUpperCase().replace("-", "_")}`],
      charts: { ...SPLIT, since: "2.7.0" },
    }),
  ),
  {
    secret: "determined-master-config-<release>",
    key: "master.yaml",
    need: "derived",
    condition: "determined.enabled; holds the database's password and the storage keys; a ConfigMap in 2.7",
    consumers: ["determined master /etc/determined"],
    charts: { ...SPLIT, since: "2.8.0" },
  },
  ...forDetermined(
    "tlsSecret",
    ["tls.crt", "tls.key"],
    "determined master /mount/determined/secrets",
    "2.7.0",
    TLS,
  ),
  ...forDetermined("imagePullSecretName", [".dockerconfigjson"], "determined", "2.7.0", DOCKER_CONFIG),
  ...forDetermined(
    "externalCaCertSecretName",
    ["*"],
    "determined master /usr/local/share/ca-certificates",
    "2.8.0",
  ),
  ...forDetermined("db.certResourceName", ["*"], "determined master /mount/determined/secrets", "2.7.0"),
  ...forDetermined(
    "additional_resource_managers[].resource_manager.kubeconfig_secret_name",
    ["<kubeconfig_secret_value>"],
    "determined master /mount/determined/secrets/<index>",
    "2.10.0",
  ),
  ...forDetermined(
    "genai.imagePullSecretName",
    [".dockerconfigjson"],
    "determined genai",
    "2.10.0",
    DOCKER_CONFIG,
  ),
];

const OTHERS: readonly PlatformSecret[] = [
  {
    secret: "pachyderm-deployment-id-secret",
    key: "CLUSTER_DEPLOYMENT_ID",
    rawAttribute: "pachd.clusterDeploymentID",
    need: "generated",
    condition: "always, even without pachd",
    consumers: ["pachd", "pachw (from 2.5)", "enterprise server (up to 2.11)"],
    charts: ALL,
  },
  {
    secret: "<global.imagePullSecrets[]>",
    key: ".dockerconfigjson",
    nameAttribute: "global.imagePullSecrets",
    need: "expected",
    condition: "they are named",
    consumers: [
      "image pulls of console, pachd, pachw, pg-bouncer, pachyderm-proxy, etcd, postgres and others, not of Loki, promtail, Determined",
      "pachd IMAGE_PULL_SECRETS, for workers",
    ],
    type: DOCKER_CONFIG,
    charts: ALL,
  },
  {
    secret: "<oidc.dexCredentialSecretName>",
    key: "*",
    nameAttribute: "oidc.dexCredentialSecretName",
    need: "expected",
    condition: "it is named; not mounted in the enterprise server, though Dex runs there",
    consumers: ["pachd /dexcreds", "pachw /dexcreds (from 2.5)"],
    charts: ALL,
  },
  {
    secret: "<release>-loki",
    key: "loki.yaml",
    nameAttribute: "loki-stack.loki.config.existingSecret",
    need: "derived",
    condition: "pachd.lokiDeploy",
    consumers: ["loki"],
    charts: SPLIT,
  },
  {
    secret: "<release>-promtail",
    key: "promtail.yaml",
    need: "derived",
    condition: "pachd.lokiDeploy",
    consumers: ["promtail"],
    charts: SPLIT,
  },
  {
    secret: "pachyderm-pjs-worker-authentication",
    key: "pjsWorkerAuthToken",
    need: "expected",
    condition: "pachd makes it when it runs; pachw waits for it",
    consumers: ["pachw PJS_WORKER_AUTH_TOKEN"],
    charts: { ...COMMUNITY, since: "2.12.0-rc.2" },
  },
  {
    secret: "sh.helm.release.v1.<release>.v<revision>",
    key: "release",
    need: "derived",
    condition: "Helm keeps all raw values of the installation in it",
    consumers: ["helm"],
    type: "helm.sh/release.v1",
    charts: ALL,
  },
];

/**
 * Every key of every secret that Pachyderm's chart makes or expects: the public page on secrets, and what the templates of
 * charts 2.0 to 2.12 do (github.com/pachyderm/pachyderm, etc/helm/pachyderm).
 */
export const PLATFORM_SECRETS: readonly PlatformSecret[] = [
  ...AUTH,
  ...OLD_AUTH,
  ...CONSOLE,
  ...POSTGRES,
  ...STORAGE,
  ...CERTIFICATES,
  ...DETERMINED,
  ...OTHERS,
];

export function isKnownTo({ charts }: PlatformSecret, version: ChartVersion): boolean {
  const { generations, since } = charts;
  return generations.includes(version.generation) && (since === undefined || isAtLeast(version, since));
}

export function secretsOf(version: ChartVersion): PlatformSecret[] {
  return PLATFORM_SECRETS.filter((row) => isKnownTo(row, version));
}
