import "../../src/sandbox/http/reflect-metadata.js";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;

export interface CertificateWish {
  dns?: string;
  ip?: string;
  commonName?: string;
  /** Days from now. */
  from?: number;
  until?: number;
  forClient?: boolean;
}

export interface Issued {
  cert: string;
  key: string;
}

/** A certificate authority for the tests of TLS: unlike the sandbox's, it signs what no server should present. */
export class Authority {
  readonly caCertificate: string;
  readonly #certificate: X509Certificate;
  readonly #keys: webcrypto.CryptoKeyPair;
  #serial = 2;

  private constructor(certificate: X509Certificate, keys: webcrypto.CryptoKeyPair) {
    this.#certificate = certificate;
    this.#keys = keys;
    this.caCertificate = `${certificate.toString("pem")}\n`;
  }

  static async create(name = "fault tests CA"): Promise<Authority> {
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned(
      {
        ...validity(-400, 400),
        serialNumber: "01",
        name: `CN=${name}`,
        signingAlgorithm: ALGORITHM,
        keys,
        extensions: [
          new BasicConstraintsExtension(true, 0, true),
          new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        ],
      },
      webcrypto,
    );
    return new Authority(certificate, keys);
  }

  async issue({
    dns,
    ip,
    commonName = "fault tests",
    from = -1,
    until = 365,
    forClient = false,
  }: CertificateWish): Promise<Issued> {
    const keys = await newKeys();
    const names = [
      ...(ip === undefined ? [] : [{ type: "ip" as const, value: ip }]),
      ...(dns === undefined ? [] : [{ type: "dns" as const, value: dns }]),
    ];
    const certificate = await X509CertificateGenerator.create(
      {
        ...validity(from, until),
        serialNumber: String(this.#serial++).padStart(2, "0"),
        subject: `CN=${commonName}`,
        issuer: this.#certificate.subject,
        signingAlgorithm: ALGORITHM,
        publicKey: keys.publicKey,
        signingKey: this.#keys.privateKey,
        extensions: [
          new ExtendedKeyUsageExtension([
            forClient ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth,
          ]),
          ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
        ],
      },
      webcrypto,
    );
    const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
    return { cert: `${certificate.toString("pem")}\n`, key: `${PemConverter.encode(key, "PRIVATE KEY")}\n` };
  }
}

function validity(from: number, until: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() + from * DAY_MS), notAfter: new Date(Date.now() + until * DAY_MS) };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}
