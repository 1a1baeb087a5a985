import { escapeControls } from "../../apimachinery/escape.js";
import { usageError } from "../../errors.js";
import { toJson } from "../../output/json.js";
import type { PlatformFinding } from "../../platform/platform-finding.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import { type OptionSpecs, type OptionsOf, outputOption, repeated, toggle } from "../options.js";
import { chartVersion, needValues, VALUES_OPTIONS } from "./values-options.js";

const OPTIONS = {
  ...VALUES_OPTIONS,
  offline: toggle("--offline", "ask no cluster: the namespace is empty, but for the secrets of -m"),
  manifests: repeated(
    "-m, --manifest <file>",
    "with --offline: secrets that lie in the namespace before the install; may be repeated",
  ),
  strict: toggle("--strict", "warnings count as problems"),
  output: outputOption(["json"]),
} satisfies OptionSpecs;

export type ValidatePlatformSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const VALIDATE_PLATFORM_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "platform-secret",
  aliases: ["platform-secrets"],
  summary: "check the secrets of an installation's Helm values",
  description:
    "Check, before an install or upgrade of Pachyderm's Helm chart, what its values say about secrets: whether each secret that they name exists with the key that this chart reads, what is missing, ignored, generated anew or refused. Ends with 1 when there are errors.",
  options: OPTIONS,
  examples: [
    "pachctl validate platform-secret --values values.yaml",
    "pachctl validate platform-secret --values values.yaml --offline --chart-version 2.12.0",
    "pachctl validate platform-secret --values values.yaml --offline -m my-secret.json -o json",
  ],
  run: (_words, options, deps) => validatePlatformSecrets(options, deps),
};

/** @returns 1 when there are errors */
export async function validatePlatformSecrets(
  options: ValidatePlatformSecretOptions,
  deps: CommandDeps,
): Promise<number> {
  const { values: sources, offline, manifests, strict, output } = options;
  needValues("validate platform-secret", sources);
  if (manifests.length > 0 && !offline) {
    throw usageError("-m needs --offline: its manifests stand for the namespace");
  }
  if (sources.includes("-") && manifests.includes("-")) {
    throw usageError("standard input can be read only once");
  }
  const { readHelmValues } = await import("../../platform/helm-values.js");
  const { ChartValues } = await import("../../platform/chart-values.js");
  const { checkValues, namesIn } = await import("../../platform/check-values.js");
  const { renderSecrets } = await import("../../platform/chart/chart.js");
  const { foundSecrets } = await import("./found-secrets.js");
  const version = await chartVersion(options, deps);
  const values = new ChartValues(await readHelmValues(sources, deps), version);
  const find = await foundSecrets(
    namesIn(renderSecrets(values)),
    { ...options, manifests: offline ? manifests : undefined, stdinIsTaken: sources.includes("-") },
    deps,
  );
  const findings = checkValues(values, find, deps.clock.now());
  if (output === "json") await deps.stdout.write(`${toJson({ findings })}\n`);
  else await tell(findings, options, deps);
  return findings.some(({ severity }) => severity === "error" || (strict && severity === "warning")) ? 1 : 0;
}

/** On stderr, as errors about input are; what is right is counted. */
async function tell(
  findings: readonly PlatformFinding[],
  options: ValidatePlatformSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  const { platformFindingLine } = await import("../../platform/platform-finding.js");
  for (const finding of findings) {
    const { severity } = finding;
    if (severity === "info" || (options.quiet && severity === "warning" && !options.strict)) continue;
    await deps.stderr.write(`${severity}: ${escapeControls(platformFindingLine(finding))}\n`);
  }
  const right = findings.filter(({ verdict }) => verdict === "ok").length;
  const [errors, warnings] = (["error", "warning"] as const).map(
    (severity) => findings.filter((finding) => finding.severity === severity).length,
  );
  await note(
    deps,
    options,
    `${right} ${right === 1 ? "reference is" : "references are"} right, ${counted(errors ?? 0, "error")}, ${counted(warnings ?? 0, "warning")}`,
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
