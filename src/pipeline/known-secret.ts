import { decodeBase64 } from "../apimachinery/base64.js";
import { DOCKER_CONFIG_KEY, OLD_DOCKER_CONFIG_KEY, registriesIn } from "../secret/docker-config.js";
import type { SecretData } from "../secret/secret.js";
import type { KnownSecret } from "./check-secrets.js";

/** What the checks need to know of a secret: its keys and registries, and no value. */
export function toKnownSecret(type: string, data: SecretData): KnownSecret {
  const key = type === "kubernetes.io/dockercfg" ? OLD_DOCKER_CONFIG_KEY : DOCKER_CONFIG_KEY;
  const config = data[key];
  const registries = config === undefined ? undefined : registriesIn(decodeBase64(config), key);
  return { type, keys: new Set(Object.keys(data)), registries: Object.keys(registries ?? {}) };
}
