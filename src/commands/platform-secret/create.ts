import { resolve as resolvePath } from "node:path";
import { usageError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import { renderObject } from "../../output/object-list.js";
import { secretObject } from "../../output/objects.js";
import type { ChartValues } from "../../platform/chart-values.js";
import type { Plan, PlannedSecret } from "../../platform/take-over.js";
import type { SecretSummary } from "../../secret/secret.js";
import { NO_CHANGE } from "../../secret/secret-change.js";
import { type Done, runBatch } from "../batch.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import {
  dryRunOption,
  type OptionSpecs,
  type OptionsOf,
  outputOption,
  repeated,
  toggle,
} from "../options.js";
import { checkNamespace } from "../secret/creation.js";
import { checkExisting, type Resolved, resolve, resolveAll, sameBytes } from "./resolve-planned.js";
import { chartVersion, needValues, VALUES_OPTIONS } from "./values-options.js";

const OPTIONS = {
  ...VALUES_OPTIONS,
  out: repeated(
    "--out <file>",
    'write the values without what was moved into secrets, "-" to standard output; one for each values file, in their order',
  ),
  inPlace: toggle("--in-place", "change the values files themselves"),
  only: repeated("--only <what>", "move only this: a key, an attribute or a secret's name; may be repeated"),
  update: toggle("--update", "write the values of the files into secrets that exist already"),
  dryRun: dryRunOption(),
  output: outputOption(["name", "json", "yaml"]),
} satisfies OptionSpecs;

export type CreatePlatformSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const CREATE_PLATFORM_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "platform-secret",
  aliases: ["platform-secrets"],
  summary: "move the secrets of Helm values into Kubernetes secrets",
  description:
    "Take the secret values out of the Helm values of a Pachyderm installation and create secrets that hold them, together with what the chart would generate anew at each upgrade; then write the values back with the secrets' names. A running installation's own values are kept. Secrets that exist stay as they are, unless --update.",
  options: OPTIONS,
  examples: [
    "pachctl create platform-secret --values values.yaml --out values-without-secrets.yaml",
    "pachctl create platform-secret --values values.yaml --dry-run=client -o yaml",
    "pachctl create platform-secret --values values.yaml --only root-token --dry-run=client",
  ],
  run: (_words, options, deps) => createPlatformSecrets(options, deps),
};

export async function createPlatformSecrets(
  options: CreatePlatformSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  checkOptions(options);
  const { readHelmValues } = await import("../../platform/helm-values.js");
  const { ChartValues } = await import("../../platform/chart-values.js");
  const { planTakeOver, rewriteFiles } = await import("../../platform/take-over.js");
  const version = await chartVersion(options, deps);
  const values = new ChartValues(await readHelmValues(options.values, deps), version);
  const whole = planTakeOver(values);
  const plan = chosen(whole, options.only);
  const rewritten = rewriteFiles(values, plan);
  const files = filesToWrite(
    rewritten.map(({ text }) => text),
    options,
  );
  const { checkWritable, writeValuesFile } = await import("./values-files.js");
  const checked = [];
  for (const file of files) checked.push(await checkWritable(file));
  if (plan.secrets.length === 0) await note(deps, options, "there is nothing to move into a secret");
  await makeSecrets(plan, options, deps);
  for (const file of checked) await writeValuesFile(file, options, deps);
  for (const line of await remarks(values, plan, whole)) await note(deps, options, line);
}

function checkOptions({
  values,
  out,
  inPlace,
  dryRun,
  output,
  namespace,
}: CreatePlatformSecretOptions): void {
  needValues("create platform-secret", values);
  checkNamespace(namespace);
  if (out.length > 0 && inPlace) throw usageError("--out and --in-place exclude each other");
  if (out.length > 0 && out.length !== values.length) {
    throw usageError("--out is needed once for each values file, or not at all");
  }
  const targets = inPlace ? values : out;
  if (new Set(targets.map((path) => resolvePath(path))).size !== targets.length) {
    throw usageError(
      inPlace ? "a values file is named twice" : "two values files would be written to the same --out",
    );
  }
  if (out.includes("-") && output !== undefined) {
    throw usageError("--out - and -o would both write to standard output");
  }
  if (inPlace && values.includes("-")) throw usageError("--in-place cannot change standard input; use --out");
  if (inPlace && dryRun !== undefined) throw usageError("--in-place changes files, and a dry run does not");
}

/** @throws PachctlError usage for a word that means nothing that could be moved */
function chosen(plan: Plan, only: readonly string[]): Plan {
  if (only.length === 0) return plan;
  const wanted = new Set(only);
  const wordsOf = ({ name, keys, nameAttributes }: PlannedSecret): string[] => [
    name,
    ...nameAttributes,
    ...keys.flatMap(({ key, rawAttribute }) => (rawAttribute === undefined ? [key] : [key, rawAttribute])),
  ];
  const known = plan.secrets.flatMap(wordsOf);
  if (only.some((word) => !known.includes(word))) {
    const names = plan.secrets.map(({ name }) => name).join(", ");
    throw usageError(
      "--only names something that these values and this chart do not move into a secret",
      names === "" ? "there is nothing to move" : `there is ${names}`,
    );
  }
  return {
    secrets: plan.secrets.filter((secret) => wordsOf(secret).some((word) => wanted.has(word))),
    unused: [],
  };
}

function filesToWrite(
  texts: readonly string[],
  { values, out, inPlace }: CreatePlatformSecretOptions,
): { path: string; text: string; replaces: boolean }[] {
  const paths = inPlace ? values : out;
  return paths.flatMap((path, at) => {
    const text = texts[at];
    return text === undefined ? [] : [{ path, text, replaces: inPlace }];
  });
}

async function makeSecrets(
  plan: Plan,
  options: CreatePlatformSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  if (plan.secrets.length === 0) return;
  const { dryRun, output, values } = options;
  if (dryRun === "client") {
    const secrets = await Promise.all(plan.secrets.map((secret) => resolve(secret, () => undefined)));
    await showPlanned(secrets, options, deps);
    return;
  }
  const cluster = await deps.connect({ ...options, stdinIsTaken: values.includes("-") });
  const resolved = await resolveAll(plan, cluster);
  await checkExisting(resolved, options, deps);
  await runBatch(
    {
      items: resolved,
      participle: "made",
      concurrency: 8,
      keepGoing: false,
      ...(output === "yaml" && { divider: "---\n" }),
      act: (each) => make(each, cluster, options),
    },
    options,
    deps,
  );
}

async function make(
  { secret, found, given }: Resolved,
  cluster: Cluster,
  { dryRun, update, output }: CreatePlatformSecretOptions,
): Promise<Done> {
  const secrets = cluster.secrets();
  const name = secret.name ?? "";
  const isDryRun = dryRun === "server";
  const told = async (verb: string, made: SecretSummary): Promise<Done> => ({
    note: `secret/${name} ${verb} in namespace "${secrets.namespace}"${isDryRun ? " (server dry run)" : ""}`,
    ...(output !== undefined && { output: await rendered(made, output) }),
    ...(!isDryRun && { butDone: `secret "${name}" was ${verb}, but not shown` }),
  });
  if (found === undefined) return told("created", await secrets.create(secret, isDryRun));
  const changed = Object.keys(secret.data).filter(
    (key) => found.data[key] === undefined || (given.has(key) && !sameBytes(found, secret, key)),
  );
  if (!update || changed.length === 0) {
    return { ...(await told("kept", found)), insteadOfDone: "existed already" };
  }
  const data = Object.fromEntries(changed.map((key) => [key, secret.data[key] ?? null]));
  return told("updated", await secrets.change(name, found, { ...NO_CHANGE, data }, isDryRun));
}

async function rendered(made: SecretSummary, output: "name" | "json" | "yaml"): Promise<string> {
  return output === "name" ? `secret/${made.name}\n` : renderObject(secretObject(made), output);
}

/** A client dry run shows manifests whole, as that of a generator does. */
async function showPlanned(
  secrets: readonly Resolved[],
  { output, namespace, quiet }: CreatePlatformSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  for (const [at, { secret }] of secrets.entries()) {
    const { name = "", labels, type = "", data } = secret;
    if (output === "name") await deps.stdout.write(`secret/${name}\n`);
    else if (output !== undefined) {
      const { renderManifest } = await import("../../output/kubectl-manifest.js");
      const manifest = {
        name,
        namespace,
        labels: new Map(Object.entries(labels)),
        annotations: new Map<string, string>(),
        type,
        immutable: false,
        data: new Map(Object.entries(data)),
      };
      const divider = output === "yaml" && at > 0 ? "---\n" : "";
      await deps.stdout.write(divider + renderManifest(manifest, output));
    }
    await note(deps, { quiet }, `secret/${name} created (client dry run)`);
  }
}

/** What was moved and cannot work, and what stays in the values, and why. */
async function remarks(values: ChartValues, { secrets }: Plan, whole: Plan): Promise<string[]> {
  const { checkValues } = await import("../../platform/check-values.js");
  const { textProblem } = await import("../../platform/content.js");
  const odd = secrets.flatMap(({ keys }) =>
    keys.flatMap(({ rawAttribute, given }) => {
      const problem = typeof given === "string" ? textProblem(given) : undefined;
      return problem === undefined ? [] : [`warning: ${rawAttribute}: ${problem}`];
    }),
  );
  const movable = new Set(whole.secrets.flatMap(({ keys }) => keys.map(({ rawAttribute }) => rawAttribute)));
  const kept = checkValues(values, () => undefined, new Date(0)).filter(
    ({ verdict, attribute, severity }) =>
      verdict === "kept-raw" &&
      severity !== "info" &&
      !movable.has(attribute) &&
      !whole.unused.includes(attribute),
  );
  if (kept.length === 0) return odd;
  const names = kept.map(({ attribute }) => attribute).join(", ");
  return [...odd, `note: still in the values, because the chart reads it from nowhere else: ${names}`];
}
