import { decodeBase64, decodedLength, encodeBase64 } from "../apimachinery/base64.js";
import { isObject, kindOf } from "../apimachinery/json-value.js";
import { MAX_DATA_BYTES } from "../apimachinery/names.js";
import { nearest, shownName } from "../apimachinery/shown.js";
import { SOURCE_LABEL, USER_SOURCE, withUserLabels } from "./labels.js";
import { type Manifest, manifestSchema, NOT_A_MAP, SERVER_FIELDS } from "./manifest.js";
import { DEFAULT_TYPE, LAST_APPLIED, type NewSecret, type SecretData } from "./secret.js";
import { typeProblems } from "./type-problems.js";

export interface ManifestProblem {
  path: readonly (string | number)[];
  reason: string;
  /** Which end of the path is wrong, for its position in the file. */
  part: "key" | "value";
}

export type CheckedManifest =
  | { secret: NewSecret; notes: string[] }
  | { problems: ManifestProblem[]; name: string | undefined };

/**
 * Turns the value of one document into the secret to create, or says everything that is wrong with it. Notes are for
 * people: what was dropped or replaced.
 */
export function checkManifest(value: unknown): CheckedManifest {
  const name = nameIn(value);
  const early = wrongDocument(value);
  if (early !== undefined) return { problems: [early], name };
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
  return problems.length > 0 ? { problems, name } : { secret, notes };
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

/** A document that is no Secret at all gets one answer instead of a list of missing fields. */
function wrongDocument(value: unknown): ManifestProblem | undefined {
  const wrong = (reason: string, path: string[] = []): ManifestProblem => ({ path, reason, part: "value" });
  if (!isObject(value)) return wrong(`expected a JSON object, and found ${kindOf(value)}`);
  const kind: unknown = value.kind;
  if (kind === "List" || kind === "SecretList") {
    const items: unknown = value.items;
    const exported =
      Array.isArray(items) && items.length > 0 && items.every((item) => isExportWithoutValues(item));
    if (exported) return wrong(EXPORTED_WITHOUT_VALUES);
    return wrong("holds a list, and only one Secret can be created from a file", ["kind"]);
  }
  if (isExportWithoutValues(value)) return wrong(EXPORTED_WITHOUT_VALUES);
  if (typeof kind === "string" && kind !== "Secret" && nearest(kind, ["Secret"]) === undefined) {
    return wrong(`this is a ${shownName(kind)}, and only Secrets are created here`, ["kind"]);
  }
  return undefined;
}

const EXPORTED_WITHOUT_VALUES =
  "this was exported without values, and would make an empty secret (export it with --show-values)";

function isExportWithoutValues(value: unknown): boolean {
  if (!isObject(value)) return false;
  const metadata: unknown = value.metadata;
  if (!isObject(metadata)) return false;
  if (/^PartialObjectMetadata(?:List)?$/.test(String(value.kind))) return true;
  const exported = Boolean(metadata.uid) || Boolean(metadata.resourceVersion);
  return exported && !("data" in value) && !("stringData" in value);
}

type Issue = NonNullable<ReturnType<typeof manifestSchema.safeParse>["error"]>["issues"][number];

function problemsOf(issue: Issue, value: unknown): ManifestProblem[] {
  const path = issue.path.map((segment) => (typeof segment === "symbol" ? String(segment) : segment));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        reason: "there is no such field",
        part: "key",
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

function found(rule: string, value: unknown): string {
  return value === undefined ? `${rule}, and is missing` : `${rule}, and is ${kindOf(value)}`;
}

function expectedReason(expected: string, actual: unknown): string {
  return found(`must be ${article(expected)}`, actual);
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

function nameIn(value: unknown): string | undefined {
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
  };
}

/** stringData over data, as the server merges them; base64 without line ends. */
function mergedData({ data, stringData }: Manifest, notes: string[]): SecretData {
  const merged: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(data ?? {})) merged[key] = encodeBase64(decodeBase64(value));
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
    problems.push({ path: inManifest(path, manifest), reason, part: "value" });
  }
  return problems;
}

/** A value that came from stringData is reported there. */
function inManifest(path: readonly string[], { stringData }: Manifest): readonly string[] {
  const [top, key] = path;
  return top === "data" && key !== undefined && stringData?.[key] !== undefined ? ["stringData", key] : path;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function copy(map: Readonly<Record<string, string>> | null | undefined): Record<string, string> {
  return Object.assign(Object.create(null), map);
}
