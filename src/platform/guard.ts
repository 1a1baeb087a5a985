import { OWN_NAMES } from "./own-names.js";
import { PLATFORM_SECRETS } from "./secrets-map.js";

/** Deleting one breaks the installation, so `delete secret` wants `--platform` for them. */
const GUARDED: ReadonlySet<string> = new Set([
  ...PLATFORM_SECRETS.map(({ secret }) => secret).filter((name) => !name.includes("<")),
  ...OWN_NAMES,
]);

/** Does Pachyderm's chart, of whatever version, make or expect a secret of this name, or is it one that stands in for such a one? */
export function isPlatformSecret(name: string): boolean {
  return GUARDED.has(name);
}
