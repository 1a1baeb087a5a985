import type { CredentialSource, Credentials } from "../access.js";
import { base64ErrorOffset, encodeBase64 } from "../apimachinery/base64.js";
import { tlsPairFlaw } from "../apimachinery/tls-pair.js";
import { tlsPairProblem } from "../apimachinery/tls-pair-words.js";
import { describeSystemError, usageError } from "../errors.js";
import { fileVersion, readFile, readText } from "../files.js";
import type { Fields } from "./fields.js";

/** Credentials that stay as they are. */
export function fixedCredentials(credentials: Credentials): CredentialSource {
  return { current: async () => credentials, renew: async () => false };
}

/**
 * The credentials that stand in a kubeconfig user itself; a tokenFile is preferred to a token, as in client-go. Plugins and providers are none of them.
 * @returns undefined when the user has none: then a plugin may be asked
 * @throws PachctlError usage: a file cannot be read, or what is given cannot be used
 */
export async function readCredentials(user: Fields): Promise<CredentialSource | undefined> {
  const token = user.text("token");
  const basic = ["username", "password"].find((field) => user.has(field));
  // A lone password is "basicAuth" to client-go's check of tokens, but nothing to its check of token files.
  if (basic !== undefined && (token !== undefined || (user.has("tokenFile") && basic === "username"))) {
    throw user.problem("cannot be used together with a token", basic);
  }
  const [cert, key] = await Promise.all([readData(user, "client-certificate"), readData(user, "client-key")]);
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? "client-certificate" : "client-key";
    throw user.problem(`is missing: client-certificate and client-key must be given together`, missing);
  }
  const certificate = cert !== undefined && key !== undefined ? checkedPair(user, cert, key) : undefined;
  const tokenFile = user.path("tokenFile");
  if (tokenFile !== undefined) return TokenFile.open(tokenFile, certificate);
  if (token !== undefined && !isToken(token)) {
    throw user.problem("holds characters that a token cannot have", "token");
  }
  const authorization = token === undefined ? basicAuthorization(user) : `Bearer ${token}`;
  if (authorization === undefined && certificate === undefined) return undefined;
  return fixedCredentials({ authorization, certificate });
}

/** Node would leave a certificate out without a word that does not go with its key, and requests would be anonymous. */
function checkedPair(user: Fields, cert: Buffer, key: Buffer): { cert: Buffer; key: Buffer } {
  const flaw = tlsPairFlaw(encodeBase64(cert), encodeBase64(key));
  if (flaw === undefined) return { cert, key };
  const { input, problem } = tlsPairProblem(flaw);
  throw user.problem(problem, givenAs(user, input === "certificate" ? "client-certificate" : "client-key"));
}

/** `NAME-data` or `NAME`, whichever is there. */
export function givenAs(fields: Fields, name: string): string {
  return fields.has(`${name}-data`) ? `${name}-data` : name;
}

/**
 * The bytes of `NAME-data` (base64) or of the file that `NAME` names; undefined when neither is given.
 * @throws PachctlError usage
 */
export async function readData(fields: Fields, name: string): Promise<Buffer | undefined> {
  const inline = fields.text(`${name}-data`);
  if (inline !== undefined) {
    // The types of client-go say that the data win; its loader, and so kubectl, refuses.
    if (fields.has(name)) throw fields.problem(`cannot be used together with ${name}-data`, name);
    if (base64ErrorOffset(inline) === undefined) return Buffer.from(inline, "base64");
    throw fields.problem("is not valid base64", `${name}-data`);
  }
  const path = fields.path(name);
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    throw fields.problem(`cannot read ${path}: ${describeSystemError(error)}`, name);
  }
}

/** Can it stand in a header? Node's own complaint would quote it. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

/**
 * A token that lies in a file and is replaced while we run: a pod's service account token lives for an hour. The file
 * is looked at before every request, and read when it changed.
 */
class TokenFile implements CredentialSource {
  readonly #path: string;
  readonly #certificate: Credentials["certificate"];
  #version: string;
  #credentials: Credentials;

  static async open(path: string, certificate: Credentials["certificate"]): Promise<TokenFile> {
    return new TokenFile(path, certificate, await fileVersion(path), await readToken(path));
  }

  private constructor(path: string, certificate: Credentials["certificate"], version: string, token: string) {
    this.#path = path;
    this.#certificate = certificate;
    this.#version = version;
    this.#credentials = { authorization: `Bearer ${token}`, certificate };
  }

  async current(): Promise<Credentials> {
    const version = await fileVersion(this.#path);
    if (version === this.#version) return this.#credentials;
    try {
      const token = await readToken(this.#path);
      this.#credentials = { authorization: `Bearer ${token}`, certificate: this.#certificate };
      this.#version = version;
    } catch {
      // It is being replaced: the token that we have serves until the server says otherwise, as in client-go.
    }
    return this.#credentials;
  }

  async renew(rejected: Credentials): Promise<boolean> {
    return (await this.current()).authorization !== rejected.authorization;
  }
}

async function readToken(path: string): Promise<string> {
  let token: string;
  try {
    token = (await readText(path)).trim();
  } catch (error) {
    throw usageError(`cannot read ${path} (tokenFile of the kubeconfig): ${describeSystemError(error)}`);
  }
  if (token === "") throw usageError(`${path} (tokenFile of the kubeconfig) is empty`);
  if (isToken(token)) return token;
  throw usageError(`${path} (tokenFile of the kubeconfig) holds characters that a token cannot have`);
}

function basicAuthorization(user: Fields): string | undefined {
  const name = user.text("username");
  if (name === undefined) return undefined;
  return `Basic ${Buffer.from(`${name}:${user.text("password") ?? ""}`).toString("base64")}`;
}
