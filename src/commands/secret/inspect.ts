import { isUtf8 } from "node:buffer";
import { decodeBase64 } from "../../apimachinery/base64.js";
import { isShowable } from "../../apimachinery/escape.js";
import { checkSecretName, dataKeyProblem } from "../../apimachinery/name-words.js";
import { shownName } from "../../apimachinery/shown.js";
import { PachctlError, usageError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import type { Secrets } from "../../kube/secrets.js";
import { renderObject } from "../../output/object-list.js";
import { secretObject, secretObjectWithValues } from "../../output/objects.js";
import { SecretTable } from "../../output/secret-table.js";
import type { SecretSummary, SecretWithValues } from "../../secret/secret.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import { type OptionSpecs, type OptionsOf, text as textOption, toggle } from "../options.js";
import { checkTableOptions, createdCell, TABLE_OPTIONS } from "../table-options.js";
import { keptBy } from "./await-deletion.js";
import { usedBy } from "./users.js";

const OPTIONS = {
  key: textOption("--key <key>", "write this value's bytes, and nothing else"),
  to: textOption("--to <folder>", "write every value into a file of its own, for its owner only"),
  force: toggle("--force", "with --to: replace files that are there"),
  ...TABLE_OPTIONS,
  decode: toggle("--decode", "with --show-values: text values as stringData"),
} satisfies OptionSpecs;

export type InspectSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const INSPECT_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "secret",
  aliases: ["secrets"],
  summary: "show one secret",
  description:
    "Show one secret of the namespace, whoever made it. Values are shown only with --key, --to or --show-values.",
  argument: ["<name>", "the secret"],
  options: OPTIONS,
  examples: [
    "pachctl inspect secret my-secret",
    "pachctl inspect secret my-secret -o wide",
    "pachctl inspect secret my-secret --key password > password.txt",
    "pachctl inspect secret my-secret -o yaml --show-values --decode",
    "pachctl inspect secret my-secret --to values",
  ],
  run: ([name = ""], options, deps) => inspectSecret(name, options, deps),
};

export async function inspectSecret(
  name: string,
  options: InspectSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  checkSecretName(name);
  checkTableOptions(options);
  if (options.decode && !options.showValues) throw usageError("--decode needs --show-values");
  if (options.force && options.to === undefined) throw usageError("--force is for --to");
  if (options.to !== undefined) {
    await writeFiles(name, options.to, options, deps);
    return;
  }
  if (options.key !== undefined) {
    await writeValue(name, options.key, options, deps);
    return;
  }
  const cluster = await deps.connect(options);
  const secrets = cluster.secrets();
  const { text, secret } =
    options.output === "wide"
      ? await wide(name, options, cluster, deps)
      : await render(name, options, secrets, deps);
  await deps.stdout.write(text);
  if (secret.metadata.deletionTimestamp !== undefined) {
    await note(deps, options, `note: secret "${name}" is marked for deletion; ${keptBy(secret)}`);
  }
}

async function render(
  name: string,
  { output, headers, showValues, decode, ...options }: InspectSecretOptions,
  secrets: Secrets,
  deps: CommandDeps,
): Promise<{ text: string; secret: SecretSummary }> {
  if (showValues && (output === "json" || output === "yaml")) {
    const secret = await secrets.getWithValues(name);
    const object = decode ? await decodedSecret(secret) : secretObjectWithValues(secret);
    return { text: await renderObject(object, output), secret };
  }
  const secret = await secrets.get(name);
  if (output === "json" || output === "yaml") {
    return { text: await renderObject(secretObject(secret), output), secret };
  }
  if (output === "name") return { text: `secret/${secret.name}\n`, secret };
  const created = await createdCell(options);
  const table = new SecretTable({ now: deps.clock.now, headers, created });
  return { text: table.rows([secret]) + table.end(), secret };
}

/** The list's columns, its keys with their sizes, and what can be told of them without a value. */
async function wide(
  name: string,
  options: InspectSecretOptions,
  cluster: Cluster,
  deps: CommandDeps,
): Promise<{ text: string; secret: SecretSummary }> {
  const { headers } = options;
  const created = await createdCell(options);
  const secrets = cluster.secrets();
  const [secret, users] = await Promise.all([
    secrets.getWithValues(name),
    usedBy(cluster, secrets.namespace, options, deps),
  ]);
  const { keyDetails, keyTable, metadataLines } = await import("../../output/secret-details.js");
  const table = new SecretTable({ now: deps.clock.now, headers, created, wide: { usedBy: users } });
  const details = keyDetails(secret);
  const row = `${table.rows([{ ...secret, keyCount: details.length }])}${table.end()}`;
  const parts = [row, metadataLines(secret), keyTable(details, headers)];
  const text = parts.filter((part) => part !== "").join("\n");
  return { text, secret };
}

async function decodedSecret(secret: SecretWithValues): Promise<object> {
  const { editableValues } = await import("../../secret/editable.js");
  const { texts } = editableValues(secret.data);
  const { data, ...rest } = secretObjectWithValues(secret);
  const others = Object.entries(secret.data).filter(([key]) => !texts.has(key));
  return {
    ...rest,
    ...(others.length > 0 && { data: nullProto(others) }),
    ...((texts.size > 0 || others.length === 0) && { stringData: nullProto([...texts]) }),
  };
}

/** A map in which `__proto__` is a key like any other. */
function nullProto(entries: readonly (readonly [string, string])[]): Record<string, string> {
  const map: Record<string, string> = Object.create(null);
  for (const [key, value] of entries) map[key] = value;
  return map;
}

async function writeFiles(
  name: string,
  folder: string,
  options: InspectSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  const { key, output, headers, fullTimestamps, force } = options;
  if (key !== undefined || output !== undefined || !headers || fullTimestamps) {
    throw usageError("--to writes values into files and takes no option about the form of the output");
  }
  if (folder === "") throw usageError("--to needs a folder");
  const cluster = await deps.connect(options);
  const { data } = await cluster.secrets().getWithValues(name);
  const { writeValueFiles } = await import("./value-files.js");
  const values = new Map(Object.entries(data).map(([each, base64]) => [each, decodeBase64(base64)]));
  await writeValueFiles(folder, values, force, deps);
  const count = values.size === 1 ? "1 value" : `${values.size} values`;
  await note(deps, options, `${count} of secret "${name}" written to ${shownName(folder)}`);
}

async function writeValue(
  name: string,
  key: string,
  options: InspectSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  const problem = dataKeyProblem(key);
  if (problem !== undefined) throw usageError(`"${shownName(key)}" cannot be a data key: ${problem}`);
  if (options.output !== undefined || !options.headers || options.fullTimestamps) {
    throw usageError("--key writes one value's bytes and takes no option about the form of the output");
  }
  const cluster = await deps.connect(options);
  const { data } = await cluster.secrets().getWithValues(name);
  const value = data[key];
  if (value === undefined) throw noSuchKey(name, key, Object.keys(data));
  const bytes = decodeBase64(value);
  if (deps.stdout.isTTY && !(isUtf8(bytes) && isShowable(bytes.toString("utf8")))) {
    throw usageError(
      `the value of ${key} is binary or holds control characters, which would go to the terminal`,
      `send it elsewhere: ${cluster.command(["inspect", "secret", name, "--key", key])} > FILE`,
    );
  }
  await deps.stdout.write(bytes);
}

function noSuchKey(name: string, key: string, keys: readonly string[]): PachctlError {
  const hint = keys.length === 0 ? "it has no keys" : `its keys are ${[...keys].sort().join(", ")}`;
  return new PachctlError("not-found", `cannot inspect secret "${name}": it has no key "${key}"`, { hint });
}
