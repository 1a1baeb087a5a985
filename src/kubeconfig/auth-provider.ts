import type { CredentialSource } from "../access.js";
import { shellCommand } from "../apimachinery/command-line.js";
import { PachctlError } from "../errors.js";
import { fixedCredentials, isToken } from "./credentials.js";
import type { Fields } from "./fields.js";

/** client-go removed these two in 1.26, and named their successors. */
const SUCCESSORS: ReadonlyMap<string, string> = new Map([
  ["gcp", "install gke-gcloud-auth-plugin, then run: gcloud container clusters get-credentials CLUSTER"],
  ["azure", "install kubelogin, then run: kubelogin convert-kubeconfig"],
]);

/** Seconds before its end at which a token is taken for expired, as client-go does. */
const LEEWAY = 10;

/**
 * The id-token that an `auth-provider` of the name oidc holds. A renewal would have to be written back to the kubeconfig,
 * or the login of every other tool breaks: that is left to kubectl.
 *
 * @param context the kubeconfig context's name, for the hint
 * @throws PachctlError usage for other providers; unauthenticated when there is no id-token or it has expired
 */
export function readAuthProvider(user: Fields, context: string, now: Date): CredentialSource {
  const provider = user.fields("auth-provider");
  const name = provider.text("name");
  if (name === undefined) throw provider.problem("is missing", "name");
  if (name !== "oidc") {
    const successor = SUCCESSORS.get(name);
    const problem = `the auth provider "${name}" is not supported`;
    const hint = successor ?? "use a context with a token, a client certificate or a plugin (exec)";
    throw provider
      .problem(successor === undefined ? problem : `${problem}: Kubernetes removed it`, "name")
      .withHint(hint);
  }
  const config = provider.fields("config");
  const token = config.text("id-token");
  const hint = renewal(config, context);
  if (token === undefined) {
    throw new PachctlError("unauthenticated", `${user.file}: the oidc auth provider has no id-token`, {
      hint,
    });
  }
  if (!isToken(token)) throw config.problem("holds characters that a token cannot have", "id-token");
  const expiry = expiryOf(token);
  if (expiry === undefined) throw config.problem("is no JSON Web Token with an expiry", "id-token");
  if (now.getTime() / 1000 + LEEWAY >= expiry) {
    const when = new Date(expiry * 1000).toISOString();
    throw new PachctlError("unauthenticated", `${user.file}: the oidc id-token expired at ${when}`, { hint });
  }
  return fixedCredentials({ authorization: `Bearer ${token}`, certificate: undefined });
}

function renewal(config: Fields, context: string): string {
  return config.has("refresh-token")
    ? `renew it with any kubectl command, which writes the new one back: ${shellCommand(["kubectl", "--context", context, "get", "--raw", "/version"])}`
    : "log in again with the tool that wrote this kubeconfig; it holds no refresh-token";
}

/** The `exp` claim of a JSON Web Token, in seconds since the epoch. The signature is the server's business. */
function expiryOf(token: string): number | undefined {
  const [, payload = "", ...rest] = token.split(".");
  if (rest.length !== 1) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    if (typeof claims !== "object" || claims === null || !("exp" in claims)) return undefined;
    const { exp } = claims;
    // Beyond that, no Date.
    return typeof exp === "number" && Math.abs(exp) < 8.64e12 ? exp : undefined;
  } catch {
    return undefined;
  }
}
