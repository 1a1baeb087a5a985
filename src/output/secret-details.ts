import { isUtf8 } from "node:buffer";
import { createPrivateKey, type X509Certificate } from "node:crypto";
import { decodeBase64 } from "../apimachinery/base64.js";
import { escapeControls } from "../apimachinery/escape.js";
import {
  certificatesIn,
  isEncrypted,
  isPrivateKeyType,
  type PemBlock,
  pemBlocks,
} from "../apimachinery/tls-pair.js";
import {
  DOCKER_CONFIG_KEY,
  OLD_DOCKER_CONFIG_KEY,
  registriesIn,
  registryUser,
} from "../secret/docker-config.js";
import { LAST_APPLIED, type SecretWithValues } from "../secret/secret.js";
import { plainTable } from "./plain-table.js";

/** One key of a secret: what can be told without its value. */
export interface KeyDetails {
  key: string;
  /** Bytes. */
  size: number;
  /** Of a certificate: for whom, and how long; of a docker config: the registries and users; else its form. */
  about: string;
}

/** The keys of a secret in byte order. */
export function keyDetails({ data }: SecretWithValues): KeyDetails[] {
  return Object.entries(data)
    .map(([key, base64]) => {
      const bytes = decodeBase64(base64);
      return { key, size: bytes.length, about: about(key, bytes) };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What a value is; several lines where it holds several things. */
function about(key: string, bytes: Buffer): string {
  const text = bytes.toString("latin1");
  const registries =
    key === DOCKER_CONFIG_KEY || key === OLD_DOCKER_CONFIG_KEY ? registriesIn(bytes, key) : undefined;
  const lines = [
    ...Object.entries(registries ?? {}).map(([registry, entry]) => {
      const user = registryUser(entry);
      return user === undefined ? registry : `${registry} as ${user}`;
    }),
    ...certificatesIn(text).map(aboutCertificate),
    ...pemBlocks(text)
      .filter(({ type }) => isPrivateKeyType(type))
      .map(aboutKey),
  ];
  return lines.length > 0 ? lines.join("\n") : form(bytes);
}

function aboutCertificate({ subject, subjectAltName, validFrom, validTo }: X509Certificate): string {
  const day = (time: string): string => new Date(time).toISOString().slice(0, 10);
  const names = subjectAltName === undefined ? "" : ` for ${subjectAltName}`;
  return `certificate of ${subject.replaceAll("\n", ", ")}${names}, valid from ${day(validFrom)}, valid until ${day(validTo)}`;
}

function aboutKey(block: PemBlock): string {
  if (isEncrypted(block)) return "private key, encrypted";
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(block.text);
    const size = asymmetricKeyDetails?.modulusLength ?? asymmetricKeyDetails?.namedCurve;
    return `private key, ${asymmetricKeyType}${size === undefined ? "" : ` ${size}`}`;
  } catch {
    return "private key that cannot be read";
  }
}

function form(bytes: Buffer): string {
  if (bytes.length === 0) return "empty";
  const text = bytes.toString("utf8");
  if (!isUtf8(bytes) || /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text)) return "binary";
  const kind = isJson(text) ? "JSON" : "text";
  const ending = text.endsWith("\n") ? ", ends with a line break" : "";
  return `${kind}${ending}`;
}

/** An object or a list: every number is JSON, too. */
function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What stands in front of the keys: `Labels: a=b`, a line each, for what there is. */
export function metadataLines({ labels, metadata, immutable }: SecretWithValues): string {
  const { annotations = {}, finalizers = [], managedFields = [] } = metadata;
  // The annotation of `kubectl apply` holds the values.
  const shown = Object.entries(annotations).filter(([key]) => key !== LAST_APPLIED);
  const last = managedFields
    .filter(({ time }) => time !== undefined)
    .sort((a, b) => Date.parse(a.time ?? "") - Date.parse(b.time ?? ""))
    .at(-1);
  const lines: [string, string[]][] = [
    ["Labels", Object.entries(labels).map(([key, value]) => `${key}=${value}`)],
    ["Annotations", shown.map(([key, value]) => `${key}=${value}`)],
    ["Immutable", immutable === true ? ["yes"] : []],
    ["Finalizers", finalizers],
    // Repeated writes of one manager can be missing.
    ["Last change recorded", last === undefined ? [] : [`by ${last.manager ?? "somebody"}, ${last.time}`]],
  ];
  const width = Math.max(...lines.map(([title]) => title.length)) + 2;
  return lines
    .flatMap(([title, texts]) =>
      texts.map((text, at) => `${(at === 0 ? `${title}:` : "").padEnd(width)}${escapeControls(text)}\n`),
    )
    .join("");
}

/** A table without lines: key, size, and what it is. */
export function keyTable(details: readonly KeyDetails[], headers: boolean): string {
  return plainTable(
    [{ title: "KEY" }, { title: "BYTES", align: "right" }, { title: "ABOUT" }],
    details.map(({ key, size, about: words }) => [key, size, words]),
    headers,
  );
}
