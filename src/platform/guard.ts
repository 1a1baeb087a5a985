/**
 * The secrets that Pachyderm's Helm chart makes or expects, by name (chart 2.0 to 2.12). Deleting one breaks the
 * installation, so `delete secret` wants `--platform` for them.
 */
const PLATFORM_SECRETS: ReadonlySet<string> = new Set([
  "pachyderm-auth",
  "pachyderm-identity",
  "pachyderm-identity-extras",
  "pachyderm-license",
  "pachyderm-enterprise",
  "pachyderm-bootstrap-config",
  "pachyderm-console-secret",
  "pachyderm-storage-secret",
  "pachyderm-deployment-id-secret",
  "postgres",
  "postgres-crt",
  "pg-ca-cert",
  "det-oidc-client-secret",
  "pachyderm-pjs-worker-authentication",
]);

export function isPlatformSecret(name: string): boolean {
  return PLATFORM_SECRETS.has(name);
}
