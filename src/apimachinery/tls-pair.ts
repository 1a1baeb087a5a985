import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { decodeBase64 } from "./base64.js";

/** Why Go's `tls.X509KeyPair` refuses a certificate with a key; the API server warns of it, and workloads cannot use the pair. */
export type TlsPairFlaw =
  /** No PEM data in it at all. */
  | { kind: "no PEM"; input: "certificate" | "key" }
  /** PEM data, but of other types. */
  | { kind: "other PEM"; input: "certificate" | "key"; types: readonly string[] }
  /** It cannot be read. */
  | { kind: "certificate" }
  | { kind: "key"; why: "encrypted" | "unreadable" | "unknown to TLS" }
  | { kind: "other type" | "no match" };

/** Headers such as Proc-Type may stand before the base64, with an empty line between. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n((?:[^\r\n:]+:[^\r\n]*\r?\n)*)([\s\S]*?)-----END \1-----/g;

export interface PemBlock {
  type: string;
  headers: string;
  text: string;
}

/** The blocks of a PEM text, in their order; text between them, and blocks that are not base64, are passed over. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)]
    .filter(([, , , body = ""]) =>
      /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(body.replace(/\s/g, "")),
    )
    .map(([block, type = "", headers = ""]) => ({ type, headers, text: block }));
}

export function isPrivateKeyType(type: string): boolean {
  return type === "PRIVATE KEY" || type.endsWith(" PRIVATE KEY");
}

/** Does it start as DER does, with a sequence of more than 127 bytes? */
export function isDer(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && ((bytes[1] ?? 0) & 0x80) !== 0;
}

/** Is a key of no use without its passphrase? */
export function isEncrypted({ type, headers }: PemBlock): boolean {
  return type === "ENCRYPTED PRIVATE KEY" || /^Proc-Type:.*ENCRYPTED/m.test(headers);
}

/** The certificates of a PEM text that can be read, in their order. */
export function certificatesIn(text: string): X509Certificate[] {
  return pemBlocks(text)
    .filter(({ type }) => type === "CERTIFICATE")
    .flatMap((block) => attempt(() => new X509Certificate(block.text)) ?? []);
}

/** Does a PEM text hold a certificate that can be read? */
export function holdsCertificate(text: string): boolean {
  return certificatesIn(text).length > 0;
}

/**
 * @param certificate base64 of PEM text, as `tls.crt` holds it: the leaf first
 * @param key base64 of PEM text, as `tls.key` holds it
 */
export function tlsPairFlaw(certificate: string, key: string): TlsPairFlaw | undefined {
  const blocks = pemBlocks(decodeBase64(certificate).toString("latin1"));
  const leaf = blocks.find(({ type }) => type === "CERTIFICATE");
  if (leaf === undefined) return missing("certificate", blocks);
  const keyBlocks = pemBlocks(decodeBase64(key).toString("latin1"));
  const secret = keyBlocks.find(({ type }) => isPrivateKeyType(type));
  if (secret === undefined) return missing("key", keyBlocks);
  const inCertificate = attempt(() => new X509Certificate(leaf.text).publicKey);
  if (inCertificate === undefined) return { kind: "certificate" };
  if (isEncrypted(secret)) return { kind: "key", why: "encrypted" };
  const privateKey = attempt(() => createPrivateKey(secret.text));
  if (privateKey === undefined) return { kind: "key", why: "unreadable" };
  if (!isKnownToGo(privateKey)) return { kind: "key", why: "unknown to TLS" };
  if (privateKey.asymmetricKeyType !== inCertificate.asymmetricKeyType) return { kind: "other type" };
  return samePublicKey(createPublicKey(privateKey), inCertificate) ? undefined : { kind: "no match" };
}

const CURVES: ReadonlySet<string> = new Set(["prime256v1", "secp224r1", "secp384r1", "secp521r1"]);

/** RSA, Ed25519, and elliptic curves of NIST: crypto/tls reads no other keys. */
function isKnownToGo({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === "ec") return CURVES.has(asymmetricKeyDetails?.namedCurve ?? "");
  return asymmetricKeyType === "rsa" || asymmetricKeyType === "ed25519";
}

function missing(input: "certificate" | "key", blocks: readonly { type: string }[]): TlsPairFlaw {
  const types = blocks.map(({ type }) => type);
  return types.length === 0 ? { kind: "no PEM", input } : { kind: "other PEM", input, types };
}

function samePublicKey(a: KeyObject, b: KeyObject): boolean {
  const [one, other] = [a, b].map((each) => each.export({ type: "spki", format: "der" }));
  return one !== undefined && other !== undefined && one.equals(other);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
