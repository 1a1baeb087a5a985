import { checkSecretName } from "../../apimachinery/name-words.js";
import { PachctlError, usageError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import type { Secrets } from "../../kube/secrets.js";
import type { NewSecret, SecretSummary, SecretWithValues } from "../../secret/secret.js";
import {
  changeText,
  changeTo,
  isEmptyChange,
  type SecretChange,
  withoutLastApplied,
} from "../../secret/secret-change.js";
import { type Done, runBatch } from "../batch.js";
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
import { writeChange } from "./changing.js";
import { checkNamespace } from "./creation.js";
import { guardOptions, refusedByGuard, refuseLeaving } from "./guard.js";
import { MANIFEST_OPTIONS, refuseManifestOptions } from "./manifest-options.js";
import { applied, needsRecreation, recreate, unchangeable } from "./recreate.js";
import { told } from "./told.js";
import { tellUsers } from "./users.js";

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

/** Requests under way, and so connections. */
const AT_ONCE = 16;

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

/** What is to become of one secret. */
interface Wish {
  name: string;
  /** The secret of a manifest, which is created when there is none. */
  wanted?: NewSecret;
  /** @throws PachctlError usage when the secret that is there cannot become that */
  changeOf(found: SecretWithValues): SecretChange;
}

/** One run of update. */
class Update {
  readonly #cluster: Cluster;
  readonly #options: UpdateSecretOptions;
  readonly #deps: CommandDeps;
  /** Those whose values are others now. */
  readonly #changed: SecretSummary[] = [];

  constructor(cluster: Cluster, options: UpdateSecretOptions, deps: CommandDeps) {
    this.#cluster = cluster;
    this.#options = options;
    this.#deps = deps;
  }

  async all(wishes: readonly Wish[]): Promise<void> {
    const { output, keepGoing } = this.#options;
    try {
      await runBatch(
        {
          items: wishes,
          participle: "updated",
          concurrency: AT_ONCE,
          keepGoing,
          ...(output === "yaml" && { divider: "---\n" }),
          act: (wish) => this.#act(wish),
        },
        this.#options,
        this.#deps,
      );
    } finally {
      await tellUsers(this.#cluster, this.#changed, this.#options, this.#deps);
    }
  }

  async #act(wish: Wish): Promise<Done> {
    const { name, wanted } = wish;
    const secrets = this.#cluster.secrets(wanted?.namespace);
    if (wanted === undefined) return this.#change(await secrets.getWithValues(name, "update"), wish, secrets);
    const found = await readIfThere(name, secrets);
    if (found !== undefined) return this.#change(found, wish, secrets);
    try {
      return await this.#create(name, wanted, secrets);
    } catch (error) {
      // Somebody was faster.
      const isThere = error instanceof PachctlError && error.kind === "already-exists";
      const other = isThere ? await readIfThere(name, secrets) : undefined;
      if (other === undefined) throw error;
      return this.#change(other, wish, secrets);
    }
  }

  async #create(name: string, wanted: NewSecret, secrets: Secrets): Promise<Done> {
    const { dryRun } = this.#options;
    const secret = dryRun === "client" ? undefined : await secrets.create(wanted, dryRun === "server");
    return told({ participle: "created", name, namespace: secrets.namespace, secret }, this.#options);
  }

  async #change(found: SecretWithValues, { wanted, changeOf }: Wish, secrets: Secrets): Promise<Done> {
    const { name } = found;
    const { namespace } = secrets;
    refuseLeaving(found, "update");
    const change = changeOf(found);
    const obstacle = unchangeable(found, change, wanted?.type);
    if (isEmptyChange(change) && obstacle === undefined) {
      const insteadOfDone = "unchanged";
      return told({ participle: "unchanged", name, namespace, secret: found, insteadOfDone }, this.#options);
    }
    const refusal = await refusedByGuard(found, "update", this.#options);
    if (refusal !== undefined) throw refusal;
    if (obstacle !== undefined && !this.#options.recreate) throw needsRecreation(name, obstacle);
    const secret =
      obstacle === undefined
        ? await this.#write(found, change, secrets)
        : await this.#recreate(found, applied(found, change, wanted), secrets);
    if (this.#options.dryRun === undefined && Object.keys(change.data).length > 0) this.#changed.push(secret);
    const participle = obstacle === undefined ? "configured" : "deleted and created anew";
    const { type } = wanted ?? {};
    const retyped = type === undefined || type === found.type ? "" : `type ${found.type} -> ${type}`;
    const details = [changeText(change, found), retyped].filter((text) => text !== "").join("; ");
    return told({ participle, name, namespace, secret, details }, this.#options);
  }

  async #write(found: SecretWithValues, change: SecretChange, secrets: Secrets): Promise<SecretSummary> {
    const { dryRun } = this.#options;
    if (dryRun === "client") return found;
    return writeChange(found, withoutLastApplied(change, found), secrets, dryRun === "server");
  }

  async #recreate(found: SecretWithValues, wanted: NewSecret, secrets: Secrets): Promise<SecretSummary> {
    const { dryRun } = this.#options;
    if (dryRun === "client") return found;
    const created = await recreate(found, wanted, secrets, dryRun === "server", this.#deps);
    if (dryRun !== undefined) return created;
    await note(
      this.#deps,
      this.#options,
      `note: secret "${found.name}" is deleted and created anew: for a moment there is none`,
    );
    return created;
  }
}
