import pLimit from "p-limit";
import { escapeControls } from "../../apimachinery/escape.js";
import { secretNameProblem } from "../../apimachinery/name-words.js";
import { PachctlError, usageError } from "../../errors.js";
import { commandHint } from "../../kube/command-hint.js";
import type { Secrets } from "../../kube/secrets.js";
import { toJson } from "../../output/json.js";
import { checkReferences } from "../../pipeline/check-references.js";
import { checkSecrets, type KnownSecret, type LookUp, namesOf } from "../../pipeline/check-secrets.js";
import { type Finding, findingLine } from "../../pipeline/finding.js";
import { toKnownSecret } from "../../pipeline/known-secret.js";
import { type References, referencesOf } from "../../pipeline/references.js";
import type { PipelineSpec } from "../../pipeline/spec.js";
import { DEFAULT_TYPE } from "../../secret/secret.js";
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
  const { readSpecs } = await import("../../pipeline/read-specs.js");
  const checked = (await readSpecs(options, deps)).map((spec) => ({ spec, references: referencesOf(spec) }));
  const lookUp = await known(checked, options, deps);
  const findings = checked.flatMap(({ spec, references }) => [
    ...references.findings,
    ...checkReferences(spec, references),
    ...(lookUp === undefined ? [] : checkSecrets(spec, references, lookUp)),
  ]);
  findings.sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : 0));
  if (output === "json") await deps.stdout.write(findingsAsJson(findings));
  else await tell(findings, options, deps);
  const problems = findings.filter(({ severity }) => strict || severity === "error");
  if (findings.length === 0) await note(deps, options, `no problems in ${pipelines(checked.length)}`);
  return problems.length > 0 ? 1 : 0;
}

function pipelines(count: number): string {
  return count === 1 ? "1 pipeline" : `${count} pipelines`;
}

type Checked = readonly { spec: PipelineSpec; references: References }[];

/** @returns nothing when no secret is known, and so none can be missed */
async function known(
  checked: Checked,
  options: ValidatePipelineOptions,
  deps: CommandDeps,
): Promise<LookUp | undefined> {
  if (!options.offline) return ofCluster(checked, options, deps);
  if (options.manifests.length === 0) return undefined;
  const { readManifests } = await import("../../input/read-manifests.js");
  const { secrets } = await readManifests(
    {
      files: options.manifests,
      recursive: false,
      maxInput: undefined,
      namespace: options.namespace,
      skipOtherKinds: true,
      strict: false,
    },
    deps,
  );
  const byName = new Map(
    secrets.flatMap(({ name, type = DEFAULT_TYPE, data }) =>
      name === undefined ? [] : [[name, toKnownSecret(type, data)] as const],
    ),
  );
  return (name) => byName.get(name);
}

/** Requests under way. */
const AT_ONCE = 8;

async function ofCluster(
  checked: Checked,
  options: ValidatePipelineOptions,
  deps: CommandDeps,
): Promise<LookUp> {
  const names = [...new Set(checked.flatMap(({ references }) => namesOf(references)))].filter(isSecretName);
  const cluster = await deps.connect({ ...options, stdinIsTaken: options.files.includes("-") });
  const secrets = cluster.secrets();
  const inTurn = pLimit(AT_ONCE);
  const found = await Promise.all(names.map((name) => inTurn(() => read(name, secrets))));
  return (name) => found[names.indexOf(name)];
}

/** What cannot be a name is told without asking. */
function isSecretName(name: string): boolean {
  return secretNameProblem(name) === undefined;
}

async function read(name: string, secrets: Secrets): Promise<KnownSecret | undefined> {
  try {
    const { type, data } = await secrets.getWithValues(name);
    return toKnownSecret(type, data);
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    if (error.kind === "not-found") return undefined;
    // pachd's words (validateSecret), then ours.
    const problems = error.problems.map((problem) => `could not get Kubernetes secret ${name}: ${problem}`);
    throw new PachctlError(error.kind, problems, {
      cause: error,
      ...(error.hint !== undefined && { hint: error.hint }),
    });
  }
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
