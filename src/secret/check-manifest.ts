import { canonicalBase64, decodedLength, encodeBase64 } from "../apimachinery/base64.js";
import { isObject, kindOf } from "../apimachinery/json-value.js";
import { MAX_DATA_BYTES } from "../apimachinery/names.js";
import { nearest } from "../apimachinery/shown.js";
import { SOURCE_LABEL, USER_SOURCE, withUserLabels } from "./labels.js";
import {
  type Manifest,
  METADATA_FIELDS,
  manifestSchema,
  NOT_A_MAP,
  notAString,
  SERVER_FIELDS,
} from "./manifest.js";
import { DEFAULT_TYPE, LAST_APPLIED, type NewSecret, type SecretData } from "./secret.js";
import { typeProblems } from "./type-problems.js";

export interface ManifestProblem {
  path: readonly (string | number)[];
  reason: string;
  /** Which end of the path is wrong, for its position in the file. */
  part: "key" | "value";
  /** The end of the path is no known field: it may be a line of a value that stands too far to the left. */
  isUnknown?: boolean;
  /** What is missing for the secret's type alone. */
  isOfType?: boolean;
}

export type CheckedManifest =
  | {
      secret: NewSecret;
      notes: string[];
      /** The values that came as plain text, by key. */
      stringData: Readonly<Record<string, string>>;
    }
  | { problems: ManifestProblem[] };

/**
 * Turns what a document holds for one secret into the secret to create, or says everything that is wrong with it. Notes are for
 * people: what was dropped or replaced.
 */
export function checkManifest(value: unknown): CheckedManifest {
  const parsed = manifestSchema.safeParse(value);
  const issues = parsed.error?.issues ?? [];
  const notes: string[] = [];
  const wrong = new Set(issues.map(fieldOf));
  const manifest = parsed.data ?? withoutFields(value, wrong);
  const secret = toNewSecret(manifest, notes);
  const problems = [
    ...issues.flatMap((issue) => problemsOf(issue, value)),
    ...wholeSecretProblems(manifest, secret, wrong),
  ];
  if (problems.length > 0) return { problems };
  return { secret, notes, stringData: manifest.stringData ?? Object.create(null) };
}

/** The field that an issue makes unusable: `data`, `metadata.labels`. An unknown field spoils no other. */
function fieldOf({ code, path }: Issue): string {
  if (code === "unrecognized_keys") return "";
  return path.slice(0, path[0] === "metadata" ? 2 : 1).join(".");
}

/** What is right of a manifest: its rules across fields are still checked, so that one run tells everything. */
function withoutFields(value: unknown, wrong: ReadonlySet<string>): Manifest {
  const { metadata, ...fields } = isObject(value) ? value : {};
  const keep = (entries: object, prefix: string): Record<string, unknown> =>
    Object.fromEntries(Object.entries(entries).filter(([field]) => !wrong.has(prefix + field)));
  const kept = isObject(metadata) ? keep(metadata, "metadata.") : {};
  return { ...keep(fields, ""), metadata: kept } as Manifest;
}

type Issue = NonNullable<ReturnType<typeof manifestSchema.safeParse>["error"]>["issues"][number];

function problemsOf(issue: Issue, value: unknown): ManifestProblem[] {
  const path = issue.path.map((segment) => (typeof segment === "symbol" ? String(segment) : segment));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        reason: unknownField(key, path),
        part: "key",
        isUnknown: true,
      }));
    case "invalid_type":
      return [{ path, reason: expectedReason(issue.expected, valueAt(value, path)), part: "value" }];
    case "invalid_value": {
      const expected = issue.values.map((choice) => JSON.stringify(choice)).join(" or ");
      const actual = valueAt(value, path);
      const reason =
        typeof actual === "string"
          ? `must be ${expected}, and is ${JSON.stringify(actual)}`
          : found(`must be ${expected}`, actual);
      return [{ path, reason, part: "value" }];
    }
    case "custom": {
      const reason = issue.message === NOT_A_MAP ? found(NOT_A_MAP, valueAt(value, path)) : issue.message;
      return [{ path, reason, part: issue.params?.isKey === true ? "key" : "value" }];
    }
    default:
      return [{ path, reason: "is not valid", part: "value" }];
  }
}

/** With the field that was probably meant, by the schema of the map that it stands in. */
function unknownField(key: string, path: readonly (string | number)[]): string {
  const meant =
    path.length === 0 && METADATA_FIELDS.includes(key) ? `metadata.${key}` : nearest(key, knownFields(path));
  return meant === undefined ? "there is no such field" : `there is no such field; did you mean ${meant}?`;
}

function knownFields(path: readonly (string | number)[]): readonly string[] {
  if (path.length === 0) return Object.keys(manifestSchema.shape);
  return path.length === 1 ? METADATA_FIELDS : [];
}

function found(rule: string, value: unknown): string {
  return value === undefined ? `${rule}, and is missing` : `${rule}, and is ${kindOf(value)}`;
}

function expectedReason(expected: string, actual: unknown): string {
  const isScalar = actual !== null && actual !== undefined;
  return expected === "string" && isScalar
    ? notAString(actual)
    : found(`must be ${article(expected)}`, actual);
}

function article(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    array: "a list",
    object: "a map",
    boolean: "true or false",
  };
  return words[expected] ?? `a ${expected}`;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, segment) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string | number, unknown>)[segment]
        : undefined,
    value,
  );
}

export function nameIn(value: unknown): string | undefined {
  const metadata = isObject(value) ? value.metadata : undefined;
  const name: unknown = isObject(metadata) ? metadata.name : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}

function toNewSecret(manifest: Manifest, notes: string[]): NewSecret {
  const { metadata } = manifest;
  const dropped = SERVER_FIELDS.filter((field) => isSet(metadata[field]));
  if (dropped.length > 0)
    notes.push(`dropped what the server sets itself: metadata.${dropped.join(", metadata.")}`);
  const annotations = copy(metadata.annotations);
  if (LAST_APPLIED in annotations) {
    delete annotations[LAST_APPLIED];
    notes.push(`dropped the annotation ${LAST_APPLIED}: it holds the values`);
  }
  const source = metadata.labels?.[SOURCE_LABEL];
  if (source !== undefined && source !== USER_SOURCE) {
    notes.push(`replaced the label ${SOURCE_LABEL}=${source} by ${SOURCE_LABEL}=${USER_SOURCE}`);
  }
  return {
    name: metadata.name || undefined,
    generateName: metadata.generateName || undefined,
    namespace: metadata.namespace || undefined,
    type: manifest.type || undefined,
    immutable: manifest.immutable ?? undefined,
    labels: withUserLabels(metadata.labels ?? {}),
    annotations,
    finalizers: metadata.finalizers ?? undefined,
    ownerReferences: metadata.ownerReferences ?? undefined,
    data: mergedData(manifest, notes),
    ...(!isSet(manifest.data) && !isSet(manifest.stringData) && { isBare: true }),
  };
}

/** stringData over data, as the server merges them; base64 without line ends. */
function mergedData({ data, stringData }: Manifest, notes: string[]): SecretData {
  const merged: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(data ?? {})) merged[key] = canonicalBase64(value);
  for (const [key, value] of Object.entries(stringData ?? {})) {
    const encoded = encodeBase64(Buffer.from(value, "utf8"));
    if (merged[key] !== undefined && merged[key] !== encoded)
      notes.push(`stringData.${key} replaces data.${key}`);
    merged[key] = encoded;
  }
  return merged;
}

/** The rules across fields, as far as the fields themselves are right. */
function wholeSecretProblems(
  manifest: Manifest,
  secret: NewSecret,
  wrong: ReadonlySet<string>,
): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  const areRight = (...fields: string[]): boolean => !fields.some((field) => wrong.has(field));
  const isNameless = secret.name === undefined && secret.generateName === undefined;
  if (isNameless && areRight("metadata", "metadata.name", "metadata.generateName")) {
    problems.push({ path: ["metadata"], reason: "needs a name", part: "value" });
  }
  if (!areRight("data", "stringData")) return problems;
  const bytes = Object.values(secret.data).reduce((sum, value) => sum + decodedLength(value), 0);
  if (bytes > MAX_DATA_BYTES) {
    const reason = `the values have ${bytes} bytes in all; a secret holds at most ${MAX_DATA_BYTES}`;
    problems.push({ path: [manifest.data ? "data" : "stringData"], reason, part: "key" });
  }
  if (!areRight("type", "metadata", "metadata.annotations")) return problems;
  for (const { path, reason } of typeProblems(secret.type ?? DEFAULT_TYPE, secret.data, secret.annotations)) {
    problems.push({ path: inManifest(path, manifest), reason, part: "value", isOfType: true });
  }
  return problems;
}

/** A value that came from stringData is reported there. */
function inManifest(path: readonly string[], { stringData }: Manifest): readonly string[] {
  const [top, key] = path;
  return top === "data" && key !== undefined && Object.hasOwn(stringData ?? {}, key)
    ? ["stringData", key]
    : path;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function copy(map: Readonly<Record<string, string>> | null | undefined): Record<string, string> {
  return Object.assign(Object.create(null), map);
}
