import type { Command } from "commander";
import type { Deps } from "../deps.js";
import { usageError } from "../errors.js";
import type { ListQuery, Secrets } from "../kube/secrets.js";
import { escapeControls } from "../output/escape.js";
import { ObjectList } from "../output/object-list.js";
import { secretObject } from "../output/objects.js";
import { SecretTable } from "../output/secret-table.js";
import { USER_SECRETS } from "../secret/labels.js";
import type { SecretSummary } from "../secret/secret.js";
import { type ClusterOptions, OUTPUT_FORMATS, onceOption, outputOption } from "./options.js";
import { checkTableOptions, type TableOptions, tableOptions } from "./read-options.js";
import { note } from "./report.js";

export interface ListSecretOptions extends ClusterOptions, TableOptions {
  all: boolean;
  allNamespaces: boolean;
  selector?: string;
  type?: string;
}

export function registerListSecret(list: Command, deps: Deps): void {
  const command = list
    .command("secret")
    .alias("secrets")
    .summary("list the secrets made by users")
    .description(
      "List the secrets that users made for their pipelines, or with --all every secret of the namespace.",
    )
    .option("--all", "every secret, not only those made by users", false)
    .option("-A, --all-namespaces", "the secrets of all namespaces", false)
    .addOption(onceOption("-l, --selector <selector>", "only secrets with these labels, such as a=b,c!=d"))
    .addOption(onceOption("--type <type>", "only secrets of this type"))
    .addOption(outputOption(OUTPUT_FORMATS.read));
  for (const option of tableOptions()) command.addOption(option);
  command
    .addHelpText("after", "\nExample:\n  $ pachctl list secret")
    .action((_options, command: Command) => listSecret(command.optsWithGlobals(), deps));
}

export async function listSecret(options: ListSecretOptions, deps: Deps): Promise<void> {
  checkTableOptions(options);
  if (options.allNamespaces && options.namespace !== undefined) {
    throw usageError("-A and --namespace exclude each other");
  }
  const query: ListQuery = {
    allNamespaces: options.allNamespaces,
    labelSelector: await labelSelector(options),
    type: options.type,
  };
  const secrets = await deps.connect(options);
  let count = 0;
  const write = writer(options, deps);
  for await (const page of pages(secrets, query, options)) {
    count += page.secrets.length;
    await deps.stdout.write(await write.page(page.secrets));
  }
  await deps.stdout.write(write.end());
  if (count === 0) await explainEmpty(options, secrets.namespace, deps);
}

function pages(secrets: Secrets, query: ListQuery, { output, showValues }: ListSecretOptions) {
  const needsValues = showValues && (output === "json" || output === "yaml");
  return needsValues ? secrets.listWithValues(query) : secrets.list(query);
}

/** The text of each page, and of what follows the last one. */
interface PageWriter {
  page(secrets: readonly SecretSummary[]): string | Promise<string>;
  end(): string;
}

function writer(options: ListSecretOptions, deps: Deps): PageWriter {
  const { output } = options;
  if (output === "json" || output === "yaml") {
    const list = new ObjectList(output);
    return { page: (secrets) => list.items(secrets.map(secretObject)), end: () => list.end() };
  }
  if (output === "name") {
    return {
      page: (secrets) => secrets.map(({ name }) => `secret/${escapeControls(name)}\n`).join(""),
      end: () => "",
    };
  }
  const table = new SecretTable({
    now: deps.now(),
    namespaces: options.allNamespaces,
    headers: options.headers,
    fullTimestamps: options.fullTimestamps,
  });
  return { page: (secrets) => table.rows(secrets), end: () => table.end() };
}

/** The user's selector is parsed before it is joined with ours: text with a comma or bracket must not change it. */
async function labelSelector({ all, selector }: ListSecretOptions): Promise<string | undefined> {
  if (selector === undefined) return all ? undefined : USER_SECRETS;
  const { parseLabelSelector } = await import("../secret/label-selector.js");
  try {
    parseLabelSelector(selector);
  } catch (error) {
    throw usageError(`-l is not a label selector: ${error instanceof Error ? error.message : ""}`);
  }
  if (all || selector.trim() === "") return all ? selector : USER_SECRETS;
  return `${USER_SECRETS},${selector}`;
}

async function explainEmpty(options: ListSecretOptions, namespace: string, deps: Deps): Promise<void> {
  const where = options.allNamespaces ? "any namespace" : `namespace "${namespace}"`;
  const narrowed = options.selector !== undefined || options.type !== undefined ? " that match" : "";
  await note(deps, options, `no ${options.all ? "" : "user "}secrets${narrowed} in ${where}`);
  if (!options.all)
    await note(deps, options, "hint: --all shows the secrets that were not made by pachctl, too");
}
