import { isUtf8 } from "node:buffer";
import { decodeBase64, encodeBase64 } from "../apimachinery/base64.js";
import { isObject } from "../apimachinery/json-value.js";
import { documentsIn } from "../input/documents.js";
import { DOCKER_CONFIG_KEY, OLD_DOCKER_CONFIG_KEY, registriesIn } from "../secret/docker-config.js";
import type { SecretData } from "../secret/secret.js";
import { tlsRemarks } from "../secret/type-remarks.js";
import { valueRemark } from "../secret/value-remarks.js";

/** Keys that hold a YAML list. */
const LISTS: readonly string[] = ["upstream-idps", "additional-oidc-clients"];

/**
 * What is wrong with the value of a key that the installation reads: in words that hold no part of it.
 * @param base64 as a Secret has it
 */
export function valueProblem(key: string, base64: string): string | undefined {
  if (base64 === "") return "the value is empty";
  if (LISTS.includes(key)) return listProblem(key, decodeBase64(base64));
  const remark = valueRemark(base64, undefined);
  const isLineEnd = remark?.reason.startsWith("ends with a line break") === true;
  return remark === undefined || (remark.isNote && !isLineEnd) ? undefined : `the value ${remark.reason}`;
}

/** Of a value as a values file has it. */
export function textProblem(text: string): string | undefined {
  const remark = valueRemark(encodeBase64(Buffer.from(text)), text);
  return remark === undefined ? undefined : `the value ${remark.reason}`;
}

function listProblem(key: string, bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return `${key} is not text`;
  const [document, second] = documentsIn(bytes.toString("utf8"), "list");
  if (document === undefined || document.isBroken || second !== undefined) {
    return `${key} is not a YAML document`;
  }
  return structureProblem(key, document.value);
}

/** Of a list of providers, or of clients. */
export function structureProblem(key: string, value: unknown): string | undefined {
  if (!Array.isArray(value)) return `${key} must be a YAML list`;
  if (key !== "upstream-idps") return undefined;
  const at = value.findIndex((each) => !isObject(each) || !isText(each.id) || !isText(each.type));
  return at < 0 ? undefined : `element ${at} of ${key} is no connector: it needs id, name and type`;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** Can images be pulled with a secret? */
export function pullSecretProblem(type: string, data: SecretData): string | undefined {
  if (type !== "kubernetes.io/dockerconfigjson" && type !== "kubernetes.io/dockercfg") {
    return `its type is ${type}, and images are pulled with kubernetes.io/dockerconfigjson only`;
  }
  const key = type === "kubernetes.io/dockercfg" ? OLD_DOCKER_CONFIG_KEY : DOCKER_CONFIG_KEY;
  const base64 = data[key];
  const registries = base64 === undefined ? undefined : registriesIn(decodeBase64(base64), key);
  if (registries !== undefined && Object.keys(registries).length > 0) return undefined;
  return `its ${key} holds no credentials of a registry`;
}

/** Of a pair `tls.crt` and `tls.key`. */
export function tlsProblem(data: SecretData, now: Date): string | undefined {
  const content = {
    name: undefined,
    namespace: undefined,
    base64: (key: string) => data[key],
    bytes: (key: string) => (data[key] === undefined ? undefined : decodeBase64(data[key])),
    has: (key: string) => data[key] !== undefined,
  };
  const [remark] = tlsRemarks(content, now).filter(({ isNote }) => isNote !== true);
  return remark === undefined ? undefined : `${remark.path.at(-1)} ${remark.reason}`;
}
