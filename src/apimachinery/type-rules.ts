import { decodeBase64 } from "./base64.js";
import { isObject } from "./json-value.js";

export const SERVICE_ACCOUNT_NAME = "kubernetes.io/service-account.name";

/** What the API server misses in a secret of its type. */
export type TypeFlaw =
  /** This annotation is required. */
  | { kind: "annotation"; key: string }
  /** One of these keys is required. */
  | { kind: "keys"; keys: readonly string[] }
  /** The value of this key is no JSON object. */
  | { kind: "json"; key: string };

/** One secret's data as base64 and annotations, by key. */
interface Content {
  data(key: string): string | undefined;
  annotation(key: string): string | undefined;
}

/**
 * What the API server demands of a secret's content by its type (ValidateSecret), after stringData is merged in.
 * Types that it does not know have no rule.
 */
export function typeFlaws(type: string, { data, annotation }: Content): TypeFlaw[] {
  switch (type) {
    case "kubernetes.io/service-account-token":
      return annotation(SERVICE_ACCOUNT_NAME) ? [] : [{ kind: "annotation", key: SERVICE_ACCOUNT_NAME }];
    case "kubernetes.io/dockercfg":
      return dockerFlaws(".dockercfg", data(".dockercfg"));
    case "kubernetes.io/dockerconfigjson":
      return dockerFlaws(".dockerconfigjson", data(".dockerconfigjson"));
    case "kubernetes.io/basic-auth":
      if (data("username") !== undefined || data("password") !== undefined) return [];
      return [{ kind: "keys", keys: ["username", "password"] }];
    case "kubernetes.io/ssh-auth":
      // Empty is as good as absent here, and here only.
      return data("ssh-privatekey") ? [] : [{ kind: "keys", keys: ["ssh-privatekey"] }];
    case "kubernetes.io/tls":
      return ["tls.crt", "tls.key"]
        .filter((key) => data(key) === undefined)
        .map((key) => ({ kind: "keys", keys: [key] }));
    default:
      return [];
  }
}

/** Go refuses a number that is too large for it. */
function finite(_key: string, value: unknown): unknown {
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    throw new RangeError("too large");
  return value;
}

function dockerFlaws(key: string, value: string | undefined): TypeFlaw[] {
  if (value === undefined) return [{ kind: "keys", keys: [key] }];
  try {
    const config: unknown = JSON.parse(decodeBase64(value).toString("utf8"), finite);
    // The server takes null for an empty object.
    if (isObject(config) || config === null) return [];
  } catch {
    // The parser's message would quote the credentials.
  }
  return [{ kind: "json", key }];
}
