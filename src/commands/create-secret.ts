import type { Command } from "commander";
import type { Deps } from "../deps.js";
import { usageError } from "../errors.js";
import { type ObjectFormat, renderObject } from "../output/object-list.js";
import { secretObject } from "../output/objects.js";
import { namespaceProblem } from "../secret/names.js";
import type { NewSecret } from "../secret/secret.js";
import {
  type ClusterOptions,
  type DryRun,
  dryRunOption,
  OUTPUT_FORMATS,
  onceOption,
  outputOption,
} from "./options.js";
import { note, writeResult } from "./report.js";

export interface CreateSecretOptions extends ClusterOptions {
  file?: string;
  output?: "name" | ObjectFormat;
  dryRun?: DryRun;
}

export function registerCreateSecret(create: Command, deps: Deps): void {
  create
    .command("secret")
    .alias("secrets")
    .summary("create a secret from a manifest")
    .description("Create a secret from a Kubernetes manifest in JSON. An existing secret is never changed.")
    .addOption(onceOption("-f, --file <file>", 'the manifest; "-" reads standard input'))
    .addOption(outputOption(OUTPUT_FORMATS.written))
    .addOption(dryRunOption())
    .addHelpText("after", "\nExample:\n  $ pachctl create secret -f my-secret.json")
    .action((_options, command: Command) => createSecret(command.optsWithGlobals(), deps));
}

export async function createSecret(options: CreateSecretOptions, deps: Deps): Promise<void> {
  if (options.file === undefined) {
    throw usageError("create secret needs a manifest", "name it with -f FILE; -f - reads standard input");
  }
  if (options.dryRun === "client" && options.output !== undefined && options.output !== "name") {
    // Without its values, the manifest would create an empty secret when it is fed back.
    throw usageError(`-o ${options.output} needs --dry-run=server: a client dry run prints no values`);
  }
  if (options.file === "-" && deps.stdin.isTTY) {
    await note(deps, options, "reading the manifest from the terminal; end it with Ctrl-D");
  }
  const { readManifest } = await import("../input/read-manifest.js");
  const { secret, notes } = await readManifest(options.file, deps);
  const namespace = chooseNamespace(secret, options);
  for (const text of notes) await note(deps, options, text);

  if (options.dryRun === "client") {
    await report(undefined, secret.name ?? secret.generateName ?? "", namespace, options, deps);
    return;
  }
  const secrets = await deps.connect({
    ...options,
    stdinIsTaken: options.file === "-",
    ...(namespace !== undefined && { namespace }),
  });
  const created = await secrets.create(secret, options.dryRun === "server");
  const { data: _, ...withoutValues } = created;
  await report(secretObject(withoutValues), created.name, created.namespace, options, deps);
}

/** The manifest's own namespace wins over every default, and must equal an explicit one. */
function chooseNamespace(secret: NewSecret, options: CreateSecretOptions): string | undefined {
  if (
    secret.namespace !== undefined &&
    options.namespace !== undefined &&
    secret.namespace !== options.namespace
  ) {
    throw usageError(
      `the manifest is for namespace "${secret.namespace}", and --namespace says "${options.namespace}"`,
      "leave one of them out",
    );
  }
  const problem = options.namespace === undefined ? undefined : namespaceProblem(options.namespace);
  if (problem !== undefined)
    throw usageError(`"${options.namespace}" (from --namespace) is no namespace: ${problem}`);
  return secret.namespace ?? options.namespace;
}

async function report(
  object: unknown,
  name: string,
  namespace: string | undefined,
  options: CreateSecretOptions,
  deps: Deps,
): Promise<void> {
  const where = namespace === undefined ? "" : ` in namespace "${namespace}"`;
  const dryRun = options.dryRun === undefined ? "" : ` (${options.dryRun} dry run)`;
  await note(deps, options, `secret/${name} created${where}${dryRun}`);
  if (options.output === undefined) return;
  const text = options.output === "name" ? `secret/${name}\n` : await renderObject(object, options.output);
  await writeResult(
    deps,
    text,
    options.dryRun === undefined ? `secret "${name}" was created, but not shown` : undefined,
  );
}
