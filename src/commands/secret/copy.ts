import { checkSecretName, namespaceProblem } from "../../apimachinery/name-words.js";
import { PachctlError, usageError } from "../../errors.js";
import { OldOneLeaves } from "../../kube/old-one-leaves.js";
import type { Secrets } from "../../kube/secrets.js";
import { labelConflicts } from "../../secret/labels.js";
import type { NewSecret, SecretSummary, SecretWithValues } from "../../secret/secret.js";
import { changeText, changeTo, isEmptyChange, withoutLastApplied } from "../../secret/secret-change.js";
import { type Done, runBatch } from "../batch.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { readIfThere } from "../look-up.js";
import { dryRunOption, type OptionSpecs, type OptionsOf, outputOption, text, toggle } from "../options.js";
import { writeChange } from "./changing.js";
import { refusedByGuard, refuseLeaving } from "./guard.js";
import { asNewSecret, needsRecreation, recreate, unchangeable } from "./recreate.js";
import { told } from "./told.js";

const OPTIONS = {
  toNamespace: text("--to-namespace <namespace>", "the namespace of the copy"),
  toContext: text("--to-context <context>", "the kubeconfig context of the copy"),
  as: text("--as <name>", "the name of the copy"),
  force: toggle("--force", "change the secret that is there under the copy's name"),
  platform: toggle("--platform", "with --force: also change a secret of the Pachyderm installation itself"),
  recreate: toggle("--recreate", "with --force: delete and create anew what cannot be changed"),
  output: outputOption(["name", "json", "yaml"]),
  dryRun: dryRunOption(),
} satisfies OptionSpecs;

export type CopySecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const COPY_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "secret",
  aliases: ["secrets"],
  summary: "copy a secret",
  description:
    "Copy a secret to another namespace, cluster or name: its values byte for byte, its type, labels and annotations. A secret that is there already is not touched without --force.",
  argument: ["<name>", "the secret"],
  options: OPTIONS,
  examples: [
    "pachctl copy secret my-secret --as my-copy",
    "pachctl copy secret my-secret --to-namespace default --as my-copy -o name",
    "pachctl copy secret my-secret --as other-secret --force --dry-run=server",
  ],
  run: ([name = ""], options, deps) => copySecret(name, options, deps),
};

export async function copySecret(name: string, options: CopySecretOptions, deps: CommandDeps): Promise<void> {
  checkWords(name, options);
  const { toNamespace, toContext } = options;
  const cluster = await deps.connect(options);
  const source = cluster.secrets();
  const target =
    toContext === undefined
      ? cluster.secrets(toNamespace)
      : // The namespace of the source says nothing about another cluster.
        (await deps.connect({ ...options, context: toContext, namespace: toNamespace })).secrets();
  const copy = asCopy(await source.getWithValues(name, "copy"), options);
  await runBatch(
    {
      items: [copy],
      participle: "copied",
      concurrency: 1,
      keepGoing: false,
      act: (wanted) => copyTo(target, wanted, options, deps),
    },
    options,
    deps,
  );
}

function checkWords(name: string, options: CopySecretOptions): void {
  const { toNamespace, toContext, as, force, platform, recreate } = options;
  checkSecretName(name);
  if (as !== undefined) checkSecretName(as);
  if (toNamespace === undefined && toContext === undefined && as === undefined) {
    throw usageError("copy secret needs to know where to", "--to-namespace, --to-context or --as NAME");
  }
  const problem = toNamespace === undefined ? undefined : namespaceProblem(toNamespace);
  if (problem !== undefined) {
    throw usageError(`"${toNamespace}" (from --to-namespace) is no namespace: ${problem}`);
  }
  if ((platform || recreate) && !force) throw usageError("--platform and --recreate need --force");
}

/** @throws PachctlError forbidden when pachd would delete the copy */
function asCopy(found: SecretWithValues, { as }: CopySecretOptions): NewSecret {
  const [conflict] = labelConflicts({ pipelineName: found.labels.pipelineName });
  if (conflict !== undefined) {
    throw new PachctlError(
      "forbidden",
      `cannot copy secret "${found.name}": label ${conflict.label}: ${conflict.problem}`,
    );
  }
  return { ...asNewSecret(found), ...(as !== undefined && { name: as }) };
}

async function copyTo(
  target: Secrets,
  wanted: NewSecret,
  options: CopySecretOptions,
  deps: CommandDeps,
): Promise<Done> {
  const { dryRun } = options;
  const name = wanted.name ?? "";
  const { namespace } = target;
  const found = options.force || dryRun === "client" ? await readIfThere(name, target) : undefined;
  if (found === undefined) {
    const secret = dryRun === "client" ? undefined : await create(wanted, target, dryRun === "server");
    return told({ participle: "created", name, namespace, secret }, options);
  }
  refuseLeaving(found, "copy to");
  if (!options.force) throw isThere(name, namespace);
  const refusal = await refusedByGuard(found, "copy to", options);
  if (refusal !== undefined) throw refusal;
  const change = changeTo(wanted, found);
  const obstacle = unchangeable(found, change, wanted.type);
  if (obstacle === undefined && isEmptyChange(change)) {
    const insteadOfDone = "unchanged";
    return told({ participle: "unchanged", name, namespace, secret: found, insteadOfDone }, options);
  }
  const details = changeText(change, found);
  if (obstacle === undefined) {
    const whole = withoutLastApplied(change, found);
    const secret = dryRun === "client" ? found : await writeChange(found, whole, target, dryRun === "server");
    return told({ participle: "configured", name, namespace, secret, details }, options);
  }
  if (!options.recreate) throw needsRecreation("copy to", name, obstacle);
  const secret =
    dryRun === "client" ? found : await recreate(found, wanted, target, dryRun === "server", deps);
  return told({ participle: "deleted and created anew", name, namespace, secret, details }, options);
}

async function create(wanted: NewSecret, target: Secrets, dryRun: boolean): Promise<SecretSummary> {
  try {
    return await target.create(wanted, dryRun);
  } catch (error) {
    const isTaken =
      error instanceof PachctlError && error.kind === "already-exists" && !(error instanceof OldOneLeaves);
    throw isTaken ? isThere(wanted.name ?? "", target.namespace) : error;
  }
}

function isThere(name: string, namespace: string): PachctlError {
  return new PachctlError(
    "already-exists",
    `cannot copy to secret "${name}": it already exists in namespace "${namespace}"`,
    { hint: "--force gives it the values of the one that is copied" },
  );
}
