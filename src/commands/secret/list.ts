import { escapeControls } from "../../apimachinery/escape.js";
import { usageError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import type { SecretPage } from "../../kube/replies.js";
import type { ListQuery, Secrets } from "../../kube/secrets.js";
import { OBJECTS, ObjectList, PARTIAL_OBJECTS } from "../../output/object-list.js";
import { secretObject, secretObjectWithValues } from "../../output/objects.js";
import { SecretTable } from "../../output/secret-table.js";
import { USER_SECRETS } from "../../secret/labels.js";
import type { SecretSummary } from "../../secret/secret.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import { type OptionSpecs, type OptionsOf, text, toggle } from "../options.js";
import { checkTableOptions, createdCell, TABLE_OPTIONS } from "../table-options.js";
import { checkSelector } from "./selector.js";
import { type UsedBy, usedBy } from "./users.js";

const OPTIONS = {
  all: toggle("--all", "every secret, not only those made by users"),
  allNamespaces: toggle("-A, --all-namespaces", "the secrets of all namespaces"),
  selector: text("-l, --selector <selector>", "only secrets with these labels, such as a=b,c!=d"),
  type: text("--type <type>", "only secrets of this type"),
  ...TABLE_OPTIONS,
} satisfies OptionSpecs;

export type ListSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const LIST_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "secret",
  aliases: ["secrets"],
  summary: "list the secrets made by users",
  description:
    "List the secrets that users made for their pipelines, or with --all every secret of the namespace.",
  options: OPTIONS,
  examples: [
    "pachctl list secret",
    "pachctl list secret -o wide",
    "pachctl list secret -A --type kubernetes.io/tls",
    "pachctl list secret --all -l 'team in (a, b)' -o name",
  ],
  run: (_words, options, deps) => listSecrets(options, deps),
};

export async function listSecrets(options: ListSecretOptions, deps: CommandDeps): Promise<void> {
  checkTableOptions(options);
  if (options.allNamespaces && options.namespace !== undefined) {
    throw usageError("-A and --namespace exclude each other");
  }
  const query: ListQuery = {
    allNamespaces: options.allNamespaces,
    labelSelector: labelSelector(options),
    type: options.type,
  };
  const cluster = await deps.connect(options);
  const secrets = cluster.secrets();
  let count = 0;
  const users =
    options.output === "wide"
      ? await usedBy(cluster, options.allNamespaces ? undefined : cluster.namespace, options, deps)
      : undefined;
  for await (const piece of pieces(secrets, query, users, options, deps)) {
    count += piece.count;
    await deps.stdout.write(piece.text);
  }
  if (count === 0) await explainEmpty(options, cluster, deps);
}

/** The text of the list, piece by piece; each comes with the number of secrets in it. */
async function* pieces(
  secrets: Secrets,
  query: ListQuery,
  users: UsedBy | undefined,
  options: ListSecretOptions,
  deps: CommandDeps,
): AsyncGenerator<{ text: string; count: number }> {
  const { output, showValues } = options;
  if ((output === "json" || output === "yaml") && showValues) {
    yield* objects(secrets.listWithValues(query), secretObjectWithValues, new ObjectList(output, OBJECTS));
  } else if (output === "json" || output === "yaml") {
    yield* objects(secrets.list(query), secretObject, new ObjectList(output, PARTIAL_OBJECTS));
  } else {
    yield* rows(secrets.list(query), users, options, deps);
  }
}

async function* objects<S extends SecretSummary>(
  pages: AsyncIterable<SecretPage<S>>,
  toObject: (secret: S) => object,
  list: ObjectList,
): AsyncGenerator<{ text: string; count: number }> {
  for await (const page of pages) {
    yield { text: await list.items(page.secrets.map(toObject)), count: page.secrets.length };
  }
  yield { text: list.end(), count: 0 };
}

async function* rows(
  pages: AsyncIterable<SecretPage>,
  users: UsedBy | undefined,
  { output, allNamespaces, headers, ...options }: ListSecretOptions,
  { clock }: CommandDeps,
): AsyncGenerator<{ text: string; count: number }> {
  const name = ({ name }: SecretSummary): string => `secret/${escapeControls(name)}\n`;
  const table = new SecretTable({
    now: clock.now,
    namespaces: allNamespaces,
    headers,
    created: await createdCell(options),
    ...(users !== undefined && { wide: { usedBy: users } }),
  });
  for await (const page of pages) {
    const text = output === "name" ? page.secrets.map(name).join("") : table.rows(page.secrets);
    yield { text, count: page.secrets.length };
  }
  if (output !== "name") yield { text: table.end(), count: 0 };
}

function labelSelector({ all, selector }: ListSecretOptions): string | undefined {
  if (selector === undefined) return all ? undefined : USER_SECRETS;
  checkSelector(selector);
  if (all || selector.trim() === "") return all ? selector : USER_SECRETS;
  return `${USER_SECRETS},${selector}`;
}

async function explainEmpty(options: ListSecretOptions, cluster: Cluster, deps: CommandDeps): Promise<void> {
  const where = options.allNamespaces ? "any namespace" : `namespace "${cluster.namespace}"`;
  const narrowed = options.selector !== undefined || options.type !== undefined ? " that match" : "";
  await note(deps, options, `no ${options.all ? "" : "user "}secrets${narrowed} in ${where}`);
  if (!options.all)
    await note(deps, options, "hint: --all shows the secrets that were not made by pachctl, too");
}
