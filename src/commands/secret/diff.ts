import { usageError } from "../../errors.js";
import type { NewSecret } from "../../secret/secret.js";
import { changeTo, dataChange, isEmptyChange, type SecretChange } from "../../secret/secret-change.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { readIfThere } from "../look-up.js";
import { note } from "../notes.js";
import { type OptionSpecs, type OptionsOf, outputOption, toggle } from "../options.js";
import { checkNamespace } from "./creation.js";
import { MANIFEST_OPTIONS } from "./manifest-options.js";

const OPTIONS = {
  ...MANIFEST_OPTIONS,
  showValues: toggle("--show-values", "show the values, old and new"),
  output: outputOption(["name"]),
} satisfies OptionSpecs;

export type DiffSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const DIFF_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "secret",
  aliases: ["secrets"],
  summary: "show what update would change",
  description:
    "Show how the secrets of manifests differ from those in the cluster: keys that update -f would add (+), remove (-) or change (~). Values are masked without --show-values. Ends with 0 when nothing differs, and with 1 when something does.",
  options: OPTIONS,
  examples: [
    "pachctl diff secret -f my-secret.json",
    "pachctl diff secret -f my-secret.json -f other-secret.json -o name",
    "cat my-secret.json | pachctl diff secret -f - --show-values",
  ],
  run: (_words, options, deps) => diffSecrets(options, deps),
};

/** Of the exit code. */
const DIFFERENT = 1;

export async function diffSecrets(options: DiffSecretOptions, deps: CommandDeps): Promise<number> {
  const { files, output, showValues } = options;
  if (files.length === 0) {
    throw usageError("diff secret needs a manifest", "name it with -f FILE; -f - reads standard input");
  }
  if (output === "name" && showValues) throw usageError("--show-values does not go with -o name");
  checkNamespace(options.namespace);
  const { readManifests } = await import("../../input/read-manifests.js");
  const { secrets, remarks } = await readManifests(options, deps);
  const unnamed = secrets.find(({ name }) => name === undefined);
  if (unnamed !== undefined) {
    throw usageError(`secret "${unnamed.generateName}": diff needs metadata.name, not generateName`);
  }
  for (const line of remarks) await note(deps, options, line);
  const cluster = await deps.connect({ ...options, stdinIsTaken: files.includes("-") });
  const { secretDiff } = await import("../../output/secret-diff.js");
  // Asked for together, told in order.
  const looks = secrets.map(async (wanted) => {
    const { name = "" } = wanted;
    const inNamespace = cluster.secrets(wanted.namespace);
    const found = await readIfThere(name, inNamespace);
    const change = found === undefined ? creationOf(wanted) : changeTo(wanted, found);
    const isOther = found === undefined || !isEmptyChange(change) || hasOtherType(wanted, found.type);
    return { name, namespace: inNamespace.namespace, found, wanted, change, isOther };
  });
  for (const look of looks) look.catch(() => {});
  let differences = 0;
  for (const look of looks) {
    const difference = await look;
    const { name, namespace, found, isOther } = difference;
    if (found?.metadata.deletionTimestamp !== undefined) {
      await note(deps, options, `note: secret/${name} in namespace "${namespace}" is being deleted`);
    }
    if (!isOther) {
      await note(deps, options, `secret/${name} in namespace "${namespace}" does not differ`);
      continue;
    }
    differences++;
    await deps.stdout.write(output === "name" ? `secret/${name}\n` : secretDiff(difference, showValues));
  }
  return differences > 0 ? DIFFERENT : 0;
}

function hasOtherType({ type }: NewSecret, found: string): boolean {
  return type !== undefined && type !== found;
}

function creationOf({ data, labels, annotations, immutable }: NewSecret): SecretChange {
  return { data: dataChange(data, []), labels, annotations, immutable: immutable || undefined };
}
