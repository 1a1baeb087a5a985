import { X509Certificate } from "node:crypto";
import Table from "cli-table3";
import { decodeBase64 } from "../apimachinery/base64.js";
import { escapeControls } from "../apimachinery/escape.js";
import { asObject } from "../apimachinery/json-value.js";
import { pemBlocks } from "../apimachinery/tls-pair.js";
import type { SecretWithValues } from "../secret/secret.js";

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
  const text = bytes.toString("latin1");
  if (text.includes("-----BEGIN CERTIFICATE-----")) return certificates(text);
  if (key === ".dockerconfigjson" || key === ".dockercfg") return registries(key, bytes.toString("utf8"));
  return "";
}

function certificates(pem: string): string {
  const found = pemBlocks(pem)
    .filter(({ type }) => type === "CERTIFICATE")
    .flatMap(({ text }) => {
      try {
        const { subject, validTo } = new X509Certificate(text);
        const day = new Date(validTo).toISOString().slice(0, 10);
        return [`${subject.replaceAll("\n", ", ")}, valid until ${day}`];
      } catch {
        return [];
      }
    });
  return found.join("\n");
}

function registries(key: string, text: string): string {
  try {
    const config = asObject(JSON.parse(text));
    const auths = asObject(key === ".dockercfg" ? config : config?.auths) ?? {};
    return Object.entries(auths)
      .map(([registry, entry]) => {
        const user = userOf(asObject(entry));
        return user === undefined ? registry : `${registry} as ${user}`;
      })
      .join("\n");
  } catch {
    return "";
  }
}

function userOf(entry: Record<string, unknown> | undefined): string | undefined {
  if (typeof entry?.username === "string") return entry.username;
  if (typeof entry?.auth !== "string") return undefined;
  const pair = decodeBase64(entry.auth).toString("utf8");
  return pair.includes(":") ? pair.slice(0, pair.indexOf(":")) : undefined;
}

/** A table without lines: key, size, and what it is. */
export function keyTable(details: readonly KeyDetails[], headers: boolean): string {
  const table = new Table({
    ...(headers && { head: ["KEY", "BYTES", "ABOUT"] }),
    chars: NO_LINES,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 1 },
    colAligns: ["left", "right", "left"],
  });
  for (const { key, size, about: words } of details) {
    table.push([escapeControls(key), size, words.split("\n").map(escapeControls).join("\n")]);
  }
  return details.length === 0 && !headers ? "" : `${table.toString()}\n`;
}

const NO_LINES = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((name) => [name, ""]),
);
