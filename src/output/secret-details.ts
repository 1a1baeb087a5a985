import { decodeBase64 } from "../apimachinery/base64.js";
import { certificatesIn } from "../apimachinery/tls-pair.js";
import {
  DOCKER_CONFIG_KEY,
  OLD_DOCKER_CONFIG_KEY,
  registriesIn,
  registryUser,
} from "../secret/docker-config.js";
import type { SecretWithValues } from "../secret/secret.js";
import { plainTable } from "./plain-table.js";

/** One key of a secret: what can be told without its value. */
export interface KeyDetails {
  key: string;
  /** Bytes. */
  size: number;
  /** Of a certificate: for whom, and until when; of a docker config: the registries and users. */
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

function about(key: string, bytes: Buffer): string {
  const lines =
    key === DOCKER_CONFIG_KEY || key === OLD_DOCKER_CONFIG_KEY
      ? Object.entries(registriesIn(bytes, key) ?? {}).map(([registry, entry]) => {
          const user = registryUser(entry);
          return user === undefined ? registry : `${registry} as ${user}`;
        })
      : certificatesIn(bytes.toString("latin1")).map(({ subject, validTo }) => {
          const day = new Date(validTo).toISOString().slice(0, 10);
          return `${subject.replaceAll("\n", ", ")}, valid until ${day}`;
        });
  return lines.join("\n");
}

/** A table without lines: key, size, and what it is. */
export function keyTable(details: readonly KeyDetails[], headers: boolean): string {
  return plainTable(
    [{ title: "KEY" }, { title: "BYTES", align: "right" }, { title: "ABOUT" }],
    details.map(({ key, size, about: words }) => [key, size, words]),
    headers,
  );
}
