import { decodeBase64 } from "../apimachinery/base64.js";
import {
  DEFAULT_TYPE,
  type NewSecret,
  type SecretData,
  type SecretSummary,
  type SecretWithValues,
} from "../secret/secret.js";

/** Milliseconds by which the server's clock may be behind ours; its timestamps are whole seconds. */
const CLOCK_SKEW = 5000;

/**
 * After a create whose reply was lost: is the secret that is there now the one that we sent? Same type and bytes, our
 * labels and annotations among its own, not being deleted, made after we began, and by our field manager.
 * Admission webhooks may have added labels and annotations.
 *
 * @param started when the request was sent, milliseconds since the epoch
 */
export function isOurCreation(sent: NewSecret, found: SecretWithValues, started: number): boolean {
  return (
    found.type === (sent.type || DEFAULT_TYPE) &&
    (found.immutable ?? false) === (sent.immutable ?? false) &&
    sameData(sent.data, found.data) &&
    includes(found.labels, sent.labels) &&
    includes(found.metadata.annotations ?? {}, sent.annotations) &&
    found.metadata.deletionTimestamp === undefined &&
    Date.parse(found.creationTimestamp ?? "") >= started - CLOCK_SKEW &&
    writtenByUs(found.metadata.managedFields)
  );
}

function sameData(sent: SecretData, found: SecretData): boolean {
  const keys = Object.keys(sent);
  return (
    keys.length === Object.keys(found).length &&
    keys.every((key) => {
      const [ours, theirs] = [sent[key], found[key]];
      return ours !== undefined && theirs !== undefined && decodeBase64(ours).equals(decodeBase64(theirs));
    })
  );
}

function includes(all: Readonly<Record<string, string>>, some: Readonly<Record<string, string>>): boolean {
  return Object.entries(some).every(([key, value]) => all[key] === value);
}

/** Servers before 1.18 keep no managed fields. */
function writtenByUs(managedFields: SecretSummary["metadata"]["managedFields"]): boolean {
  return managedFields?.some(({ manager }) => manager === "pachctl") ?? true;
}
