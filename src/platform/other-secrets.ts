import { ALL, COMMUNITY, DOCKER_CONFIG, type PlatformSecret, SPLIT, TLS } from "./platform-secret.js";

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

/** TLS pairs. */
export const CERTIFICATES: readonly PlatformSecret[] = [
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

/** Of Determined, which the chart can install as well. */
export const DETERMINED: readonly PlatformSecret[] = [
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

/** All others. */
export const OTHERS: readonly PlatformSecret[] = [
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
