import "./reflect-metadata.js";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** PEM texts of a certificate authority and of the certificate it gave to a server on this machine. */
export interface ServerCertificates {
  caCertificate: string;
  certificate: string;
  privateKey: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;

/** Makes a new certificate authority, lets it sign one certificate for 127.0.0.1 and localhost, and forgets its key. */
export async function createServerCertificates(): Promise<ServerCertificates> {
  const crypto = webcrypto;
  const [caKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  // A little in the past, for clients whose clock is behind.
  const validity = {
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 365 * DAY_MS),
  };
  const ca = await X509CertificateGenerator.createSelfSigned(
    {
      ...validity,
      serialNumber: "01",
      name: "CN=pachctl sandbox CA",
      signingAlgorithm: ALGORITHM,
      keys: caKeys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    },
    crypto,
  );
  const certificate = await X509CertificateGenerator.create(
    {
      ...validity,
      serialNumber: "02",
      subject: "CN=pachctl sandbox",
      issuer: ca.subject,
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      extensions: [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([
          { type: "ip", value: "127.0.0.1" },
          { type: "dns", value: "localhost" },
        ]),
      ],
    },
    crypto,
  );
  const privateKey = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    caCertificate: `${ca.toString("pem")}\n`,
    certificate: `${certificate.toString("pem")}\n`,
    privateKey: `${PemConverter.encode(privateKey, "PRIVATE KEY")}\n`,
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}
