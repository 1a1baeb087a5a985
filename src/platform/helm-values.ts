import { isObject, kindOf } from "../apimachinery/json-value.js";
import { PachctlError, usageError } from "../errors.js";
import { documentsIn } from "../input/documents.js";
import { InputBudget, type InputDeps, type InputText, readInput } from "../input/read-input.js";
import type { SourceDocument } from "../input/source-document.js";
import { formatPath } from "../source/path.js";

type YamlMap = Readonly<Record<string, unknown>>;

export interface ValuesFile extends InputText {
  /** As it was named: a path, or `-`. */
  source: string;
  /** Undefined for a file without values. */
  document: SourceDocument | undefined;
  value: YamlMap;
}

/** Where something stands; lines and columns from 1. */
export interface ValuesPlace {
  file: string;
  line: number;
  column: number;
}

/** The values of an installation: files merged as Helm merges them, a later one over an earlier one. */
export class HelmValues {
  readonly files: readonly ValuesFile[];
  readonly merged: YamlMap;

  constructor(files: readonly ValuesFile[]) {
    this.files = files;
    this.merged = files.reduce<YamlMap>((all, { value }) => merge(all, value), {});
  }

  /**
   * What the files say about an attribute, such as `pachd.rootToken`.
   * @returns undefined when they say nothing; null when it, or what it is in, is set to null, which takes the chart's default away
   */
  given(attribute: string): unknown {
    return memberAt(this.merged, attribute);
  }

  /** The last file that says something about an attribute, or else about what is around it. */
  fileOf(attribute: string): ValuesFile | undefined {
    const parts = attribute.split(".");
    for (let length = parts.length; length > 0; length--) {
      const around = parts.slice(0, length).join(".");
      const found = this.files.findLast(({ value }) => memberAt(value, around) !== undefined);
      if (found !== undefined) return found;
    }
    return this.files.at(-1);
  }

  placeOf(attribute: string, index?: number): ValuesPlace {
    const file = this.fileOf(attribute);
    const path = [...attribute.split("."), ...(index === undefined ? [] : [index])];
    const place = file?.document?.positionOf(path, index === undefined ? "key" : "value");
    return { file: file?.label ?? "", ...(place ?? { line: 1, column: 1 }) };
  }
}

/** Maps are merged; anything else, a list or null too, replaces what was there. */
function merge(under: YamlMap, over: YamlMap): YamlMap {
  const merged: Record<string, unknown> = Object.assign(Object.create(null), under);
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? merge(below, value) : value;
  }
  return merged;
}

function memberAt(value: unknown, attribute: string): unknown {
  let found: unknown = value;
  for (const part of attribute.split(".")) {
    if (found === null) return null;
    if (!isObject(found)) return undefined;
    found = found[part];
  }
  return found;
}

/**
 * Reads values files, in YAML or JSON.
 * @param sources paths; `-` is standard input
 * @throws PachctlError usage with a line for everything that is no Helm values file of chart 2
 */
export async function readHelmValues(sources: readonly string[], deps: InputDeps): Promise<HelmValues> {
  if (sources.filter((source) => source === "-").length > 1) {
    throw usageError("standard input can be read only once");
  }
  const budget = new InputBudget();
  const problems: string[] = [];
  const files: ValuesFile[] = [];
  for (const source of sources) {
    try {
      const input = await readInput(source, budget, deps);
      const file = toValuesFile(source, input, problems);
      if (file !== undefined) files.push(file);
    } catch (error) {
      if (!(error instanceof PachctlError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new PachctlError("usage", problems);
  return new HelmValues(files);
}

function toValuesFile(source: string, input: InputText, problems: string[]): ValuesFile | undefined {
  const { label, text } = input;
  const isEmpty = text.split("\n").every((line) => /^\s*(?:#.*|---.*)?$/.test(line));
  if (isEmpty) return { ...input, source, document: undefined, value: {} };
  const [document, second] = documentsIn(text, "values");
  if (document === undefined) return undefined;
  for (const { line, column, path, reason } of document.problems) {
    const where = path.length === 0 ? "" : `${formatPath(path)}: `;
    problems.push(`${label}:${line}:${column}: ${where}${reason}`);
  }
  if (document.problems.length > 0) return undefined;
  const otherFormat =
    second === undefined
      ? formatProblem(document.value)
      : "Helm reads one document of a file, and here are several";
  if (otherFormat === undefined) return { ...input, source, document, value: document.value as YamlMap };
  const { line, column } = (second ?? document).positionOf([], "value");
  problems.push(`${label}:${line}:${column}: ${otherFormat}`);
  return undefined;
}

/** What the values of chart 1 held and those of chart 2 do not. */
const CHART_1: readonly string[] = [
  "dash",
  "portRange",
  "pachd.shards",
  "pachd.replicaCount",
  "pachd.exposeObjApi",
  "pachd.exposeDockerSocket",
  "pachd.blockCacheBytes",
  "pachd.pfsCache",
  "pachd.disableSsl",
  "pachd.worker.repository",
];

function formatProblem(value: unknown): string | undefined {
  if (!isObject(value)) return `expected a map of values, and found ${kindOf(value)}`;
  if (typeof value.apiVersion === "string" && typeof value.kind === "string") {
    return "this is a Kubernetes object, not a file of Helm values";
  }
  const tag = memberAt(value, "pachd.image.tag");
  const isChart1 = typeof tag === "string" && /^v?1\.\d/.test(tag);
  if (isChart1 || CHART_1.some((attribute) => (memberAt(value, attribute) ?? undefined) !== undefined)) {
    return "these are values of Pachyderm's chart 1, which has no platform secrets";
  }
  return undefined;
}
