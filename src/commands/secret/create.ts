import { namespaceProblem } from "../../apimachinery/name-words.js";
import { PachctlError, usageError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import { type ObjectFormat, renderObject } from "../../output/object-list.js";
import { secretObject } from "../../output/objects.js";
import type { NewSecret, SecretSummary } from "../../secret/secret.js";
import { type Done, runBatch } from "../batch.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import {
  dryRunOption,
  type OptionSpecs,
  type OptionsOf,
  outputOption,
  parseBytes,
  parsed,
  repeated,
  toggle,
} from "../options.js";

const OPTIONS = {
  files: repeated(
    "-f, --file <file>",
    'a manifest in YAML or JSON, or a folder of them; "-" reads standard input; may be repeated',
  ),
  recursive: toggle("-R, --recursive", "look into the folders below a folder as well"),
  output: outputOption(["name", "json", "yaml"]),
  dryRun: dryRunOption(),
  strict: toggle("--strict", "what would be accepted but cannot work is an error, not a warning"),
  skipOtherKinds: toggle("--skip-other-kinds", "pass over what is no Secret"),
  skipExisting: toggle("--skip-existing", "leave secrets that exist already as they are"),
  keepGoing: toggle("--keep-going", "after a refusal, still try the other secrets"),
  maxInput: parsed("--max-input <size>", "limit of what is read in all: 32Mi", (value) =>
    parseBytes(value, "--max-input"),
  ),
} satisfies OptionSpecs;

export type CreateSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const CREATE_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "secret",
  aliases: ["secrets"],
  summary: "create secrets from manifests",
  description:
    "Create secrets from Kubernetes manifests. All of them are checked before the first one is created; a secret that exists is never changed.",
  options: OPTIONS,
  examples: [
    "pachctl create secret -f my-secret.json",
    "cat my-secret.json | pachctl create secret -f - -o name",
    "pachctl create secret -f my-secret.json --dry-run=server",
  ],
  run: (_words, options, deps) => createSecrets(options, deps),
};

export async function createSecrets(options: CreateSecretOptions, deps: CommandDeps): Promise<void> {
  const { files, dryRun, output, keepGoing } = options;
  checkOptions(options);
  if (files.includes("-") && deps.stdin.isTTY) {
    await note(deps, options, "reading the manifest from the terminal; end it with Ctrl-D");
  }
  const { readManifests } = await import("../../input/read-manifests.js");
  const { secrets, remarks } = await readManifests(options, deps);
  for (const line of remarks) await note(deps, options, line);
  const create =
    dryRun === "client" ? clientDryRun(options) : creation(await connected(secrets, options, deps), options);
  await runBatch(
    {
      items: secrets,
      participle: "created",
      concurrency: AT_ONCE,
      keepGoing,
      // JSON objects need nothing between them.
      ...(output === "yaml" && { divider: "---\n" }),
      act: create,
    },
    options,
    deps,
  );
}

/** Requests under way, and so connections. */
const AT_ONCE = 16;

function checkOptions({ files, dryRun, output, namespace }: CreateSecretOptions): void {
  if (files.length === 0) {
    throw usageError("create secret needs a manifest", "name it with -f FILE; -f - reads standard input");
  }
  if (dryRun === "client" && output !== undefined && output !== "name") {
    // Without its values, the manifest would create an empty secret when it is fed back.
    throw usageError(`-o ${output} needs --dry-run=server: a client dry run prints no values`);
  }
  const problem = namespace === undefined ? undefined : namespaceProblem(namespace);
  if (problem !== undefined)
    throw usageError(`"${namespace}" (from --namespace) is no namespace: ${problem}`);
}

type Create = (secret: NewSecret) => Promise<Done>;

function clientDryRun(options: CreateSecretOptions): Create {
  return (secret) => told(nameOf(secret), secret.namespace ?? options.namespace, undefined, options);
}

async function connected(
  secrets: readonly NewSecret[],
  options: CreateSecretOptions,
  deps: CommandDeps,
): Promise<Cluster> {
  const cluster = await deps.connect({ ...options, stdinIsTaken: options.files.includes("-") });
  checkDistinct(secrets, cluster);
  return cluster;
}

/** A manifest that names no namespace may mean the same secret as one that does: known when the cluster is. */
function checkDistinct(secrets: readonly NewSecret[], cluster: Cluster): void {
  const seen = new Set<string>();
  for (const { name, namespace } of secrets) {
    if (name === undefined) continue;
    const where = cluster.secrets(namespace).namespace;
    const size = seen.size;
    if (seen.add(`${where}/${name}`).size === size) {
      throw usageError(
        `secret "${name}" is there twice: one manifest names the namespace "${where}", and another one none`,
      );
    }
  }
}

function creation(cluster: Cluster, options: CreateSecretOptions): Create {
  return async (secret) => {
    const secrets = cluster.secrets(secret.namespace);
    try {
      const created = await secrets.create(secret, options.dryRun === "server");
      return await told(created.name, created.namespace, created, options);
    } catch (error) {
      if (!options.skipExisting || !isAlreadyExists(error)) throw error;
      return {
        note: `secret/${nameOf(secret)} exists already in namespace "${secrets.namespace}", and was left as it is`,
        insteadOfDone: "existed already",
      };
    }
  };
}

function isAlreadyExists(error: unknown): boolean {
  return error instanceof PachctlError && error.kind === "already-exists";
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
