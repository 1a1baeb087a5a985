import { escapeControls } from "../../apimachinery/escape.js";
import { usageError } from "../../errors.js";
import { commandHint } from "../../kube/command-hint.js";
import { toJson } from "../../output/json.js";
import { type Finding, findingLine } from "../../pipeline/finding.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import { type OptionSpecs, type OptionsOf, outputOption, repeated, toggle } from "../options.js";
import { SPEC_OPTIONS } from "./spec-options.js";

const OPTIONS = {
  ...SPEC_OPTIONS,
  offline: toggle("--offline", "look at the specs alone, and at the manifests of -m"),
  manifests: repeated(
    "-m, --manifest <file>",
    "with --offline: secrets that stand for those of the cluster; may be repeated",
  ),
  strict: toggle("--strict", "warnings count as problems"),
  output: outputOption(["json"]),
} satisfies OptionSpecs;

export type ValidatePipelineOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const VALIDATE_PIPELINE: CommandSpec<typeof OPTIONS> = {
  name: "pipeline",
  aliases: ["pipelines"],
  summary: "check the secret references of pipeline specs",
  description:
    "Check every secret reference of pipeline specs: what pachd or Kubernetes would refuse, some of it only minutes later, and what cannot do what was meant. Nothing else of a spec is judged. Ends with 1 when there are problems.",
  options: OPTIONS,
  examples: [
    "pachctl validate pipeline -f pipeline.json",
    "pachctl validate pipeline -f pipeline.json --offline",
    "pachctl validate pipeline -f pipeline.json --offline -m my-secret.json -o json",
  ],
  run: (_words, options, deps) => validatePipelines(options, deps),
};

/** @returns 1 when there are problems */
export async function validatePipelines(
  options: ValidatePipelineOptions,
  deps: CommandDeps,
): Promise<number> {
  const { files, offline, manifests, strict, output } = options;
  if (files.length === 0) {
    throw usageError("validate pipeline needs a spec", "name it with -f FILE; -f - reads standard input");
  }
  if (manifests.length > 0 && !offline) {
    throw usageError("-m needs --offline: its manifests stand for the cluster");
  }
  if (files.includes("-") && manifests.includes("-")) {
    throw usageError("standard input can be read only once");
  }
  const { readPipelines, findingsOf } = await import("../../pipeline/pipelines.js");
  const pipelines = await readPipelines(options, deps);
  const { knownSecrets } = await import("./known-secrets.js");
  const findings = findingsOf(pipelines, await knownSecrets(pipelines, options, deps));
  if (output === "json") await deps.stdout.write(findingsAsJson(findings));
  else await tell(findings, options, deps);
  const problems = findings.filter(({ severity }) => strict || severity === "error");
  if (findings.length === 0) {
    const count = pipelines.length === 1 ? "1 pipeline" : `${pipelines.length} pipelines`;
    await note(deps, options, `no problems in ${count}`);
  }
  return problems.length > 0 ? 1 : 0;
}

/** On stderr, as errors about input are; with the command that would help. */
async function tell(
  findings: readonly Finding[],
  options: ValidatePipelineOptions,
  deps: CommandDeps,
): Promise<void> {
  for (const finding of findings) {
    if (options.quiet && finding.severity === "warning" && !options.strict) continue;
    await deps.stderr.write(`${finding.severity}: ${escapeControls(findingLine(finding))}\n`);
    if (finding.fix === undefined) continue;
    const { context, kubeconfig, namespace } = options;
    const command = commandHint(finding.fix, { context, kubeconfig, namespace: "" }, namespace);
    await deps.stderr.write(`hint: ${escapeControls(command)}\n`);
  }
}

function findingsAsJson(findings: readonly Finding[]): string {
  return `${toJson({ findings: findings.map(({ fix: _, ...finding }) => finding) })}\n`;
}
