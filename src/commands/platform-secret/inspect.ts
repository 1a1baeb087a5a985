import { isUtf8 } from "node:buffer";
import { isShowable } from "../../apimachinery/escape.js";
import { PachctlError, usageError } from "../../errors.js";
import { toJson } from "../../output/json.js";
import type { ChartValues } from "../../platform/chart-values.js";
import type { Recoverable, Recovered } from "../../platform/recover.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { lookUpSecrets } from "../look-up.js";
import { note } from "../notes.js";
import { type OptionSpecs, type OptionsOf, outputOption, text, toggle } from "../options.js";
import { chartVersion, VALUES_OPTIONS } from "./values-options.js";

const OPTIONS = {
  ...VALUES_OPTIONS,
  key: text("--key <key>", "write this value's bytes, and nothing else: root-token"),
  toValues: text(
    "--to-values <file>",
    'write a file of Helm values, for its owner only, with what an upgrade needs; "-" is standard output',
  ),
  showValues: toggle("--show-values", "with -o json or yaml: the values, too"),
  headers: toggle("--no-headers", "the table without its header line"),
  output: outputOption(["table", "json", "yaml"]),
} satisfies OptionSpecs;

export type InspectPlatformSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const INSPECT_PLATFORM_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "platform-secret",
  aliases: ["platform-secrets"],
  summary: "read back what an upgrade of the installation needs",
  description:
    "Show what an upgrade of a running Pachyderm installation has to be given again, because the chart would generate it anew or ask for it, and where the cluster keeps it. Values are shown only with --key, --show-values or --to-values.",
  options: OPTIONS,
  examples: [
    "pachctl inspect platform-secret",
    "pachctl inspect platform-secret --values values.yaml -o json",
    "pachctl inspect platform-secret -o yaml",
  ],
  run: (_words, options, deps) => inspectPlatformSecrets(options, deps),
};

export async function inspectPlatformSecrets(
  options: InspectPlatformSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  checkOptions(options);
  const recovered = await recoverAll(options, deps);
  if (options.key !== undefined) await writeValue(options.key, recovered, deps);
  else if (options.toValues !== undefined) await writeValues(options.toValues, recovered, options, deps);
  else await show(recovered, options, deps);
}

function checkOptions(options: InspectPlatformSecretOptions): void {
  const { key, toValues, showValues, output, headers, values, chartVersion: version } = options;
  const forms = [key !== undefined, toValues !== undefined, output !== undefined || showValues];
  if (forms.filter(Boolean).length > 1) {
    throw usageError("--key, --to-values and -o are different ways to show the values: take one");
  }
  if (showValues && output !== "json" && output !== "yaml") {
    throw usageError("--show-values needs -o json or -o yaml");
  }
  const isTable = key === undefined && toValues === undefined && (output ?? "table") === "table";
  if (!headers && !isTable) throw usageError("--no-headers has a meaning for the table only");
  if (version !== undefined && values.length === 0) throw usageError("--chart-version needs --values");
}

async function recoverAll(options: InspectPlatformSecretOptions, deps: CommandDeps): Promise<Recovered[]> {
  const { recover, RECOVERABLE } = await import("../../platform/recover.js");
  const wanted = await withNamed(RECOVERABLE, options, deps);
  const names = [...new Set(wanted.flatMap(({ places }) => places.map(({ secret }) => secret)))];
  const find = await lookUpSecrets(
    names,
    ({ data }) => data,
    { ...options, manifests: undefined, stdinIsTaken: options.values.includes("-") },
    deps,
  );
  return recover(find, wanted);
}

/** Secrets that the values name are looked at first. */
async function withNamed(
  all: readonly Recoverable[],
  options: InspectPlatformSecretOptions,
  deps: CommandDeps,
): Promise<readonly Recoverable[]> {
  if (options.values.length === 0) return all;
  const { readHelmValues } = await import("../../platform/helm-values.js");
  const { ChartValues } = await import("../../platform/chart-values.js");
  const values: ChartValues = new ChartValues(
    await readHelmValues(options.values, deps),
    await chartVersion(options, deps),
  );
  return all.map((each) => {
    const [named] = each.nameAttributes
      .map((attribute) => values.text(attribute))
      .filter((name) => name !== "");
    const key = each.places.find(({ isOwn }) => isOwn)?.key;
    if (named === undefined || key === undefined) return each;
    return { ...each, places: [{ secret: named, key, isOwn: true }, ...each.places] };
  });
}

async function show(
  recovered: readonly Recovered[],
  options: InspectPlatformSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  const { output = "table", headers, showValues } = options;
  if (output === "table") {
    const { plainTable } = await import("../../output/plain-table.js");
    const rows = recovered.map(({ attribute, place, value }) => [
      attribute,
      place.secret,
      place.key,
      value.length,
    ]);
    const columns = [
      { title: "ATTRIBUTE" },
      { title: "SECRET" },
      { title: "KEY" },
      { title: "BYTES", align: "right" as const },
    ];
    await deps.stdout.write(plainTable(columns, rows, headers));
  } else {
    const { notText } = await import("../../platform/recover.js");
    if (showValues) for (const each of recovered) checkText(each, notText(each));
    const values = recovered.map(({ attribute, place: { secret, key }, value }) => ({
      attribute,
      secret,
      key,
      bytes: value.length,
      ...(showValues && { value: value.toString("utf8") }),
    }));
    if (output === "json") await deps.stdout.write(`${toJson({ values })}\n`);
    else {
      const { toYaml } = await import("../../output/yaml.js");
      await deps.stdout.write(toYaml({ values }));
    }
  }
  if (recovered.length === 0) await note(deps, options, NOTHING);
}

/** A value that would be another one as text is not shown as text. @throws PachctlError usage */
function checkText({ attribute, place }: Recovered, problem: string | undefined): void {
  if (problem === undefined) return;
  throw usageError(
    `cannot write ${attribute} as it is kept in ${place.key} of secret "${place.secret}": ${problem}`,
    `--key ${attribute} writes its bytes`,
  );
}

const NOTHING = "this namespace holds nothing that a Pachyderm installation keeps";

async function writeValue(key: string, recovered: readonly Recovered[], deps: CommandDeps): Promise<void> {
  const found = recovered.find(({ place, attribute, places }) =>
    [attribute, place.key, ...places.map((each) => each.key)].includes(key),
  );
  if (found === undefined) {
    const keys = recovered.map(({ place }) => place.key).join(", ");
    throw new PachctlError("not-found", "cannot inspect platform-secret: nothing is kept under this key", {
      hint: keys === "" ? NOTHING : `there is ${keys}`,
    });
  }
  const { value } = found;
  if (deps.stdout.isTTY && !(isUtf8(value) && isShowable(value.toString("utf8")))) {
    throw usageError(
      "the value is binary or holds control characters, which would go to the terminal",
      "send it to a file",
    );
  }
  await deps.stdout.write(value);
}

async function writeValues(
  path: string,
  recovered: readonly Recovered[],
  options: InspectPlatformSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  if (recovered.length === 0)
    throw new PachctlError("not-found", `cannot inspect platform-secret: ${NOTHING}`);
  const { toValues, unwritable } = await import("../../platform/recover.js");
  for (const each of recovered) checkText(each, unwritable(each));
  const { toYaml } = await import("../../output/yaml.js");
  const { checkWritable, writeValuesFile } = await import("./values-files.js");
  const file = await checkWritable({ path, text: toYaml(toValues(recovered)), replaces: false });
  await writeValuesFile(file, options, deps);
}
