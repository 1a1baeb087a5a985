import { isObject } from "../apimachinery/json-value.js";
import { type ChartVersion, isAtLeast } from "./chart-version.js";
import type { HelmValues } from "./helm-values.js";

/** The defaults of the chart that decide about secrets; what is not here is blank or off (values.yaml of the chart). */
function defaultsOf(version: ChartVersion): Readonly<Record<string, unknown>> {
  const isOld = version.generation === "bootstrap";
  return {
    deployTarget: "",
    "pachd.enabled": true,
    "pachd.activateAuth": true,
    "pachd.oauthClientID": "pachd",
    "console.enabled": true,
    "postgresql.enabled": true,
    "oidc.mockIDP": true,
    "global.postgresql.postgresqlPassword": isOld ? "" : KNOWN_PASSWORDS.user,
    "global.postgresql.postgresqlPostgresPassword": isOld ? "" : KNOWN_PASSWORDS.root,
  };
}

/** The passwords that everybody knows, because the chart has them. */
export const KNOWN_PASSWORDS = { user: "insecure-user-password", root: "insecure-root-password" } as const;

/** The values that one version of the chart works with: what the files say, over its defaults. */
export class ChartValues {
  readonly version: ChartVersion;
  readonly files: HelmValues;
  readonly #defaults: Readonly<Record<string, unknown>>;

  constructor(files: HelmValues, version: ChartVersion) {
    this.files = files;
    this.version = version;
    this.#defaults = defaultsOf(version);
  }

  /** @returns undefined for what is set nowhere, and for null, which takes a default away */
  get(attribute: string): unknown {
    const given = this.files.given(attribute);
    return given === undefined ? this.#defaults[attribute] : (given ?? undefined);
  }

  /** By the rule of Go's templates: false, zero, and what is empty are not. */
  isOn(attribute: string): boolean {
    return isTrue(this.get(attribute));
  }

  /** As a template prints it; empty for what is not set, and for what is no scalar. */
  text(attribute: string): string {
    const value = this.get(attribute);
    return typeof value === "string"
      ? value
      : typeof value === "number" || value === true
        ? String(value)
        : "";
  }

  /** Do the files set it to something? */
  isGiven(attribute: string): boolean {
    return isTrue(this.files.given(attribute));
  }

  /** Do the files say that it is nothing? */
  isBlanked(attribute: string): boolean {
    const given = this.files.given(attribute);
    return given !== undefined && !isTrue(given);
  }

  /** Is the provider in use that lets everybody in? */
  get isMockUsed(): boolean {
    const isReplaced = this.isOn("oidc.upstreamIDPs") || this.isOn("oidc.upstreamIDPsSecretName");
    return this.isOn("oidc.mockIDP") && !isReplaced;
  }

  from(version: string): boolean {
    return isAtLeast(this.version, version);
  }
}

/** As a condition of a template; a number that cannot be read is one all the same, such as 10:20, of base 60 in YAML 1.1. */
export function isTrue(value: unknown): boolean {
  if (Number.isNaN(value)) return true;
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}
