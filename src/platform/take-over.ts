import { randomInt } from "node:crypto";
import { isObject } from "../apimachinery/json-value.js";
import { PachctlError } from "../errors.js";
import { documentsIn } from "../input/documents.js";
import { Places } from "../source/places.js";
import { renderSecrets } from "./chart/chart.js";
import { type ChartValues, isTrue } from "./chart-values.js";
import type { ValuesFile } from "./helm-values.js";
import { rewriteValues, type ValuesEdit } from "./rewrite-values.js";
import { isKnownTo, PLATFORM_SECRETS } from "./secrets-map.js";
import {
  BUNDLED_POSTGRES,
  DETERMINED_OIDC,
  EXTERNAL_POSTGRES,
  OWN_SECRETS,
  type OwnKey,
  type OwnSecret,
} from "./taken-over.js";
import { UneditableValues } from "./values-text/values-text.js";

/** A key of a secret that is to be made: with the value of the files, or with one that is found or generated. */
export interface PlannedKey extends OwnKey {
  /** Of the files; undefined for what is taken from the running installation, or else generated. */
  given: unknown;
}

export interface PlannedSecret extends Omit<OwnSecret, "keys"> {
  keys: readonly PlannedKey[];
}

export interface Plan {
  secrets: readonly PlannedSecret[];
  /** Raw values beside a name attribute that wins: they only have to go. */
  unused: readonly string[];
}

/**
 * What of an installation's values can move into secrets of its own, with these values and this version of the chart: raw values,
 * and what the chart would generate.
 * @throws PachctlError usage for a value that is no text where it must be
 */
export function planTakeOver(values: ChartValues): Plan {
  const outcome = renderSecrets(values);
  const generated = new Set(
    outcome.made.flatMap(({ source, attribute }) =>
      source === "generated" && attribute !== undefined ? [attribute] : [],
    ),
  );
  const secrets: PlannedSecret[] = [];
  const unused: string[] = [];
  const postgres = values.isOn("postgresql.enabled") ? BUNDLED_POSTGRES : EXTERNAL_POSTGRES;
  for (const own of [...OWN_SECRETS, postgres, DETERMINED_OIDC]) {
    if (!isKnown(own, values) || isReadByFixedName(own, values)) continue;
    const given = own.keys.filter(
      ({ rawAttribute }) => rawAttribute !== undefined && values.isGiven(rawAttribute),
    );
    const isTls = own.type === "kubernetes.io/tls";
    if (!isTls && own.nameAttributes.some((attribute) => values.isOn(attribute))) {
      unused.push(...given.flatMap(({ rawAttribute }) => rawAttribute ?? []));
      continue;
    }
    if (isTls && given.length < own.keys.length) continue;
    const isGenerated = own.keys.some(({ rawAttribute = own.nameAttributes[0] ?? "" }) =>
      generated.has(rawAttribute),
    );
    if (given.length === 0 && !isGenerated) continue;
    secrets.push({ ...own, name: nameOf(own, values), keys: own.keys.map((key) => planned(key, values)) });
  }
  return { secrets, unused };
}

function isKnown({ nameAttributes: [name], keys }: OwnSecret, { version }: ChartValues): boolean {
  const key = keys[0]?.key;
  return PLATFORM_SECRETS.some(
    (row) =>
      row.nameAttribute === name &&
      isKnownTo(row, version) &&
      (row.key === key || version.generation === "bootstrap"),
  );
}

/** Up to 2.11 the enterprise server reads the console's secret by the chart's own name only. */
function isReadByFixedName({ nameAttributes }: OwnSecret, values: ChartValues): boolean {
  return (
    nameAttributes.includes("console.config.oauthClientSecretSecretName") &&
    values.version.generation === "enterprise" &&
    values.isOn("enterpriseServer.enabled")
  );
}

/** A name that the chart gives to a secret of its own now must not be ours: Helm deletes it when the chart stops making it. */
function nameOf({ name, nameAttributes: [attribute = ""] }: OwnSecret, values: ChartValues): string {
  return values.text(attribute) === name && attribute.endsWith(".tls.secretName") ? `${name}-own` : name;
}

function planned(key: OwnKey, values: ChartValues): PlannedKey {
  const { rawAttribute } = key;
  const given =
    rawAttribute !== undefined && values.isGiven(rawAttribute) ? values.get(rawAttribute) : undefined;
  const reason = rawAttribute === undefined ? undefined : unmovable(rawAttribute, given);
  if (rawAttribute === undefined || reason === undefined) return { ...key, given };
  const { file, line, column } = values.files.placeOf(rawAttribute);
  throw new PachctlError("usage", `${file}:${line}:${column}: ${rawAttribute}: ${reason}`);
}

/** Why a value cannot be moved into a secret as it is; undefined when it can, or when there is none. */
function unmovable(rawAttribute: string, given: unknown): string | undefined {
  const isList = rawAttribute === "oidc.upstreamIDPs" || rawAttribute === "oidc.additionalClients";
  if (given === undefined) return undefined;
  if (!isList) return typeof given === "string" ? undefined : "this is no text; put it in quotes";
  if (!Array.isArray(given)) return "it must be a list";
  return holdsOddNumber(given) ? "it holds a number that would be another one; put it in quotes" : undefined;
}

/** One with more digits than are kept, or of base 60. */
function holdsOddNumber(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (Array.isArray(value)) return value.some(holdsOddNumber);
  return isObject(value) && Object.values(value).some(holdsOddNumber);
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** As the chart makes tokens, `randAlphaNum 32`: some 190 bits, from the system's secure source. */
export function randomToken(): string {
  return Array.from({ length: 32 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** A values file, as it is without the values that were moved. */
export interface RewrittenFile {
  file: ValuesFile;
  text: string;
}

/**
 * The values files without the raw values, and with the names of the secrets instead; only the lines that say so are changed.
 * @throws PachctlError usage with a line for every place that cannot be edited
 */
export function rewriteFiles(values: ChartValues, { secrets, unused }: Plan): RewrittenFile[] {
  const { files } = values.files;
  const edits = new Map<ValuesFile, ValuesEdit[]>(files.map((file) => [file, []]));
  const remove = (attribute: string): ValuesFile | undefined => {
    const holders = files.filter(({ value }) => isTrue(at(value, attribute)));
    for (const file of holders) edits.get(file)?.push({ attribute, remove: true });
    return holders.at(-1);
  };
  for (const { name, nameAttributes, keys, also } of secrets) {
    const holders = keys.map(({ rawAttribute }) =>
      rawAttribute === undefined ? undefined : remove(rawAttribute),
    );
    for (const [index, attribute] of nameAttributes.entries()) {
      const lastHolder = files.findLast((file) => holders.includes(file));
      const lastNamed = files.findLast(({ value }) => at(value, attribute) !== undefined);
      const file = laterOf(files, lastHolder, lastNamed) ?? files.at(-1);
      if (file === undefined) continue;
      edits.get(file)?.push({ attribute, set: name });
      if (
        index === 0 &&
        also !== undefined &&
        files.some(({ value }) => at(value, also.attribute) !== undefined)
      ) {
        const holder = files.findLast(({ value }) => at(value, also.attribute) !== undefined) ?? file;
        edits.get(holder)?.push(also);
      }
    }
  }
  for (const attribute of unused) remove(attribute);
  return files.map((file) => ({ file, text: edited(file, edits.get(file) ?? []) }));
}

function laterOf(
  files: readonly ValuesFile[],
  one: ValuesFile | undefined,
  other: ValuesFile | undefined,
): ValuesFile | undefined {
  return files.findLast((file) => file === one || file === other);
}

function edited(file: ValuesFile, edits: readonly ValuesEdit[]): string {
  if (edits.length === 0) return file.text;
  try {
    const text = rewriteValues(file.text, edits);
    checkRewritten(file, text, edits);
    return text;
  } catch (error) {
    if (!(error instanceof UneditableValues)) throw error;
    const { line, column } = new Places(file.text).positionAt(error.offset);
    throw new PachctlError("usage", `${file.label}:${line}:${column}: ${error.message}`);
  }
}

/** Reads it back: what was to change has changed, and nothing else has. */
function checkRewritten(file: ValuesFile, text: string, edits: readonly ValuesEdit[]): void {
  const [document] = documentsIn(text, "values");
  const value = document?.value ?? {};
  const isDone = edits.every((edit) =>
    "remove" in edit
      ? !isTrue(at(value, edit.attribute))
      : String(at(value, edit.attribute)) === String(edit.set),
  );
  const attributes = edits.map(({ attribute }) => attribute);
  const [before, after] = [leavesOf(file.value, attributes), leavesOf(value, attributes)];
  const isSame = [...after].every(([path, leaf]) => before.get(path) === leaf);
  // What only served an anchor, outside the chart's values, may be gone.
  const isWhole = [...before.keys()].every(
    (path) => after.has(path) || !/^(?:global|pachd|console|oidc|postgresql)\b/.test(path),
  );
  if (isDone && isSame && isWhole && document?.isBroken !== true) return;
  throw new UneditableValues("this file cannot be edited without changing more of it; do it by hand", 0);
}

/** The values of a file by their paths, without some of them. */
function leavesOf(value: unknown, except: readonly string[]): Map<string, string> {
  const leaves = new Map<string, string>();
  const visit = (part: unknown, path: string): void => {
    if (except.includes(path)) return;
    if (isObject(part)) {
      for (const [key, inner] of Object.entries(part)) visit(inner, path === "" ? key : `${path}.${key}`);
    } else leaves.set(path, JSON.stringify(part) ?? "");
  };
  visit(value, "");
  return leaves;
}

function at(value: unknown, attribute: string): unknown {
  return attribute
    .split(".")
    .reduce<unknown>((found, part) => (isObject(found) ? found[part] : undefined), value);
}
