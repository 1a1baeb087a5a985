import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { Authority } from "../support/authority.js";

/** What is created and warned of. */
export interface WarningCase {
  title: string;
  path?: string;
  body: object | string;
  /** Quoted, as in the header behind `299 - `. */
  warnings: readonly string[];
}

const OWNER = { apiVersion: "v1", kind: "Pod", name: "p", uid: "u1" };
const named = (more: object = {}) => ({ metadata: { name: "x" }, ...more });

const authority = await Authority.create();
const { cert: certificate, key } = await authority.issue({ dns: "x.test" });
const { key: otherKey } = await authority.issue({ dns: "x.test" });
const pkcs8 = { type: "pkcs8", format: "pem" } as const;
const keyOfAnotherType = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export(pkcs8)
  .toString();

const publicKey = createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
const secp256k1 = generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey.export(pkcs8).toString();
const encrypted = createPrivateKey(key)
  .export({ ...pkcs8, cipher: "aes-128-cbc", passphrase: "x" })
  .toString();

const PAIRS: readonly (readonly [title: string, crt: string, key: string, warning?: string])[] = [
  ["a pair", certificate, key],
  ["a pair with text around it", `leaf\n${certificate}`, `key\n${key}`],
  ["a pair in CRLF", certificate.replaceAll("\n", "\r\n"), key],
  ["nothing", "", "", "tls: failed to find any PEM data in certificate input"],
  ["no key", certificate, "", "tls: failed to find any PEM data in key input"],
  [
    "a certificate cut off",
    certificate.slice(0, -30),
    key,
    "tls: failed to find any PEM data in certificate input",
  ],
  [
    "the two exchanged",
    key,
    certificate,
    "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
  ],
  [
    "two certificates",
    certificate,
    certificate,
    "tls: found a certificate rather than a key in the PEM for the private key",
  ],
  ["a key of another pair", certificate, otherKey, "tls: private key does not match public key"],
  [
    "a key of another type",
    certificate,
    keyOfAnotherType,
    "tls: private key type does not match public key type",
  ],
  ["an encrypted key", certificate, encrypted, "tls: failed to parse private key"],
  ["a key on a curve that Go lacks", certificate, secp256k1, "tls: failed to parse private key"],
  [
    "a public key",
    certificate,
    publicKey,
    'tls: failed to find PEM block with type ending in \\"PRIVATE KEY\\" in key input after skipping PEM blocks of the following types: [PUBLIC KEY]',
  ],
  [
    "a public key for the certificate",
    publicKey,
    key,
    'tls: failed to find \\"CERTIFICATE\\" PEM block in certificate input after skipping PEM blocks of the following types: [PUBLIC KEY]',
  ],
  [
    "no certificate in the block",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    key,
    "x509: malformed certificate",
  ],
];

export const WARNING_CASES: readonly WarningCase[] = [
  { title: "nothing", body: named(), warnings: [] },
  {
    title: "unknown fields",
    body: '{"metadata":{"name":"x","bogus":1},"DATA":{},"bogus":{}}',
    warnings: [
      '"unknown field \\"metadata.bogus\\""',
      '"unknown field \\"DATA\\""',
      '"unknown field \\"bogus\\""',
    ],
  },
  {
    title: "unknown fields when asked to",
    path: "S?fieldValidation=Warn",
    body: named({ bogus: 1 }),
    warnings: ['"unknown field \\"bogus\\""'],
  },
  {
    title: "no unknown fields when told not to",
    path: "S?fieldValidation=Ignore",
    body: named({ bogus: 1 }),
    warnings: [],
  },
  {
    title: "an owner twice",
    body: { metadata: { name: "x", ownerReferences: [OWNER, OWNER] } },
    warnings: [
      '".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: u1"',
    ],
  },
  {
    title: "no two owners of one uid",
    body: { metadata: { name: "x", ownerReferences: [OWNER, { ...OWNER, name: "q" }] } },
    warnings: [],
  },
  ...PAIRS.map(([title, crt, secret, warning]) => ({
    title: `a TLS secret with ${title}`,
    body: named({ type: "kubernetes.io/tls", stringData: { "tls.crt": crt, "tls.key": secret } }),
    warnings: warning === undefined ? [] : [`"${warning}"`],
  })),
];
