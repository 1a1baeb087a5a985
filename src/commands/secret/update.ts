import { checkSecretName } from "../../apimachinery/name-words.js";
import { PachctlError, usageError } from "../../errors.js";
import type { NewSecret } from "../../secret/secret.js";
import { changeTo } from "../../secret/secret-change.js";
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
import { checkNamespace } from "./creation.js";
import { guardOptions } from "./guard.js";
import { MANIFEST_OPTIONS, refuseManifestOptions } from "./manifest-options.js";
import { Update } from "./updating.js";

const OPTIONS = {
  ...MANIFEST_OPTIONS,
  set: repeated(
    "--set <key=@file>",
    "a new value: key=@file, key=- reads standard input, key=@prompt asks at the terminal; may be repeated",
  ),
  unset: repeated("--unset <key>", "remove a value; may be repeated"),
  labels: repeated("--label <key=value>", "set a label, or remove it with key-; may be repeated"),
  annotations: repeated(
    "--annotation <key=value>",
    "set an annotation, or remove it with key-; may be repeated",
  ),
  trimNewline: toggle("--trim-newline", "leave out one line break at the end of standard input"),
  recreate: toggle("--recreate", "delete and create anew what cannot be changed; there is a gap in between"),
  ...guardOptions("update"),
  keepGoing: toggle("--keep-going", "after a refusal, still try the other secrets"),
  output: outputOption(["name", "json", "yaml"]),
  dryRun: dryRunOption(),
} satisfies OptionSpecs;

export type UpdateSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const UPDATE_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "secret",
  aliases: ["secrets"],
  summary: "change secrets, or create those that are missing",
  description:
    "With -f: make secrets what the manifests say, values exactly, and create those that are missing. With a name: change single values, labels and annotations of one secret. Only what differs is written, and only if nobody else has changed the same since it was read.",
  argument: ["[name]", "the secret, without -f"],
  options: OPTIONS,
  examples: [
    "pachctl update secret -f my-secret.json",
    "cat password.txt | pachctl update secret my-secret --set password=- --trim-newline",
    "pachctl update secret my-secret --set password=@password.txt --label team=a",
  ],
  run: ([name], options, deps) => updateSecrets(name, options, deps),
};

export async function updateSecrets(
  name: string | undefined,
  options: UpdateSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  checkForm(name, options);
  checkNamespace(options.namespace);
  if (name === undefined) await updateFromManifests(options, deps);
  else await updateOne(name, options, deps);
}

function checkForm(name: string | undefined, options: UpdateSecretOptions): void {
  const { files, set, unset, labels, annotations } = options;
  const parts = set.length + unset.length + labels.length + annotations.length;
  if (name === undefined && files.length === 0) {
    throw usageError(
      "update secret needs a manifest, or a secret's name and what to change",
      "-f FILE; -f - reads standard input; NAME --set KEY=@FILE",
    );
  }
  if (files.length > 0 && (name !== undefined || parts > 0)) {
    throw usageError("-f stands alone: the manifest says what becomes of the secrets");
  }
  if (name === undefined) {
    if (options.trimNewline) throw usageError("--trim-newline is for --set KEY=-");
    return;
  }
  checkSecretName(name);
  if (parts === 0) {
    throw usageError(
      "nothing to change",
      "--set KEY=@FILE, --unset KEY, --label KEY=VALUE, --annotation KEY=VALUE",
    );
  }
  refuseManifestOptions(options);
  if (options.keepGoing) throw usageError("--keep-going is for manifests (-f)");
}

async function updateFromManifests(options: UpdateSecretOptions, deps: CommandDeps): Promise<void> {
  const { files } = options;
  if (files.includes("-") && deps.stdin.isTTY) {
    await note(deps, options, "reading the manifest from the terminal; end it with Ctrl-D");
  }
  const { readManifests } = await import("../../input/read-manifests.js");
  const { secrets, remarks } = await readManifests(options, deps);
  checkWanted(secrets);
  for (const line of remarks) await note(deps, options, line);
  const cluster = await deps.connect({ ...options, stdinIsTaken: files.includes("-") });
  const update = new Update(cluster, options, deps);
  await update.all(
    secrets.map((wanted) => ({
      name: wanted.name ?? "",
      wanted,
      changeOf: (found) => changeTo(wanted, found),
    })),
  );
}

/** @throws PachctlError usage with a line for each that says nothing about its values, or names no secret */
function checkWanted(secrets: readonly NewSecret[]): void {
  const problems = secrets.flatMap(({ name, generateName, isBare }) => {
    if (name === undefined) return [`secret "${generateName}": update needs metadata.name, not generateName`];
    return isBare
      ? [`secret "${name}": it has neither data nor stringData; "data: {}" removes all values`]
      : [];
  });
  if (problems.length > 0) throw new PachctlError("usage", problems);
}

async function updateOne(name: string, options: UpdateSecretOptions, deps: CommandDeps): Promise<void> {
  const { readNamedChange } = await import("./named-change.js");
  const { changeOf, notes, stdinIsTaken } = await readNamedChange(options, deps);
  for (const line of notes) await note(deps, options, line);
  const cluster = await deps.connect({ ...options, stdinIsTaken });
  await new Update(cluster, options, deps).all([{ name, changeOf }]);
}
