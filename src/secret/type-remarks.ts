import type { X509Certificate } from "node:crypto";
import {
  certificatesIn,
  isEncrypted,
  isPrivateKeyType,
  pemBlocks,
  tlsPairFlaw,
} from "../apimachinery/tls-pair.js";
import { tlsPairProblem } from "../apimachinery/tls-pair-words.js";
import type { Content, ContentRemark } from "./content.js";

/** A certificate and a key that are no pair, and a certificate that is not valid now. */
export function tlsRemarks(content: Content, now: Date): ContentRemark[] {
  const certificate = content.base64("tls.crt") ?? "";
  const flaw = tlsPairFlaw(certificate, content.base64("tls.key") ?? "");
  const remarks: ContentRemark[] = [];
  if (flaw !== undefined) {
    const { input, problem } = tlsPairProblem(flaw);
    remarks.push({ path: ["data", input === "certificate" ? "tls.crt" : "tls.key"], reason: problem });
  }
  const chain = certificatesIn(content.bytes("tls.crt")?.toString("latin1") ?? "");
  const path = ["data", "tls.crt"];
  const date = dateProblem(chain[0], now);
  if (date !== undefined) remarks.push({ path, reason: date });
  const broken = chain.findIndex(
    (each, at) => at + 1 < chain.length && !each.checkIssued(chain[at + 1] ?? each),
  );
  if (broken >= 0) {
    const reason = `certificate ${broken + 2} did not issue certificate ${broken + 1}: the order is wrong, or one is missing`;
    remarks.push({ path, reason });
  }
  const [leaf, ...issuers] = chain;
  if (leaf !== undefined && issuers.length === 0 && leaf.subject !== leaf.issuer) {
    const reason = "holds no certificate of its issuer: clients that do not have that one cannot verify it";
    remarks.push({ path, reason, isNote: true });
  }
  return remarks;
}

function dateProblem(leaf: X509Certificate | undefined, now: Date): string | undefined {
  if (leaf === undefined) return undefined;
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  if (now.getTime() > to) return `holds a certificate that expired on ${day(to)}`;
  return now.getTime() < from ? `holds a certificate that is not valid before ${day(from)}` : undefined;
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function basicAuthRemarks(content: Content): ContentRemark[] {
  return ["username", "password"]
    .filter((key) => !content.has(key))
    .map((key) => ({ path: ["data"], reason: `there is no ${key}` }));
}

export function sshAuthRemarks(content: Content): ContentRemark[] {
  const text = content.bytes("ssh-privatekey")?.toString("latin1") ?? "";
  const told = (reason: string): ContentRemark[] => [{ path: ["data", "ssh-privatekey"], reason }];
  if (/^\s*(?:ssh-|ecdsa-|sk-|---- BEGIN SSH2 PUBLIC KEY|-----BEGIN (?:[A-Z]+ )?PUBLIC KEY)/.test(text)) {
    return told("holds a public key; the private one belongs here");
  }
  const block = pemBlocks(text).find(({ type }) => isPrivateKeyType(type));
  if (block === undefined) return told("holds no private key");
  return isEncrypted(block) ? told("holds an encrypted private key, of no use without its passphrase") : [];
}

/** https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/ */
export function bootstrapTokenRemarks(content: Content): ContentRemark[] {
  const { name = "", namespace } = content;
  const text = (key: string): string => content.bytes(key)?.toString("utf8") ?? "";
  const remarks: ContentRemark[] = [];
  if (namespace !== "kube-system") {
    remarks.push({ path: ["metadata"], reason: "bootstrap tokens are looked for in kube-system only" });
  }
  if (!/^[a-z0-9]{6}$/.test(text("token-id"))) {
    remarks.push({ path: ["data", "token-id"], reason: "must be six lower case letters or digits" });
  } else if (name !== `bootstrap-token-${text("token-id")}`) {
    remarks.push({ path: ["metadata", "name"], reason: "must be bootstrap-token- and the token-id" });
  }
  if (!/^[a-z0-9]{16}$/.test(text("token-secret"))) {
    remarks.push({ path: ["data", "token-secret"], reason: "must be sixteen lower case letters or digits" });
  }
  const expiration = text("expiration");
  if (
    expiration !== "" &&
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/.test(expiration)
  ) {
    remarks.push({ path: ["data", "expiration"], reason: "must be a time such as 2026-01-31T12:00:00Z" });
  }
  return remarks;
}
