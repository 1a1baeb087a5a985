import { usageError } from "../errors.js";
import { ago } from "../output/age.js";
import { type OptionSpecs, type OptionsOf, outputOption, toggle } from "./options.js";

/** What list and inspect take to shape their output. */
export const TABLE_OPTIONS = {
  output: outputOption(["table", "wide", "name", "json", "yaml"]),
  headers: toggle("--no-headers", "tables without their header lines"),
  fullTimestamps: toggle("--full-timestamps", "creation times in full (RFC 3339, UTC) instead of ages"),
  showValues: toggle("--show-values", "with -o json or yaml: the values, too"),
} satisfies OptionSpecs;

export type TableOptions = OptionsOf<typeof TABLE_OPTIONS>;

/** @throws PachctlError usage for an option that would have no effect */
export function checkTableOptions({ output, headers, fullTimestamps, showValues }: TableOptions): void {
  const isTable = output === undefined || output === "table" || output === "wide";
  if (!isTable && !headers) throw usageError(`--no-headers has no meaning with -o ${output}`);
  if (!isTable && fullTimestamps) throw usageError(`--full-timestamps has no meaning with -o ${output}`);
  if (showValues && output !== "json" && output !== "yaml") {
    throw usageError("--show-values needs -o json or -o yaml");
  }
}

/** The cell of the column CREATED. What formats timestamps is loaded where it is asked for. */
export async function createdCell({ fullTimestamps }: Pick<TableOptions, "fullTimestamps">) {
  return fullTimestamps ? (await import("../output/full-timestamp.js")).fullTimestamp : ago;
}
