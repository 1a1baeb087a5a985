import { decodeBase64 } from "../apimachinery/base64.js";
import { isObject } from "../apimachinery/json-value.js";
import type { SecretData } from "../secret/secret.js";
import type { KnownSecret } from "./check-secrets.js";

/** What the checks need to know of a secret: its keys and registries, and no value. */
export function toKnownSecret(type: string, data: SecretData): KnownSecret {
  return { type, keys: new Set(Object.keys(data)), registries: registriesIn(type, data) };
}

function registriesIn(type: string, data: SecretData): string[] {
  const isNew = type === "kubernetes.io/dockerconfigjson";
  const config = parsed(data[isNew ? ".dockerconfigjson" : ".dockercfg"]);
  const auths = isNew ? config?.auths : config;
  return isObject(auths) ? Object.keys(auths) : [];
}

function parsed(base64: string | undefined): Record<string, unknown> | undefined {
  if (base64 === undefined) return undefined;
  try {
    const config: unknown = JSON.parse(decodeBase64(base64).toString("utf8"));
    return isObject(config) ? config : undefined;
  } catch {
    return undefined;
  }
}
