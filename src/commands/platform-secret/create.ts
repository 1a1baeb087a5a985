import { decodeBase64, encodeBase64 } from "../../apimachinery/base64.js";
import { PachctlError, usageError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import { renderObject } from "../../output/object-list.js";
import { secretObject } from "../../output/objects.js";
import type { ChartValues } from "../../platform/chart-values.js";
import type { Plan, PlannedKey, PlannedSecret } from "../../platform/take-over.js";
import type { ValuePlace } from "../../platform/taken-over.js";
import { SUITE, SUITE_LABEL } from "../../secret/labels.js";
import {
  DEFAULT_TYPE,
  type NewSecret,
  type SecretSummary,
  type SecretWithValues,
} from "../../secret/secret.js";
import { NO_CHANGE } from "../../secret/secret-change.js";
import { combined, type Done, runBatch } from "../batch.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { readIfThere } from "../look-up.js";
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
import { isHelms } from "./found-secrets.js";
import { chartVersion, needValues, VALUES_OPTIONS } from "./values-options.js";

const OPTIONS = {
  ...VALUES_OPTIONS,
  out: repeated(
    "--out <file>",
    "write the values without what was moved into secrets; one for each values file, in their order",
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
  const plan = chosen(planTakeOver(values), options.only);
  const rewritten = rewriteFiles(values, plan);
  const files = filesToWrite(
    rewritten.map(({ text }) => text),
    options,
  );
  const { checkWritable, writePrivate } = await import("./values-files.js");
  for (const file of files) await checkWritable(file);
  if (plan.secrets.length === 0) await note(deps, options, "there is nothing to move into a secret");
  await makeSecrets(plan, options, deps);
  for (const file of files) {
    await writePrivate(file, deps);
    await note(deps, options, `values written to ${file.path}`);
  }
  for (const line of await remarks(values, plan)) await note(deps, options, line);
}

function checkOptions({ values, out, inPlace, dryRun, namespace }: CreatePlatformSecretOptions): void {
  needValues("create platform-secret", values);
  checkNamespace(namespace);
  if (out.length > 0 && inPlace) throw usageError("--out and --in-place exclude each other");
  if (out.length > 0 && out.length !== values.length) {
    throw usageError("--out is needed once for each values file, or not at all");
  }
  if (new Set(out).size !== out.length)
    throw usageError("two values files would be written to the same --out");
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

/** A secret with its values, and what is there already. */
interface Resolved {
  secret: NewSecret;
  /** The keys whose values come from the files. */
  given: ReadonlySet<string>;
  found: SecretWithValues | undefined;
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

async function resolveAll({ secrets }: Plan, cluster: Cluster): Promise<Resolved[]> {
  const names = secrets.flatMap(({ name, keys }) => [
    name,
    ...keys.flatMap(({ places }) => places.map(({ secret }) => secret)),
  ]);
  const found = new Map(
    await Promise.all(
      [...new Set(names)].map(async (name) => [name, await readIfThere(name, cluster.secrets())] as const),
    ),
  );
  return Promise.all(secrets.map(async (secret) => resolve(secret, (name) => found.get(name))));
}

async function resolve(
  { name, type, keys }: PlannedSecret,
  find: (name: string) => SecretWithValues | undefined,
): Promise<Resolved> {
  const { randomToken } = await import("../../platform/take-over.js");
  const found = find(name);
  const data: Record<string, string> = Object.create(null);
  for (const key of keys) {
    const current =
      key.given === undefined ? (found?.data[key.key] ?? (await currentValue(key, find))) : undefined;
    data[key.key] = current ?? encodeBase64(Buffer.from(await textOf(key, randomToken)));
  }
  const secret: NewSecret = {
    name,
    generateName: undefined,
    namespace: undefined,
    type,
    immutable: undefined,
    labels: { [SUITE_LABEL]: SUITE, "app.kubernetes.io/managed-by": "pachctl" },
    annotations: {},
    finalizers: undefined,
    ownerReferences: undefined,
    data,
  };
  const given = new Set(keys.filter((key) => key.given !== undefined).map(({ key }) => key));
  return { secret, given, found };
}

async function textOf({ given }: PlannedKey, randomToken: () => string): Promise<string> {
  if (given === undefined) return randomToken();
  if (typeof given === "string") return given;
  const { toYaml } = await import("../../output/yaml.js");
  return toYaml(given);
}

/** What the running installation uses: a new value would lock it out of its own data. */
async function currentValue(
  { places }: PlannedKey,
  find: (name: string) => SecretWithValues | undefined,
): Promise<string | undefined> {
  const { valueAt } = await import("../../platform/recover.js");
  for (const place of places) {
    const value = valueAt(place satisfies ValuePlace, find(place.secret)?.data);
    if (value !== undefined) return encodeBase64(value);
  }
  return undefined;
}

/** Looks at everything that exists before anything is written. @throws PachctlError */
async function checkExisting(
  resolved: readonly Resolved[],
  { update, inPlace, quiet }: CreatePlatformSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  const refusals: PachctlError[] = [];
  for (const { secret, found, given } of resolved) {
    if (found === undefined) continue;
    const start = `cannot create secret "${secret.name}"`;
    const refuse = (kind: "forbidden" | "already-exists", why: string, hint?: string): void => {
      refusals.push(new PachctlError(kind, `${start}: ${why}`, hint === undefined ? {} : { hint }));
    };
    const missing = Object.keys(secret.data).filter((key) => found.data[key] === undefined);
    const other = [...given].filter((key) => found.data[key] !== undefined && !sameBytes(found, secret, key));
    if (isHelms(found.labels, found.metadata.annotations ?? {})) {
      refuse(
        "forbidden",
        "it exists and is Helm's, which deletes it with the upgrade that names it",
        "leave it out with --only",
      );
    } else if ((secret.type ?? DEFAULT_TYPE) !== found.type) {
      refuse("already-exists", `it exists with the type ${found.type}, which cannot be changed`);
    } else if (!update && missing.length > 0) {
      refuse("already-exists", `it exists, and has no key ${missing.join(", ")}`, "--update adds it");
    } else if (!update && other.length > 0 && inPlace) {
      refuse(
        "already-exists",
        `it exists with another value of ${other.join(", ")} than the values file, whose value would be lost`,
        "--update writes the value of the file",
      );
    } else if (!update && other.length > 0) {
      const text = `warning: secret "${secret.name}" exists with another value of ${other.join(", ")} than the values file; --update writes the value of the file`;
      await note(deps, { quiet }, text);
    }
  }
  if (refusals.length > 0) throw combined(refusals, resolved.length > 1 ? "nothing was created" : undefined);
}

function sameBytes(found: SecretWithValues, secret: NewSecret, key: string): boolean {
  const [one, other] = [found.data[key], secret.data[key]];
  return one !== undefined && other !== undefined && decodeBase64(one).equals(decodeBase64(other));
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
async function remarks(values: ChartValues, { secrets, unused }: Plan): Promise<string[]> {
  const { checkValues } = await import("../../platform/check-values.js");
  const { textProblem } = await import("../../platform/content.js");
  const odd = secrets.flatMap(({ keys }) =>
    keys.flatMap(({ rawAttribute, given }) => {
      const problem = typeof given === "string" ? textProblem(given) : undefined;
      return problem === undefined ? [] : [`warning: ${rawAttribute}: ${problem}`];
    }),
  );
  const moved = new Set(secrets.flatMap(({ keys }) => keys.map(({ rawAttribute }) => rawAttribute)));
  const kept = checkValues(values, () => undefined, new Date(0)).filter(
    ({ verdict, attribute, severity }) =>
      verdict === "kept-raw" && severity !== "info" && !moved.has(attribute) && !unused.includes(attribute),
  );
  if (kept.length === 0) return odd;
  const names = kept.map(({ attribute }) => attribute).join(", ");
  return [...odd, `note: still in the values, because the chart reads it from nowhere else: ${names}`];
}
