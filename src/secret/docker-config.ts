import { base64ErrorOffset, decodeBase64 } from "../apimachinery/base64.js";
import { asText, isObject } from "../apimachinery/json-value.js";
import type { ContentRemark } from "./content.js";

/**
 * Can a node pull images with it? `.dockerconfigjson` holds registries under `auths`, the older `.dockercfg` holds them itself; the
 * kubelet reads nothing else of either (kubernetes pkg/credentialprovider/config.go).
 */
export function dockerConfigRemarks(bytes: Buffer | undefined, key: string): ContentRemark[] {
  const config = parsed(bytes);
  if (config === undefined) return [];
  const remark = (reason: string): ContentRemark => ({ path: ["data", key], reason });
  const isNew = key === ".dockerconfigjson";
  const auths = isNew ? config.auths : config;
  const helper = isNew ? ["credsStore", "credHelpers"].find((field) => Boolean(config[field])) : undefined;
  const kept =
    helper === undefined ? "" : `; ${helper} names a program of your own machine, which no node has`;
  if (!isObject(auths) || Object.keys(auths).length === 0) {
    return [remark(`holds no registry${isNew ? " under auths" : ""}${kept}`)];
  }
  const entries = Object.values(auths);
  const remarks: ContentRemark[] = [];
  for (const [at, entry] of entries.entries()) {
    const reason = entryProblem(entry);
    if (reason !== undefined)
      remarks.push(remark(`registry ${at + 1} of ${entries.length} ${reason}${kept}`));
    if (remarks.length === MAX_TOLD) break;
  }
  return remarks;
}

/** Of one config. */
const MAX_TOLD = 20;

function parsed(bytes: Buffer | undefined): Record<string, unknown> | undefined {
  try {
    const config: unknown = JSON.parse(bytes?.toString("utf8") ?? "");
    return isObject(config) ? config : {};
  } catch {
    // That it is no JSON is an error, and told as such.
    return undefined;
  }
}

/** A user and a password, either as fields or as base64 of `user:password`, or a token. */
function entryProblem(entry: unknown): string | undefined {
  if (!isObject(entry)) return "is no map";
  if (asText(entry.identitytoken) || asText(entry.registrytoken)) return undefined;
  const auth = asText(entry.auth) ?? "";
  if (auth !== "") {
    if (base64ErrorOffset(auth) !== undefined) return "has an auth that is no base64";
    const pair = /^([^:]*):(.*)$/s.exec(decodeBase64(auth).toString("utf8"));
    if (pair === null) return "has an auth that is no base64 of user:password";
    return pair[1] === "" || pair[2] === "" ? "has an auth without a user or without a password" : undefined;
  }
  if (asText(entry.username) && asText(entry.password)) return undefined;
  return "has no credentials";
}
