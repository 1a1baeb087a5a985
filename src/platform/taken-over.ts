import { OWN } from "./own-names.js";

/** A place where a running installation keeps a value. */
export interface ValuePlace {
  secret: string;
  key: string;
  /** Of a value that is YAML: the field that is meant. */
  field?: string;
}

/** One key of a secret of ours. */
export interface OwnKey {
  key: string;
  rawAttribute: string | undefined;
  /** Where the chart's own object has it. */
  places: readonly ValuePlace[];
}

/** A secret of ours that takes the place of values in a values file, or of what the chart generates. */
export interface OwnSecret {
  name: string;
  type?: string;
  keys: readonly OwnKey[];
  /** The attributes that are set to its name. */
  nameAttributes: readonly string[];
  /** What else is set. */
  also?: { attribute: string; set: boolean };
}

const BOOTSTRAP = "pachyderm-bootstrap-config";

function one(
  name: string,
  key: string,
  rawAttribute: string,
  secret: string,
  old?: Omit<ValuePlace, "secret">,
): OwnSecret {
  return {
    name,
    keys: [
      {
        key,
        rawAttribute,
        places: [{ secret, key }, ...(old === undefined ? [] : [{ secret: BOOTSTRAP, ...old }])],
      },
    ],
    nameAttributes: [`${rawAttribute}SecretName`],
  };
}

function pair(name: string, base: string, crt: string, key: string, hasCreate: boolean): OwnSecret {
  return {
    name,
    type: "kubernetes.io/tls",
    keys: [
      { key: "tls.crt", rawAttribute: `${base}.${crt}`, places: [] },
      { key: "tls.key", rawAttribute: `${base}.${key}`, places: [] },
    ],
    nameAttributes: [`${base}.secretName`],
    ...(hasCreate && { also: { attribute: `${base}.newSecret.create`, set: false } }),
  };
}

const POSTGRES_KEYS: readonly OwnKey[] = [
  {
    key: "postgresql-password",
    rawAttribute: "global.postgresql.postgresqlPassword",
    places: [{ secret: "postgres", key: "postgresql-password" }],
  },
  {
    key: "postgresql-postgres-password",
    rawAttribute: "global.postgresql.postgresqlPostgresPassword",
    places: [{ secret: "postgres", key: "postgresql-postgres-password" }],
  },
];

const CLIENTS_NAME = "global.postgresql.postgresqlExistingSecretName";

/** The password of a database of one's own; that of the bundled one needs both keys, and moves with both attributes. */
export const EXTERNAL_POSTGRES: OwnSecret = {
  name: OWN.postgres,
  keys: POSTGRES_KEYS.slice(0, 1),
  nameAttributes: [CLIENTS_NAME],
};
export const BUNDLED_POSTGRES: OwnSecret = {
  name: OWN.postgres,
  keys: POSTGRES_KEYS,
  nameAttributes: [CLIENTS_NAME, "global.postgresql.existingSecret"],
};

/** The one name and key that every reader uses, whatever the attribute says. */
export const DETERMINED_OIDC: OwnSecret = {
  name: "det-oidc-client-secret",
  keys: [
    {
      key: "oidc-client-secret",
      rawAttribute: undefined,
      places: [{ secret: "det-oidc-client-secret", key: "oidc-client-secret" }],
    },
  ],
  nameAttributes: ["determined.oidc.clientSecretName"],
};

/** What a secret can stand in for; which of it a version of the chart knows, its map says. */
export const OWN_SECRETS: readonly OwnSecret[] = [
  one(OWN.rootToken, "root-token", "pachd.rootToken", "pachyderm-auth", { key: "rootToken" }),
  one(OWN.oauthClientSecret, "pachd-oauth-client-secret", "pachd.oauthClientSecret", "pachyderm-auth", {
    key: "authConfig",
    field: "client_secret",
  }),
  one(OWN.license, "enterprise-license-key", "pachd.enterpriseLicenseKey", "pachyderm-license", {
    key: "license",
  }),
  one(OWN.enterpriseSecret, "enterprise-secret", "pachd.enterpriseSecret", "pachyderm-enterprise", {
    key: "enterpriseSecret",
  }),
  one(OWN.upstreamIdps, "upstream-idps", "oidc.upstreamIDPs", "pachyderm-identity", { key: "idps" }),
  one(
    OWN.additionalClients,
    "additional-oidc-clients",
    "oidc.additionalClients",
    "pachyderm-identity-extras",
  ),
  one(OWN.console, "OAUTH_CLIENT_SECRET", "console.config.oauthClientSecret", "pachyderm-console-secret"),
  pair(OWN.pachdTls, "pachd.tls", "newSecret.crt", "newSecret.key", true),
  pair(OWN.ingressTls, "ingress.tls", "newSecret.crt", "newSecret.key", true),
  pair(OWN.proxyTls, "proxy.tls", "secret.cert", "secret.key", false),
  pair(OWN.enterpriseTls, "enterpriseServer.tls", "newSecret.crt", "newSecret.key", true),
];
