import { Option } from "commander";
import { usageError } from "../errors.js";

/** One option of a command: how commander is told, and its value, typed. */
export interface OptionSpec<T> {
  /** Made anew for every command: commander's keep state. */
  option(): Option;
  /** @param value as commander holds it: undefined, or what our own parser made of the words */
  read(value: unknown): T;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec<unknown>>>;

export type OptionsOf<S extends OptionSpecs> = {
  [Name in keyof S]: S[Name] extends OptionSpec<infer T> ? T : never;
};

/** The values of these options, under the names that they have here. */
export function readOptions<S extends OptionSpecs>(
  specs: S,
  given: Readonly<Record<string, unknown>>,
): OptionsOf<S> {
  const values = Object.entries(specs).map(([name, spec]) => [
    name,
    spec.read(given[spec.option().attributeName()]),
  ]);
  return Object.fromEntries(values) as OptionsOf<S>;
}

/** A switch; `--no-…` is true unless it is given. */
export function toggle(flags: string, description: string): OptionSpec<boolean> {
  const option = (): Option => new Option(flags, description);
  return { option, read: (value) => (typeof value === "boolean" ? value : option().negate) };
}

/** An option with a value that may be given once: a second one would silently replace the first. */
export function parsed<T>(
  flags: string,
  description: string,
  parse: (value: string) => T,
): OptionSpec<T | undefined> {
  const option = (): Option => {
    const made = new Option(flags, description);
    return made.argParser((value: string, previous: unknown) => {
      if (previous !== undefined) throw usageError(`--${made.name()} may be given only once`);
      return parse(value);
    });
  };
  return { option, read: (value) => value as T | undefined };
}

export function text(flags: string, description: string): OptionSpec<string | undefined> {
  return parsed(flags, description, (value) => value);
}

/** An option that may be given several times. */
export function repeated(flags: string, description: string): OptionSpec<readonly string[]> {
  const option = (): Option =>
    new Option(flags, description).argParser((value: string, previous: readonly string[] | undefined) => [
      ...(previous ?? []),
      value,
    ]);
  return { option, read: (value) => (value as readonly string[] | undefined) ?? [] };
}

/** @param name of the option in the error, as it is usually typed */
export function choice<const C extends string>(
  name: string,
  flags: string,
  description: string,
  choices: readonly C[],
): OptionSpec<C | undefined> {
  return parsed(flags, description, (value) => {
    const chosen = choices.find((each) => each === value);
    if (chosen === undefined) throw usageError(`${name} takes one of ${choices.join(", ")}`);
    return chosen;
  });
}

/** `-o/--output` with the formats that a command knows. */
export function outputOption<const F extends string>(formats: readonly F[]): OptionSpec<F | undefined> {
  return choice("-o", "-o, --output <format>", `output format: ${formats.join(", ")}`, formats);
}

export type DryRun = "client" | "server";

export function dryRunOption(): OptionSpec<DryRun | undefined> {
  return choice(
    "--dry-run",
    "--dry-run <where>",
    "change nothing: client sends no write, server only checks it",
    ["client", "server"],
  );
}

/**
 * A number of bytes as Kubernetes writes quantities: `500000`, `64Mi`, `1G`; a `B` at the end is accepted.
 * @throws PachctlError usage
 */
export function parseBytes(text: string, option: string): number {
  const [, number = "", unit = ""] = /^(\d+)([kKMG]?i?)B?$/.exec(text) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (number === "" || factor === undefined) throw usageError(`${option} takes a size such as 64Mi`);
  const bytes = Number(number) * factor;
  // Node holds no longer text.
  if (bytes > MAX_TEXT) throw usageError(`${option} takes at most 256Mi`);
  return bytes;
}

const MAX_TEXT = 256 * 1024 ** 2;
const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  k: 1000,
  m: 1000 ** 2,
  g: 1000 ** 3,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
};

/** What works at any position of any command line. */
export const GLOBAL_OPTIONS = {
  namespace: text("-n, --namespace <namespace>", "the namespace to work in"),
  context: text("--context <context>", "the kubeconfig context to use"),
  kubeconfig: text("--kubeconfig <file>", "the kubeconfig file to use"),
  requestTimeout: parsed(
    "--request-timeout <time>",
    "limit of one request, such as 30s; 0 is none",
    (value) => parseDuration(value, "--request-timeout"),
  ),
  quiet: toggle("-q, --quiet", "leave only errors on stderr"),
  verbose: toggle("-v, --verbose", "show what decided where to go, and the requests that are sent"),
  color: toggle("--no-color", "accepted for scripts: there are no colors"),
} satisfies OptionSpecs;

/**
 * A time as kubectl takes it, to milliseconds: `0`, `30`, `30s`, `1m30s`, `1.5s`, `500ms`.
 * @param option its name, for the error
 * @throws PachctlError usage
 */
export function parseDuration(text: string, option: string): number {
  const number = String.raw`(\d+(?:\.\d+)?)`;
  const parts = new RegExp(`^(?:${number}h)?(?:${number}m(?!s))?(?:${number}s)?(?:${number}ms)?$`);
  const match = parts.exec(/^\d+$/.test(text) ? `${text}s` : text);
  if (match === null || text === "") {
    throw usageError(`${option} takes a time such as 30s, 1m30s or 500ms; 0 waits without limit`);
  }
  const [hours, minutes, seconds, milliseconds] = match.slice(1).map((part) => Number(part ?? 0));
  const exact = ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000 + (seconds ?? 0) * 1000 + (milliseconds ?? 0);
  // Rounded up: 0 would mean no limit at all.
  const total = Math.ceil(exact);
  // Timers hold 31 bits of milliseconds; a longer limit would fire at once.
  if (total > 2_147_483_647) throw usageError(`${option} takes at most 596h`);
  return total;
}
