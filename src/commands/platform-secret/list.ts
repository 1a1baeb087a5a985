import { PachctlError, usageError } from "../../errors.js";
import { toJson } from "../../output/json.js";
import type { ChartValues } from "../../platform/chart-values.js";
import type { FindSecret } from "../../platform/checks/check.js";
import type { MapEntry } from "../../platform/map-entries.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import { type OptionSpecs, type OptionsOf, outputOption, toggle } from "../options.js";
import { chartVersion, VALUES_OPTIONS } from "./values-options.js";

const OPTIONS = {
  ...VALUES_OPTIONS,
  offline: toggle("--offline", "show the map alone, without a look at a cluster"),
  headers: toggle("--no-headers", "the table without its header line"),
  output: outputOption(["table", "wide", "json", "yaml"]),
} satisfies OptionSpecs;

export type ListPlatformSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const LIST_PLATFORM_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "platform-secret",
  aliases: ["platform-secrets"],
  summary: "list the secrets of a Pachyderm installation",
  description:
    "List every secret that a version of Pachyderm's Helm chart makes or reads: its keys, the attributes of the values that name it or give its value, and what differs from the public page. With --values, where each value would come from; with a cluster, whether it is there. No values are shown.",
  options: OPTIONS,
  examples: [
    "pachctl list platform-secret --offline",
    "pachctl list platform-secret --offline -o wide --chart-version 2.12.0",
    "pachctl list platform-secret --values values.yaml -o json",
  ],
  run: (_words, options, deps) => listPlatformSecrets(options, deps),
};

export async function listPlatformSecrets(
  options: ListPlatformSecretOptions,
  deps: CommandDeps,
): Promise<void> {
  const { output = "table", headers } = options;
  if (!headers && output !== "table" && output !== "wide") {
    throw usageError(`--no-headers has no meaning with -o ${output}`);
  }
  const version = await chartVersion(options, deps);
  const { secretsOf } = await import("../../platform/secrets-map.js");
  const { mapEntry } = await import("../../platform/map-entries.js");
  const rows = secretsOf(version);
  const values = await valuesOf(options, version, deps);
  const find = await seen(
    rows.map(({ secret, nameAttribute }) => named(secret, nameAttribute, values)),
    options,
    deps,
  );
  const entries = rows.map((row) => mapEntry(row, values, find));
  if (output === "json") {
    await deps.stdout.write(`${toJson({ chartVersion: version.text, secrets: entries })}\n`);
  } else if (output === "yaml") {
    const { toYaml } = await import("../../output/yaml.js");
    await deps.stdout.write(toYaml({ chartVersion: version.text, secrets: entries }));
  } else {
    await deps.stdout.write(await table(entries, { isWide: output === "wide", headers, values, find }));
  }
}

async function valuesOf(
  { values }: ListPlatformSecretOptions,
  version: ChartValues["version"],
  deps: CommandDeps,
): Promise<ChartValues | undefined> {
  if (values.length === 0) return undefined;
  const { readHelmValues } = await import("../../platform/helm-values.js");
  const { ChartValues } = await import("../../platform/chart-values.js");
  return new ChartValues(await readHelmValues(values, deps), version);
}

/** The secret that is read with these values. */
function named(secret: string, nameAttribute: string | undefined, values: ChartValues | undefined): string {
  const given = nameAttribute === undefined ? "" : (values?.text(nameAttribute) ?? "");
  return given === "" ? secret : given;
}

/** @returns nothing without a cluster: where no kubeconfig is, the map is of use all the same */
async function seen(
  names: readonly string[],
  options: ListPlatformSecretOptions,
  deps: CommandDeps,
): Promise<FindSecret | undefined> {
  if (options.offline) return undefined;
  const { foundSecrets } = await import("./found-secrets.js");
  const wanted = [...new Set(names)].filter((name) => !name.includes("<"));
  const isChosen = options.kubeconfig !== undefined || options.context !== undefined;
  try {
    const where = { ...options, manifests: undefined, stdinIsTaken: options.values.includes("-") };
    return await foundSecrets(wanted, where, deps);
  } catch (error) {
    if (!(error instanceof PachctlError) || error.kind !== "usage" || isChosen) throw error;
    await note(deps, options, "note: no cluster is configured, so nothing is said about what is there");
    return undefined;
  }
}

async function table(
  entries: readonly MapEntry[],
  {
    isWide,
    headers,
    values,
    find,
  }: {
    isWide: boolean;
    headers: boolean;
    values: ChartValues | undefined;
    find: FindSecret | undefined;
  },
): Promise<string> {
  const { plainTable } = await import("../../output/plain-table.js");
  const { stateInWords } = await import("../../platform/map-entries.js");
  const columns: [title: string, cell: (entry: MapEntry) => string][] = [
    ["SECRET", ({ secret }) => secret],
    ["KEY", ({ key }) => key],
    ["NAME ATTRIBUTE", ({ nameAttribute }) => nameAttribute ?? "-"],
    ["RAW ATTRIBUTE", ({ rawAttribute }) => rawAttribute ?? "-"],
    ["NEED", ({ need }) => need],
  ];
  if (values !== undefined) columns.push(["VALUE FROM", ({ source }) => source ?? "-"]);
  if (find !== undefined) columns.push(["IN THE CLUSTER", ({ state }) => stateInWords(state)]);
  if (isWide) {
    columns.push(
      ["CONSUMERS", ({ consumers }) => consumers.join("\n")],
      ["CONDITION", ({ condition }) => condition],
      ["THE PUBLIC PAGE", ({ page }) => (page === undefined ? "-" : page.says)],
    );
  }
  return plainTable(
    columns.map(([title]) => ({ title })),
    entries.map((entry) => columns.map(([, cell]) => cell(entry))),
    headers,
  );
}
