import { namespaceProblem } from "../../apimachinery/name-words.js";
import { usageError } from "../../errors.js";
import type { Secrets } from "../../kube/secrets.js";
import { type ObjectFormat, renderObject } from "../../output/object-list.js";
import { secretObject } from "../../output/objects.js";
import type { NewSecret, SecretSummary } from "../../secret/secret.js";
import { type Done, runBatch } from "../batch.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import { dryRunOption, type OptionSpecs, type OptionsOf, outputOption, text } from "../options.js";

const OPTIONS = {
  file: text("-f, --file <file>", 'the manifest; "-" reads standard input'),
  output: outputOption(["name", "json", "yaml"]),
  dryRun: dryRunOption(),
} satisfies OptionSpecs;

export type CreateSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const CREATE_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "secret",
  aliases: ["secrets"],
  summary: "create a secret from a manifest",
  description: "Create a secret from a Kubernetes manifest in JSON. An existing secret is never changed.",
  options: OPTIONS,
  examples: [
    "pachctl create secret -f my-secret.json",
    "cat my-secret.json | pachctl create secret -f - -o name",
    "pachctl create secret -f my-secret.json --dry-run=server",
  ],
  run: (_words, options, deps) => createSecret(options, deps),
};

export async function createSecret(options: CreateSecretOptions, deps: CommandDeps): Promise<void> {
  const { file, dryRun, output } = options;
  if (file === undefined) {
    throw usageError("create secret needs a manifest", "name it with -f FILE; -f - reads standard input");
  }
  if (dryRun === "client" && output !== undefined && output !== "name") {
    // Without its values, the manifest would create an empty secret when it is fed back.
    throw usageError(`-o ${output} needs --dry-run=server: a client dry run prints no values`);
  }
  if (file === "-" && deps.stdin.isTTY) {
    await note(deps, options, "reading the manifest from the terminal; end it with Ctrl-D");
  }
  const { readManifest } = await import("../../input/read-manifest.js");
  const { secret, notes } = await readManifest(file, deps);
  checkNamespace(secret, options);
  for (const line of notes) await note(deps, options, line);
  const create =
    dryRun === "client"
      ? async () => told(nameOf(secret), secret.namespace ?? options.namespace, undefined, options)
      : creation(await secretsFor(secret, options, deps), options);
  await runBatch(
    { items: [secret], participle: "created", concurrency: 1, keepGoing: false, act: create },
    options,
    deps,
  );
}

async function secretsFor(
  { namespace }: NewSecret,
  options: CreateSecretOptions,
  deps: CommandDeps,
): Promise<Secrets> {
  const cluster = await deps.connect({ ...options, stdinIsTaken: options.file === "-" });
  return cluster.secrets(namespace);
}

function creation(secrets: Secrets, options: CreateSecretOptions) {
  return async (secret: NewSecret): Promise<Done> => {
    const created = await secrets.create(secret, options.dryRun === "server");
    return told(created.name, created.namespace, created, options);
  };
}

/** The manifest's own namespace wins over every default, and must equal an explicit one. */
function checkNamespace({ namespace }: NewSecret, options: CreateSecretOptions): void {
  if (options.namespace === undefined) return;
  if (namespace !== undefined && namespace !== options.namespace) {
    throw usageError(
      `the manifest is for namespace "${namespace}", and --namespace says "${options.namespace}"`,
      "leave one of them out",
    );
  }
  const problem = namespaceProblem(options.namespace);
  if (problem !== undefined) {
    throw usageError(`"${options.namespace}" (from --namespace) is no namespace: ${problem}`);
  }
}

function nameOf({ name, generateName }: NewSecret): string {
  return name ?? generateName ?? "";
}

/** @param created what the server answered; undefined on a client dry run, which prints names only */
async function told(
  name: string,
  namespace: string | undefined,
  created: SecretSummary | undefined,
  { dryRun, output }: CreateSecretOptions,
): Promise<Done> {
  const where = namespace === undefined ? "" : ` in namespace "${namespace}"`;
  const dry = dryRun === undefined ? "" : ` (${dryRun} dry run)`;
  return {
    note: `secret/${name} created${where}${dry}`,
    ...(output !== undefined && { output: await rendered(name, created, output) }),
    ...(dryRun === undefined && { butDone: `secret "${name}" was created, but not shown` }),
  };
}

function rendered(
  name: string,
  created: SecretSummary | undefined,
  output: "name" | ObjectFormat,
): Promise<string> | string {
  if (output === "name" || created === undefined) return `secret/${name}\n`;
  return renderObject(secretObject(created), output);
}
