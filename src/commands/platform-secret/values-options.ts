import { usageError } from "../../errors.js";
import { ASSUMED_VERSION, type ChartVersion, parseChartVersion } from "../../platform/chart-version.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import { type OptionSpecs, repeated, text } from "../options.js";

/** What every command takes that looks at an installation's Helm values. */
export const VALUES_OPTIONS = {
  values: repeated(
    "-f, --values <file>",
    'a file of Helm values; "-" reads standard input; may be repeated: a later one wins',
  ),
  chartVersion: text("--chart-version <version>", `the version of Pachyderm's chart: ${ASSUMED_VERSION}`),
} satisfies OptionSpecs;

/** @throws PachctlError usage */
export function needValues(command: string, values: readonly string[]): void {
  if (values.length > 0) return;
  throw usageError(
    `${command} needs Helm values`,
    "name them with --values FILE; --values - reads standard input",
  );
}

/** The version that was named, or else the one that is assumed, with a word about it. */
export async function chartVersion(
  { chartVersion: named, quiet }: { chartVersion: string | undefined; quiet: boolean },
  deps: CommandDeps,
): Promise<ChartVersion> {
  if (named === undefined) {
    await note(
      deps,
      { quiet },
      `note: chart version ${ASSUMED_VERSION} is assumed; --chart-version names another one`,
    );
  }
  return parseChartVersion(named ?? ASSUMED_VERSION);
}
