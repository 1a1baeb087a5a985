import { AUTH, CONSOLE, OLD_AUTH } from "./auth-secrets.js";
import { type ChartVersion, isAtLeast } from "./chart-version.js";
import { CERTIFICATES, DETERMINED, OTHERS } from "./other-secrets.js";
import type { PlatformSecret } from "./platform-secret.js";
import { POSTGRES, STORAGE } from "./storage-secrets.js";

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
