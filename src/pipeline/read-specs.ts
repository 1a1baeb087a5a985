import { isObject, kindOf } from "../apimachinery/json-value.js";
import { PachctlError } from "../errors.js";
import { documentsIn } from "../input/documents.js";
import { inputFiles } from "../input/input-files.js";
import { InputBudget, type InputDeps, type InputText, readInput } from "../input/read-input.js";
import type { SourceDocument } from "../input/source-document.js";
import { formatPath, type Path } from "../source/path.js";
import { memberOf, type PipelineSpec, type SpecLayer } from "./spec.js";

export interface SpecFiles {
  /** Of pipelines; `-` is standard input. */
  files: readonly string[];
  clusterDefaults: string | undefined;
  projectDefaults: string | undefined;
}

/**
 * Reads the specs of all pipelines, in JSON or YAML: a document holds one, or a list of them.
 * @throws PachctlError usage with a line for everything that cannot be read or parsed
 */
export async function readSpecs(
  { files, clusterDefaults, projectDefaults }: SpecFiles,
  deps: InputDeps,
): Promise<PipelineSpec[]> {
  const reader = new SpecReader(deps);
  const found = await inputFiles(files, false);
  reader.problems.push(...found.problems);
  const defaults: SpecLayer[] = [];
  for (const file of [projectDefaults, clusterDefaults]) {
    if (file === undefined) continue;
    for (const layer of await reader.requests(file)) defaults.push(inner(layer));
  }
  const specs: PipelineSpec[] = [];
  for (const file of found.files) {
    for (const layer of await reader.requests(file)) {
      const spec = reader.spec(layer, defaults);
      if (spec !== undefined) specs.push(spec);
    }
  }
  if (reader.problems.length > 0) throw new PachctlError("usage", reader.problems);
  return specs;
}

/** Defaults wrap a whole request (ClusterDefaults, ProjectDefaults). */
function inner(layer: SpecLayer): SpecLayer {
  const wrapped = memberOf(layer.request, "createPipelineRequest");
  if (wrapped === undefined || !isObject(wrapped.value)) return layer;
  return { ...layer, path: [...layer.path, wrapped.key], request: wrapped.value };
}

class SpecReader {
  readonly problems: string[] = [];
  readonly #deps: InputDeps;
  readonly #budget = new InputBudget();

  constructor(deps: InputDeps) {
    this.#deps = deps;
  }

  async requests(file: string): Promise<SpecLayer[]> {
    try {
      const input = await readInput(file, this.#budget, this.#deps);
      return isJsonnet(input, file) ? this.#jsonnet(input) : this.#requestsIn(input);
    } catch (error) {
      if (!(error instanceof PachctlError)) throw error;
      this.problems.push(...error.problems);
      return [];
    }
  }

  #jsonnet({ label }: InputText): SpecLayer[] {
    this.problems.push(`${label}: this is jsonnet, and becomes a spec when it is rendered`);
    return [];
  }

  #requestsIn({ label, text }: InputText): SpecLayer[] {
    return [...documentsIn(text, "pipeline spec")].flatMap((document) => {
      for (const { line, column, path, reason } of document.problems) {
        const where = path.length === 0 ? "" : `${formatPath(path)}: `;
        this.problems.push(`${label}:${line}:${column}: document ${document.number}: ${where}${reason}`);
      }
      if (document.problems.length > 0) return [];
      const { value } = document;
      const elements: [Path, unknown][] = Array.isArray(value)
        ? value.map((element, at) => [[at], element])
        : [[[], value]];
      return elements.flatMap(([path, request]) => {
        if (isObject(request)) return [{ file: label, document, path, request }];
        this.#problem(
          { file: label, document, path },
          `expected a pipeline spec, and found ${kindOf(request)}`,
        );
        return [];
      });
    });
  }

  spec(layer: SpecLayer, defaults: readonly SpecLayer[]): PipelineSpec | undefined {
    const pipeline = memberOf(layer.request, "pipeline")?.value;
    const name: unknown = isObject(pipeline) ? pipeline.name : undefined;
    // The words of pachctl (src/internal/ppsutil/decoder.go).
    if (!isObject(pipeline)) return this.#problem(layer, "no `pipeline` specified");
    if (typeof name !== "string" || name === "") return this.#problem(layer, "no pipeline `name` specified");
    const project: unknown = isObject(pipeline.project) ? pipeline.project.name : undefined;
    return { name, project: typeof project === "string" ? project : undefined, layers: [layer, ...defaults] };
  }

  #problem(
    { file, document, path }: { file: string; document: SourceDocument; path: Path },
    reason: string,
  ): undefined {
    const { line, column } = document.positionOf(path, "value");
    this.problems.push(`${file}:${line}:${column}: document ${document.number}: ${reason}`);
  }
}

/** By its name, or by how it starts. */
function isJsonnet({ text }: InputText, file: string): boolean {
  if (/\.(?:jsonnet|libsonnet)$/.test(file)) return true;
  const code = text.replace(/^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)+/, "");
  return /^(?:function\s*\(|local\s+\w)/.test(code);
}
