import { decodeBase64 } from "../apimachinery/base64.js";
import { SOURCE_LABEL, SUITE_LABEL } from "./labels.js";
import { LAST_APPLIED, type NewSecret, type SecretData, type SecretWithValues } from "./secret.js";

/** New values by key; null removes one. */
export type Changes = Readonly<Record<string, string | null>>;

/** What is to become of a secret; what it does not name stays as it is. */
export interface SecretChange {
  /** Base64. */
  data: Changes;
  labels: Changes;
  annotations: Changes;
  /** A secret can become immutable; false takes a new one. */
  immutable: boolean | undefined;
}

/** The parts of a change that have keys, and what a key of theirs is called. */
const PARTS = { data: "data key", labels: "label", annotations: "annotation" } as const;

type Part = keyof typeof PARTS;

/** The maps of a secret, as a change sees them. */
type Maps = Readonly<Record<Part, Readonly<Record<string, string>>>>;

export function mapsOf({ data, labels, metadata }: SecretWithValues): Maps {
  return { data, labels, annotations: metadata.annotations ?? {} };
}

export function isEmptyChange(change: SecretChange): boolean {
  return sizeOf(change) === 0;
}

/** How many things a change changes. */
export function sizeOf(change: SecretChange): number {
  const keys = partsOf(change).reduce((sum, { changes }) => sum + Object.keys(changes).length, 0);
  return keys + (change.immutable === undefined ? 0 : 1);
}

/**
 * What makes a secret the one of a manifest: its values exactly; its labels and annotations among the others. Who made a secret
 * stays as it is: a label could hand a secret of the installation to `pachctl delete all`.
 */
export function changeTo(wanted: NewSecret, found: SecretWithValues): SecretChange {
  const { [SUITE_LABEL]: _, [SOURCE_LABEL]: __, ...labels } = wanted.labels;
  const gone = Object.keys(found.data).filter((key) => wanted.data[key] === undefined);
  return changeOf(found, {
    data: copy([...Object.entries(wanted.data), ...gone.map((key): [string, null] => [key, null])]),
    labels,
    annotations: wanted.annotations,
    immutable: wanted.immutable,
  });
}

/** Of what is wanted, that which is not so yet. */
export function changeOf(found: SecretWithValues, wanted: SecretChange): SecretChange {
  const maps = mapsOf(found);
  const missing = (part: Part): Changes =>
    copy(Object.entries(wanted[part]).filter(([key, value]) => !isSo(part, value, own(maps[part], key))));
  return {
    data: missing("data"),
    labels: missing("labels"),
    annotations: missing("annotations"),
    immutable: wanted.immutable === (found.immutable === true) ? undefined : wanted.immutable,
  };
}

/** A change of values also removes the annotation of `kubectl apply`, which holds them as they were. */
export function withoutLastApplied(change: SecretChange, found: SecretWithValues): SecretChange {
  const isLeft = Object.hasOwn(mapsOf(found).annotations, LAST_APPLIED);
  if (Object.keys(change.data).length === 0 || !isLeft) return change;
  return { ...change, annotations: { ...change.annotations, [LAST_APPLIED]: null } };
}

/** What a change has not made so: `data key "a"`, one each. */
export function notMade(change: SecretChange, found: SecretWithValues): string[] {
  const left = changeOf(found, change);
  const keys = partsOf(left).flatMap(({ name, changes }) =>
    Object.keys(changes).map((key) => `${name} "${key}"`),
  );
  return [...keys, ...(left.immutable === undefined ? [] : ["immutable"])];
}

/** What somebody else made of the keys of a change, since the secret was read: `data key "a"`, one each. */
export function crossings(change: SecretChange, read: SecretWithValues, now: SecretWithValues): string[] {
  const [before, after] = [mapsOf(read), mapsOf(now)];
  return partsOf(change).flatMap(({ part, name, changes }) =>
    Object.entries(changes).flatMap(([key, value]) => {
      const current = own(after[part], key);
      const isTheirs = !isSo(part, own(before[part], key) ?? null, current) && !isSo(part, value, current);
      return isTheirs ? [`${name} "${key}"`] : [];
    }),
  );
}

/** `changed password, added user, removed old; label team`: keys only. */
export function changeText(change: SecretChange, found: SecretWithValues): string {
  const maps = mapsOf(found);
  const verbs = (part: Part): string => {
    const entries = Object.entries(change[part]);
    const kinds = (
      [
        ["changed", ([key, value]) => value !== null && Object.hasOwn(maps[part], key)],
        ["added", ([key, value]) => value !== null && !Object.hasOwn(maps[part], key)],
        ["removed", ([, value]) => value === null],
      ] satisfies [string, (entry: [string, string | null]) => boolean][]
    ).map(([verb, is]) => [verb, entries.filter(is).map(([key]) => key)] as const);
    return kinds
      .filter(([, keys]) => keys.length > 0)
      .map(([verb, keys]) => `${verb} ${part === "data" ? "" : `${PARTS[part]} `}${keys.join(", ")}`)
      .join(", ");
  };
  const texts = (Object.keys(PARTS) as Part[]).map(verbs).filter((text) => text !== "");
  if (change.immutable !== undefined) texts.push(change.immutable ? "now immutable" : "no longer immutable");
  return texts.join("; ");
}

function partsOf(change: SecretChange): { part: Part; name: string; changes: Changes }[] {
  return (Object.keys(PARTS) as Part[]).map((part) => ({ part, name: PARTS[part], changes: change[part] }));
}

/** Values are compared as bytes: base64 can be written in several ways. */
function isSo(part: Part, wanted: string | null, found: string | undefined): boolean {
  if (wanted === null || found === undefined) return (wanted ?? undefined) === found;
  return wanted === found || (part === "data" && decodeBase64(wanted).equals(decodeBase64(found)));
}

function own(map: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function copy<V>(entries: readonly [string, V][]): Record<string, V> {
  const map: Record<string, V> = Object.create(null);
  for (const [key, value] of entries) map[key] = value;
  return map;
}

/** Nothing; to be spread. */
export const NO_CHANGE: SecretChange = { data: {}, labels: {}, annotations: {}, immutable: undefined };

/** Of values to set and keys to remove. */
export function dataChange(values: SecretData, removed: readonly string[]): Changes {
  return copy([...Object.entries(values), ...removed.map((key): [string, null] => [key, null])]);
}
