import { base64ErrorOffset, decodeBase64 } from "../apimachinery/base64.js";
import { asObject, asText, isObject } from "../apimachinery/json-value.js";
import type { ContentRemark } from "./content.js";

/** The data key of each type of docker config. */
export const DOCKER_CONFIG_KEY = ".dockerconfigjson";
export const OLD_DOCKER_CONFIG_KEY = ".dockercfg";

/**
 * The registries of a docker config, with what stands there of each: under `auths`, in the older form at the top. The kubelet reads
 * nothing else of either (kubernetes pkg/credentialprovider/config.go).
 * @returns nothing when there is no map of them
 */
export function registriesIn(bytes: Buffer | undefined, key: string): Record<string, unknown> | undefined {
  const config = parsed(bytes);
  return asObject(key === DOCKER_CONFIG_KEY ? config?.auths : config);
}

/** The user of a registry's entry, if it can be told. */
export function registryUser(entry: unknown): string | undefined {
  if (!isObject(entry)) return undefined;
  return asText(entry.username) ?? loginIn(asText(entry.auth) ?? "")?.user;
}

/** What `auth` holds: base64 of `user:password`. */
function loginIn(auth: string): { user: string; password: string } | undefined {
  if (base64ErrorOffset(auth) !== undefined) return undefined;
  const pair = /^([^:]*):(.*)$/s.exec(decodeBase64(auth).toString("utf8"));
  return pair === null ? undefined : { user: pair[1] ?? "", password: pair[2] ?? "" };
}

/** Can a node pull images with it? */
export function dockerConfigRemarks(bytes: Buffer | undefined, key: string): ContentRemark[] {
  const config = parsed(bytes);
  // That it is no JSON is an error, and told as such.
  if (config === undefined) return [];
  const remark = (reason: string): ContentRemark => ({ path: ["data", key], reason });
  const isNew = key === DOCKER_CONFIG_KEY;
  const auths = registriesIn(bytes, key) ?? {};
  const helper = isNew ? ["credsStore", "credHelpers"].find((field) => Boolean(config[field])) : undefined;
  const kept =
    helper === undefined ? "" : `; ${helper} names a program of your own machine, which no node has`;
  if (Object.keys(auths).length === 0) {
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
    const login = loginIn(auth);
    if (login === undefined) return "has an auth that is no base64 of user:password";
    const isWhole = login.user !== "" && login.password !== "";
    return isWhole ? undefined : "has an auth without a user or without a password";
  }
  if (asText(entry.username) && asText(entry.password)) return undefined;
  return "has no credentials";
}
