import type { Generation } from "./chart-version.js";

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

export const BOOTSTRAP: ChartRange = { generations: ["bootstrap"] };
export const ENTERPRISE: ChartRange = { generations: ["enterprise"] };
export const COMMUNITY: ChartRange = { generations: ["community"] };
export const SPLIT: ChartRange = { generations: ["enterprise", "community"] };
export const ALL: ChartRange = { generations: ["bootstrap", "enterprise", "community"] };

export const TLS = "kubernetes.io/tls";
export const DOCKER_CONFIG = "kubernetes.io/dockerconfigjson";

const CLASH =
  "a secret of the page's name stops the install, because the chart makes pachyderm-auth itself: use another name";

/** The words of the public page for the values that moved out of `pachyderm-bootstrap-config` in 2.3. */
export const PAGE = {
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
