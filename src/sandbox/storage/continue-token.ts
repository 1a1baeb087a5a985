import { posix } from "node:path";
import { isObject } from "../../apimachinery/json-value.js";
import { type ApiFailure, badRequest } from "../http/statuses.js";

/** Where a list goes on. */
export interface Continuation {
  /** -1: at the present state, after the snapshot has gone. */
  revision: number;
  /** The first key that is still to be read. */
  from: string;
}

/** The token for the rest of a list that stopped at a key below a prefix. */
export function encodeContinue(key: string, prefix: string, revision: number): string {
  const start = `/${key.slice(prefix.length)}\\u0000`;
  return Buffer.from(`{"v":"meta.k8s.io/v1","rv":${revision},"start":"${start}"}`).toString("base64url");
}

/** The same place in the present state instead of a snapshot that is gone. */
export function encodeInconsistentContinue(from: string, prefix: string): string {
  return encodeContinue(from.slice(0, -1), prefix, -1);
}

/** @throws ApiFailure 400 in the words of the server's storage (`etcd3.decodeContinue`) */
export function decodeContinue(token: string, prefix: string): Continuation {
  const offset = base64UrlErrorOffset(token);
  if (offset !== undefined) throw notValid(`illegal base64 data at input byte ${offset}`);
  const { v, rv, start } = parseToken(Buffer.from(token, "base64url"));
  if (v !== "meta.k8s.io/v1") throw notValid(`server does not recognize this encoded version ${v}`);
  if (rv === 0) throw notValid(`incorrect encoded start resourceVersion (version ${v})`);
  if (start === "") throw notValid(`encoded start key empty (version ${v})`);
  const key = start.startsWith("/") ? start : `/${start}`;
  if (posix.normalize(key).replace(/(?<=.)\/$/, "") !== key) throw notValid(start);
  return { revision: rv, from: prefix + key.slice(1) };
}

/** As `base64ErrorOffset`, for the alphabet of addresses without padding. */
function base64UrlErrorOffset(token: string): number | undefined {
  const bad = token.search(/[^-\w\r\n]/);
  if (bad >= 0) return bad;
  return token.replace(/[\r\n]/g, "").length % 4 === 1 ? token.length - 1 : undefined;
}

function parseToken(bytes: Buffer): { v: string; rv: number; start: string } {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw notValid("invalid JSON");
  }
  if (value !== null && !isObject(value)) throw notValid("wrong type");
  const { v = "", rv = 0, start = "" } = value ?? {};
  if (typeof v !== "string" || typeof rv !== "number" || typeof start !== "string")
    throw notValid("wrong type");
  return { v, rv, start };
}

function notValid(reason: string): ApiFailure {
  return badRequest(`invalid continue token: continue key is not valid: ${reason}`);
}
