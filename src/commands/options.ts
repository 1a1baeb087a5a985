import { Option } from "commander";
import type { ConnectOptions } from "../deps.js";
import { usageError } from "../errors.js";

/** What every command that talks to a cluster takes; declared once, on the root. */
export type ClusterOptions = ConnectOptions;

/** An option that may be given once: a second value would silently replace the first. */
export function onceOption<T = string>(
  flags: string,
  description: string,
  parse: (value: string) => T = (value) => value as T,
): Option {
  const option = new Option(flags, description);
  return option.argParser((value: string, previous: T | undefined) => {
    if (previous !== undefined) throw usageError(`--${option.name()} may be given only once`);
    return parse(value);
  });
}

export const OUTPUT_FORMATS = {
  read: ["table", "name", "json", "yaml"],
  written: ["name", "json", "yaml"],
  deleted: ["name"],
} as const;

/** `-o/--output` with the formats that a command knows. */
export function outputOption(formats: readonly string[]): Option {
  return onceOption("-o, --output <format>", `output format: ${formats.join(", ")}`, (value) => {
    if (!formats.includes(value)) throw usageError(`-o takes one of ${formats.join(", ")}`);
    return value;
  });
}

export type DryRun = "client" | "server";

export function dryRunOption(): Option {
  return onceOption(
    "--dry-run <where>",
    "change nothing: client sends no write, server only checks it",
    (value) => {
      if (value !== "client" && value !== "server") throw usageError("--dry-run takes one of client, server");
      return value;
    },
  );
}

/**
 * A time as kubectl takes it, to milliseconds: `0`, `30`, `30s`, `1m30s`, `1.5s`, `500ms`.
 * @throws PachctlError usage
 */
export function parseDuration(text: string): number {
  const number = String.raw`(\d+(?:\.\d+)?)`;
  const parts = new RegExp(`^(?:${number}h)?(?:${number}m(?!s))?(?:${number}s)?(?:${number}ms)?$`);
  const match = parts.exec(/^\d+$/.test(text) ? `${text}s` : text);
  if (match === null || text === "") {
    throw usageError("--request-timeout takes a time such as 30s, 1m30s or 500ms; 0 waits without limit");
  }
  const [hours, minutes, seconds, milliseconds] = match.slice(1).map((part) => Number(part ?? 0));
  const exact = ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000 + (seconds ?? 0) * 1000 + (milliseconds ?? 0);
  // Rounded up: 0 would mean no limit at all.
  const total = Math.ceil(exact);
  // Timers hold 31 bits of milliseconds; a longer limit would fire at once.
  if (total > 2_147_483_647) throw usageError("--request-timeout takes at most 596h");
  return total;
}
