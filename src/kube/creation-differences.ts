import { decodeBase64 } from "../apimachinery/base64.js";
import { dataKeyFlaws } from "../apimachinery/names.js";
import { DEFAULT_TYPE, type NewSecret, type SecretData, type SecretWithValues } from "../secret/secret.js";
import { quotesValue } from "../transport/quotes-value.js";

/** What is compared of a secret, as it was sent or as the server answered it. */
export type Sent = Pick<
  NewSecret,
  "type" | "immutable" | "labels" | "annotations" | "finalizers" | "ownerReferences" | "data"
>;

/**
 * How a secret that a server holds differs from what was sent: `type`, `data key "a"`, `label "b"`, one each. Labels, annotations,
 * finalizers and owners that others added are no difference: admission webhooks and controllers do that.
 */
export function creationDifferences(sent: Sent, found: SecretWithValues): string[] {
  const { annotations = {}, finalizers = [], ownerReferences = [] } = found.metadata;
  const lacks = <T>(all: readonly T[], some: readonly T[] | undefined) =>
    some !== undefined && !some.every((each) => all.includes(each));
  return [
    ...(found.type === (sent.type || DEFAULT_TYPE) ? [] : ["type"]),
    ...((found.immutable ?? false) === (sent.immutable ?? false) ? [] : ["immutable"]),
    ...dataDifferences(sent.data, found.data),
    ...missing("label", sent.labels, found.labels),
    ...missing("annotation", sent.annotations, annotations),
    ...(lacks(finalizers, sent.finalizers) ? ["finalizers"] : []),
    ...(lacks(uidsOf(ownerReferences), uidsOf(sent.ownerReferences)) ? ["ownerReferences"] : []),
  ];
}

/** The same secret as one that a server answered: to find out whether the server really holds it. */
export function asSent({ type, immutable, labels, data, metadata }: SecretWithValues): Sent {
  const { annotations = {}, finalizers, ownerReferences } = metadata;
  return { type, immutable, labels, annotations, finalizers, ownerReferences, data };
}

/** Was it made by pachctl? Servers before 1.18 keep no managed fields. */
export function isMadeByUs({ metadata }: SecretWithValues): boolean {
  return metadata.managedFields?.some(({ manager }) => manager === "pachctl") ?? true;
}

function dataDifferences(sent: SecretData, found: SecretData): string[] {
  const changed = Object.keys(sent).filter((key) => !isSameValue(sent[key], found[key]));
  const added = Object.keys(found).filter((key) => sent[key] === undefined);
  // A key that somebody else chose may be anything, such as a value.
  const isShown = (key: string): boolean =>
    dataKeyFlaws(key).length === 0 && !quotesValue(key, Object.values(sent), undefined);
  const hidden = added.filter((key) => !isShown(key)).length;
  return [
    ...[...changed, ...added.filter(isShown)].map((key) => `data key "${key}"`),
    ...(hidden > 0 ? [`${hidden} more data key${hidden > 1 ? "s" : ""}`] : []),
  ];
}

function isSameValue(sent: string | undefined, found: string | undefined): boolean {
  return sent !== undefined && found !== undefined && decodeBase64(sent).equals(decodeBase64(found));
}

function missing(
  what: string,
  sent: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(sent).flatMap(([key, value]) => (found[key] === value ? [] : [`${what} "${key}"`]));
}

function uidsOf(owners: readonly unknown[] | undefined): unknown[] {
  return (owners ?? []).map((owner) => (owner as { uid?: unknown } | null)?.uid);
}
