import { decodeBase64 } from "./base64.js";

export const SERVICE_ACCOUNT_NAME = "kubernetes.io/service-account.name";

type StringMap = Readonly<Record<string, string>>;

export interface TypeProblem {
  path: readonly string[];
  reason: string;
}

/**
 * What the API server demands of a secret's content by its type (ValidateSecret), after stringData is merged in.
 * Types that it does not know have no rule.
 */
export function typeProblems(type: string, data: StringMap, annotations: StringMap): TypeProblem[] {
  switch (type) {
    case "kubernetes.io/service-account-token":
      if (annotations[SERVICE_ACCOUNT_NAME]) return [];
      return [
        { path: ["metadata", "annotations", SERVICE_ACCOUNT_NAME], reason: `is required by type ${type}` },
      ];
    case "kubernetes.io/dockercfg":
      return dockerProblems(type, ".dockercfg", data);
    case "kubernetes.io/dockerconfigjson":
      return dockerProblems(type, ".dockerconfigjson", data);
    case "kubernetes.io/basic-auth":
      if (data.username !== undefined || data.password !== undefined) return [];
      return [{ path: ["data"], reason: `type ${type} needs the key username or the key password` }];
    case "kubernetes.io/ssh-auth":
      if (data["ssh-privatekey"]) return [];
      return [missing(type, "ssh-privatekey")];
    case "kubernetes.io/tls":
      return ["tls.crt", "tls.key"].filter((key) => data[key] === undefined).map((key) => missing(type, key));
    default:
      return [];
  }
}

function dockerProblems(type: string, key: string, data: StringMap): TypeProblem[] {
  const value = data[key];
  if (value === undefined) return [missing(type, key)];
  try {
    const config: unknown = JSON.parse(decodeBase64(value).toString("utf8"));
    // The server takes null for an empty object.
    if (typeof config === "object" && !Array.isArray(config)) return [];
  } catch {
    // The parser's message would quote the credentials.
  }
  return [{ path: ["data", key], reason: `must be a JSON object for type ${type}` }];
}

function missing(type: string, key: string): TypeProblem {
  return { path: ["data"], reason: `type ${type} needs the key ${key}` };
}
