import { encodeBase64 } from "../../apimachinery/base64.js";
import { dataKeyProblem, labelValueProblem, qualifiedNameProblem } from "../../apimachinery/name-words.js";
import { PachctlError, usageError } from "../../errors.js";
import { readValues, type ValueDeps } from "../../input/read-values.js";
import { checkManifest } from "../../secret/check-manifest.js";
import { labelConflicts, SOURCE_LABEL, SUITE_LABEL } from "../../secret/labels.js";
import type { SecretWithValues } from "../../secret/secret.js";
import { type Changes, changeOf, dataChange, type SecretChange } from "../../secret/secret-change.js";
import { formatPath } from "../../source/path.js";
import { applied } from "./recreate.js";

/** What was typed. */
export interface NamedChange {
  /** `KEY=@FILE`, `KEY=-`, `KEY=@prompt` */
  set: readonly string[];
  unset: readonly string[];
  /** `KEY=VALUE`, `KEY-` */
  labels: readonly string[];
  annotations: readonly string[];
  trimNewline: boolean;
}

export interface ReadNamedChange {
  /** Of that, what is not so yet. */
  changeOf(found: SecretWithValues): SecretChange;
  /** For people. */
  notes: readonly string[];
  stdinIsTaken: boolean;
}

/** @throws PachctlError usage with a line for every problem; none quotes a value */
export async function readNamedChange(
  { set, unset, labels, annotations, trimNewline }: NamedChange,
  deps: ValueDeps,
): Promise<ReadNamedChange> {
  const problems: string[] = [];
  const files = set.map((text) => fileSource(text, problems));
  for (const key of unset) {
    const problem = dataKeyProblem(key);
    if (problem !== undefined) problems.push(`--unset takes a data key: ${problem}`);
  }
  const newLabels = pairs("--label", labels, problems);
  const newAnnotations = pairs("--annotation", annotations, problems);
  problems.push(...labelProblems(newLabels));
  if (problems.length > 0) throw new PachctlError("usage", problems);
  const { values, notes } = await readValues(
    { literals: [], files, envFiles: [], trimNewline, flag: "--set" },
    deps,
  );
  const both = unset.find((key) => values.has(key));
  if (both !== undefined) throw usageError(`${both} cannot be set and removed at once`);
  const data = Object.fromEntries([...values].map(([key, bytes]) => [key, encodeBase64(bytes)]));
  const change: SecretChange = {
    data: dataChange(data, unset),
    labels: newLabels,
    annotations: newAnnotations,
    immutable: undefined,
  };
  return {
    changeOf: (found) => checked(changeOf(found, change), found),
    notes,
    stdinIsTaken: files.some((file) => file.endsWith("=-")),
  };
}

/** What the server would refuse is refused here, with the place. */
function checked(change: SecretChange, found: SecretWithValues): SecretChange {
  if (Object.keys(change.data).length === 0) return change;
  const { type, data, annotations } = applied(found, change);
  const { name } = found;
  const result = checkManifest({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, annotations },
    type,
    data,
  });
  if (!("problems" in result)) return change;
  throw new PachctlError(
    "usage",
    result.problems.map(({ path, reason }) => `secret "${name}": ${formatPath(path)}: ${reason}`),
  );
}

/** As --from-file of `create secret generic` takes it. A value on the command line would be seen by others. */
function fileSource(text: string, problems: string[]): string {
  const [, key, source = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const path = source === "@prompt" || source === "-" ? source : source === "@-" ? "-" : source.slice(1);
  const isSource = path !== "" && (source === "-" || source.startsWith("@"));
  if (key === undefined || key === "" || !isSource) {
    problems.push(
      "--set takes KEY=@FILE, KEY=- (standard input) or KEY=@prompt; a value itself could be seen by others",
    );
  }
  return `${key}=${path}`;
}

/** @returns null for what is removed */
function pairs(flag: string, texts: readonly string[], problems: string[]): Changes {
  const found: Record<string, string | null> = Object.create(null);
  for (const text of texts) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? /^([^=]+)-$/.exec(text) ?? [];
    const problem = key === undefined ? undefined : qualifiedNameProblem(key);
    if (key === undefined) problems.push(`${flag} takes KEY=VALUE, or KEY- to remove one`);
    else if (problem !== undefined) problems.push(`${flag}: ${problem}`);
    else if (found[key] !== undefined) problems.push(`${flag}: the key ${key} is there twice`);
    else found[key] = value ?? null;
  }
  return found;
}

function labelProblems(labels: Changes): string[] {
  const ofMaker = [SUITE_LABEL, SOURCE_LABEL].filter((key) => labels[key] !== undefined);
  // Whatever stands in the way of pachd may be removed.
  const conflicting = Object.fromEntries(
    Object.entries(labels).filter(([key, value]) => value !== null && key !== SUITE_LABEL),
  );
  const values = Object.entries(labels).flatMap(([key, value]) => {
    const problem = value === null ? undefined : labelValueProblem(value);
    return problem === undefined ? [] : [`--label: the value of ${key}: ${problem}`];
  });
  return [
    ...ofMaker.map((key) => `--label: ${key} tells who made a secret, and stays as it is`),
    ...labelConflicts(conflicting).map(({ label, problem }) => `--label: ${label}: ${problem}`),
    ...values,
  ];
}
