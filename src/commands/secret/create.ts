import { usageError } from "../../errors.js";
import { adding, type CommandSpec, type GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import { dryRunOption, type OptionSpecs, type OptionsOf, outputOption, toggle } from "../options.js";
import { CREATE_DOCKER_REGISTRY_SECRET } from "./create-docker-registry.js";
import { CREATE_GENERIC_SECRET } from "./create-generic.js";
import { CREATE_TLS_SECRET } from "./create-tls.js";
import { checkNamespace, createAll } from "./creation.js";
import { MANIFEST_OPTIONS } from "./manifest-options.js";

const OPTIONS = {
  ...MANIFEST_OPTIONS,
  output: outputOption(["name", "json", "yaml"]),
  dryRun: dryRunOption(),
  skipExisting: toggle("--skip-existing", "leave secrets that exist already as they are"),
  keepGoing: toggle("--keep-going", "after a refusal, still try the other secrets"),
} satisfies OptionSpecs;

export type CreateSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const CREATE_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "secret",
  aliases: ["secrets"],
  summary: "create secrets from manifests, or build one from flags",
  description:
    "Create secrets from Kubernetes manifests. All of them are checked before the first one is created; a secret that exists is never changed.",
  options: OPTIONS,
  examples: [
    "pachctl create secret -f my-secret.json",
    "cat my-secret.json | pachctl create secret -f - -o name",
    "pachctl create secret -f my-secret.json --dry-run=server",
  ],
  children: [adding(CREATE_GENERIC_SECRET), adding(CREATE_TLS_SECRET), adding(CREATE_DOCKER_REGISTRY_SECRET)],
  run: (_words, options, deps) => createSecrets(options, deps),
};

export async function createSecrets(options: CreateSecretOptions, deps: CommandDeps): Promise<void> {
  const { files } = options;
  checkOptions(options);
  if (files.includes("-") && deps.stdin.isTTY) {
    await note(deps, options, "reading the manifest from the terminal; end it with Ctrl-D");
  }
  const { readManifests } = await import("../../input/read-manifests.js");
  const { secrets, remarks } = await readManifests(options, deps);
  for (const line of remarks) await note(deps, options, line);
  await createAll(secrets, { ...options, stdinIsTaken: files.includes("-") }, deps);
}

function checkOptions({ files, dryRun, output, namespace }: CreateSecretOptions): void {
  if (files.length === 0) {
    throw usageError("create secret needs a manifest", "name it with -f FILE; -f - reads standard input");
  }
  if (dryRun === "client" && output !== undefined && output !== "name") {
    // Without its values, the manifest would create an empty secret when it is fed back.
    throw usageError(`-o ${output} needs --dry-run=server: a client dry run prints no values`);
  }
  checkNamespace(namespace);
}
