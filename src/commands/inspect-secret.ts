import { isUtf8 } from "node:buffer";
import type { Command } from "commander";
import type { Deps } from "../deps.js";
import { PachctlError, usageError } from "../errors.js";
import type { Secrets } from "../kube/secrets.js";
import { isShowable } from "../output/escape.js";
import { renderObject } from "../output/object-list.js";
import { secretObject } from "../output/objects.js";
import { SecretTable } from "../output/secret-table.js";
import { decodeBase64 } from "../secret/base64.js";
import { checkSecretName, dataKeyProblem } from "../secret/names.js";
import { type ClusterOptions, OUTPUT_FORMATS, onceOption, outputOption } from "./options.js";
import { checkTableOptions, type TableOptions, tableOptions } from "./read-options.js";

export interface InspectSecretOptions extends ClusterOptions, TableOptions {
  key?: string;
}

export function registerInspectSecret(inspect: Command, deps: Deps): void {
  const command = inspect
    .command("secret")
    .alias("secrets")
    .summary("show one secret")
    .description(
      "Show one secret of the namespace, whoever made it. Values are shown only with --key or --show-values.",
    )
    .argument("<name>", "the secret")
    .addOption(onceOption("--key <key>", "write this value's bytes, and nothing else"))
    .addOption(outputOption(OUTPUT_FORMATS.read));
  for (const option of tableOptions()) command.addOption(option);
  command
    .addHelpText("after", "\nExample:\n  $ pachctl inspect secret my-secret")
    .action((name: string, _options, command: Command) =>
      inspectSecret(name, command.optsWithGlobals(), deps),
    );
}

export async function inspectSecret(name: string, options: InspectSecretOptions, deps: Deps): Promise<void> {
  checkSecretName(name);
  checkTableOptions(options);
  if (options.key !== undefined) {
    await writeValue(name, options.key, options, deps);
    return;
  }
  const secrets = await deps.connect(options);
  await deps.stdout.write(await render(name, options, secrets, deps));
}

async function render(
  name: string,
  options: InspectSecretOptions,
  secrets: Secrets,
  deps: Deps,
): Promise<string> {
  const { output, headers, fullTimestamps } = options;
  const secret = options.showValues ? await secrets.getWithValues(name) : await secrets.get(name);
  if (output === "json" || output === "yaml") return renderObject(secretObject(secret), output);
  if (output === "name") return `secret/${secret.name}\n`;
  const table = new SecretTable({ now: deps.now(), headers, fullTimestamps });
  return table.rows([secret]) + table.end();
}

async function writeValue(
  name: string,
  key: string,
  options: InspectSecretOptions,
  deps: Deps,
): Promise<void> {
  const problem = dataKeyProblem(key);
  if (problem !== undefined) throw usageError(`"${key}" cannot be a data key: ${problem}`);
  if (options.output !== undefined || !options.headers || options.fullTimestamps) {
    throw usageError("--key writes one value's bytes and takes no option about the form of the output");
  }
  const secrets = await deps.connect(options);
  const { data } = await secrets.getWithValues(name);
  const value = data[key];
  if (value === undefined) throw noSuchKey(name, key, Object.keys(data));
  const bytes = decodeBase64(value);
  if (deps.stdout.isTTY && !(isUtf8(bytes) && isShowable(bytes.toString("utf8")))) {
    throw usageError(
      `the value of ${key} is binary or holds control characters, which would go to the terminal`,
      `send it elsewhere: pachctl inspect secret ${name} --key ${key} > FILE`,
    );
  }
  await deps.stdout.write(bytes);
}

function noSuchKey(name: string, key: string, keys: readonly string[]): PachctlError {
  const hint = keys.length === 0 ? "it has no keys" : `its keys are ${[...keys].sort().join(", ")}`;
  return new PachctlError("not-found", `cannot inspect secret "${name}": it has no key "${key}"`, { hint });
}
