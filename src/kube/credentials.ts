import { readFile } from "node:fs/promises";
import { describeSystemError, usageError } from "../errors.js";
import { base64ErrorOffset } from "../secret/base64.js";
import type { Fields } from "./kubeconfig.js";

/** What proves who we are. Client certificates are part of the TLS connection, the rest of each request. */
export interface Credentials {
  /** The value of the Authorization header. */
  authorization: string | undefined;
  certificate: { cert: Buffer; key: Buffer } | undefined;
}

const NOT_SUPPORTED_YET: Readonly<Record<string, string>> = {
  exec: "credential plugins (exec) are",
  "auth-provider": "auth providers are",
  as: "impersonation (as) is",
  "as-uid": "impersonation (as-uid) is",
  "as-groups": "impersonation (as-groups) is",
  "as-user-extra": "impersonation (as-user-extra) is",
};

/**
 * The credentials of a kubeconfig user, by client-go's precedence: tokenFile over token, `*-data` over files.
 * @throws PachctlError usage when a file cannot be read, or the user needs what is not supported: a request is never
 *   sent anonymously, or as somebody else, instead
 */
export async function readCredentials(user: Fields | undefined): Promise<Credentials> {
  if (user === undefined) return { authorization: undefined, certificate: undefined };
  for (const [name, subject] of Object.entries(NOT_SUPPORTED_YET)) {
    if (user.has(name)) {
      throw usageError(
        `${user.file}: ${subject} not supported yet`,
        "use a context with a token or a client certificate",
      );
    }
  }
  const [cert, key, token] = await Promise.all([
    readData(user, "client-certificate"),
    readData(user, "client-key"),
    readToken(user),
  ]);
  if ((cert === undefined) !== (key === undefined)) {
    throw usageError(`${user.file}: client-certificate and client-key must be given together`);
  }
  return {
    authorization: token === undefined ? basicAuthorization(user) : `Bearer ${token}`,
    certificate: cert !== undefined && key !== undefined ? { cert, key } : undefined,
  };
}

/**
 * The bytes of `NAME-data` (base64) or of the file that `NAME` names; undefined when neither is given.
 * @throws PachctlError usage
 */
export async function readData(fields: Fields, name: string): Promise<Buffer | undefined> {
  const inline = fields.text(`${name}-data`);
  if (inline !== undefined) {
    if (base64ErrorOffset(inline) === undefined) return Buffer.from(inline, "base64");
    throw usageError(`${fields.file}: ${name}-data is not valid base64`);
  }
  const path = fields.path(name);
  return path === undefined ? undefined : readNamed(path, name);
}

async function readToken(user: Fields): Promise<string | undefined> {
  const path = user.path("tokenFile");
  const token =
    path === undefined ? user.text("token") : (await readNamed(path, "tokenFile")).toString().trim();
  if (token === undefined) return undefined;
  const source = path ?? `the token in ${user.file}`;
  if (token === "") throw usageError(`${source} is empty`);
  // Node's own complaint would quote the header.
  if (!/^[\x21-\x7e]+$/.test(token)) throw usageError(`${source} holds characters that a token cannot have`);
  return token;
}

function basicAuthorization(user: Fields): string | undefined {
  const name = user.text("username");
  if (name === undefined) return undefined;
  return `Basic ${Buffer.from(`${name}:${user.text("password") ?? ""}`).toString("base64")}`;
}

async function readNamed(path: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw usageError(`cannot read ${path} (${name} of the kubeconfig): ${describeSystemError(error)}`);
  }
}
