import { PachctlError, usageError } from "../../errors.js";
import { renderObject } from "../../output/object-list.js";
import { findingLine } from "../../pipeline/finding.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { type OptionSpecs, type OptionsOf, outputOption } from "../options.js";
import { SPEC_OPTIONS } from "./spec-options.js";

const OPTIONS = { ...SPEC_OPTIONS, output: outputOption(["yaml", "json"]) } satisfies OptionSpecs;

export type RenderPipelineOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const RENDER_PIPELINE: CommandSpec<typeof OPTIONS> = {
  name: "pipeline",
  aliases: ["pipelines"],
  summary: "show what a pipeline's secret references become",
  description:
    "Show the variables, volumes, mounts and pull secrets that the secret references of pipeline specs add to the worker pod, as pachd renders them. No cluster is asked.",
  options: OPTIONS,
  examples: [
    "pachctl render pipeline -f pipeline.json",
    "pachctl render pipeline -f pipeline.json -o json",
    "cat pipeline.json | pachctl render pipeline -f -",
  ],
  run: (_words, options, deps) => renderPipelines(options, deps),
};

/** @throws PachctlError usage when pachd or the API server would refuse a reference */
export async function renderPipelines(options: RenderPipelineOptions, deps: CommandDeps): Promise<void> {
  const { files, output = "yaml" } = options;
  if (files.length === 0) {
    throw usageError("render pipeline needs a spec", "name it with -f FILE; -f - reads standard input");
  }
  const { readPipelines, findingsOf } = await import("../../pipeline/pipelines.js");
  const { renderWorker } = await import("../../pipeline/render.js");
  const pipelines = await readPipelines(options, deps);
  const refused = findingsOf(pipelines).filter(({ severity }) => severity === "error");
  if (refused.length > 0) throw new PachctlError("usage", refused.map(findingLine));
  const pods = pipelines.map(({ references }) => renderWorker(references));
  const [pod] = pods;
  if (output === "yaml") {
    const texts = await Promise.all(pods.map((each) => renderObject(each, output)));
    await deps.stdout.write(texts.join("---\n"));
  } else {
    const all = pods.length === 1 ? pod : { apiVersion: "v1", kind: "List", items: pods };
    await deps.stdout.write(await renderObject(all, output));
  }
}
