import { createSecureContext } from "node:tls";
import * as z from "zod/mini";
import type { Credentials } from "../access.js";
import { isToken } from "./credentials.js";
import { PluginFailure } from "./run-plugin.js";

const credentialSchema = z.object({
  apiVersion: z.string(),
  kind: z.literal("ExecCredential"),
  status: z.object({
    expirationTimestamp: z.nullish(z.string()),
    token: z.nullish(z.string()),
    clientCertificateData: z.nullish(z.string()),
    clientKeyData: z.nullish(z.string()),
  }),
});

type ExecCredential = z.infer<typeof credentialSchema>;

/**
 * What a plugin wrote to stdout.
 * @throws PluginFailure that quotes nothing
 */
export function parseCredential(text: string, apiVersion: string): ExecCredential {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PluginFailure(
      text.trim() === "" ? "it wrote nothing to stdout" : "it did not write JSON to stdout",
    );
  }
  const parsed = credentialSchema.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new PluginFailure(
      `what it wrote is no ExecCredential${path === "" ? "" : `: ${path} is missing or wrong`}`,
    );
  }
  if (parsed.data.apiVersion !== apiVersion) {
    throw new PluginFailure(`it answered in another version than ${apiVersion}`);
  }
  return parsed.data;
}

/** RFC 3339 with a time zone, as Kubernetes writes times. */
const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/**
 * The credentials in it, if they can be used now, and when they end (milliseconds since the epoch).
 * @throws PluginFailure that quotes nothing
 */
export function checkCredential(
  { status }: ExecCredential,
  now: Date,
): { credentials: Credentials; expiry: number } {
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp: expires } = status;
  if (Boolean(cert) !== Boolean(key))
    throw new PluginFailure("it gave a certificate without key, or a key without one");
  if (!token && !cert) throw new PluginFailure("it gave neither a token nor a certificate");
  if (token && !isToken(token))
    throw new PluginFailure("its token holds characters that a token cannot have");
  const certificate = cert && key ? { cert: Buffer.from(cert), key: Buffer.from(key) } : undefined;
  if (certificate !== undefined) {
    try {
      createSecureContext(certificate);
    } catch {
      throw new PluginFailure("its certificate and key cannot be used together");
    }
  }
  const expiry = expires ? (TIME.test(expires) ? Date.parse(expires) : Number.NaN) : Number.POSITIVE_INFINITY;
  if (Number.isNaN(expiry)) throw new PluginFailure("its expirationTimestamp is no time");
  if (expiry <= now.getTime()) {
    throw new PluginFailure(`its credentials have expired, at ${new Date(expiry).toISOString()}`);
  }
  return { credentials: { authorization: token ? `Bearer ${token}` : undefined, certificate }, expiry };
}
