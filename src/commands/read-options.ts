import { Option } from "commander";
import { usageError } from "../errors.js";

/** What list and inspect take to shape their output. */
export interface TableOptions {
  output?: "table" | "name" | "json" | "yaml";
  /** False under `--no-headers`. */
  headers: boolean;
  fullTimestamps: boolean;
  showValues: boolean;
}

export function tableOptions(): Option[] {
  return [
    new Option("--no-headers", "tables without their header lines"),
    new Option("--full-timestamps", "creation times in full (RFC 3339, UTC) instead of ages").default(false),
    new Option("--show-values", "with -o json or yaml: the values, too").default(false),
  ];
}

/** @throws PachctlError usage for an option that would have no effect */
export function checkTableOptions({ output, headers, fullTimestamps, showValues }: TableOptions): void {
  const isTable = output === undefined || output === "table";
  if (!isTable && !headers) throw usageError(`--no-headers has no meaning with -o ${output}`);
  if (!isTable && fullTimestamps) throw usageError(`--full-timestamps has no meaning with -o ${output}`);
  if (showValues && output !== "json" && output !== "yaml") {
    throw usageError("--show-values needs -o json or -o yaml");
  }
}
