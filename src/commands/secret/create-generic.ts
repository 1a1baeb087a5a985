import { usageError } from "../../errors.js";
import type { CommandSpec } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { type OptionSpecs, type OptionsOf, repeated, text, toggle } from "../options.js";
import { BUILD_OPTIONS, type BuildOptions, createBuilt } from "./built.js";

const OPTIONS = {
  literals: repeated(
    "--from-literal <key=value>",
    "a value, as it stands; other users can see it; may be repeated",
  ),
  fromFiles: repeated(
    "--from-file <[key=]path>",
    "a file, or a folder of them; key=- reads standard input, key=@prompt asks at the terminal; may be repeated",
  ),
  envFiles: repeated("--from-env-file <path>", "a file of KEY=value lines; may be repeated"),
  type: text("--type <type>", "the type of the secret"),
  trimNewline: toggle("--trim-newline", "leave out one line break at the end of standard input"),
  ...BUILD_OPTIONS,
} satisfies OptionSpecs;

type CreateGenericOptions = OptionsOf<typeof OPTIONS> & BuildOptions;

export const CREATE_GENERIC_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "generic",
  summary: "build a secret from values, files and folders",
  description:
    "Create a secret from values, files, folders and env files, as kubectl create secret generic does. A client dry run with -o json or yaml prints its manifest.",
  argument: ["<name>", "the secret"],
  options: OPTIONS,
  examples: [
    "pachctl create secret generic my-secret --from-file=password.txt",
    "cat password.txt | pachctl create secret generic my-secret --from-file=password=- --trim-newline",
    "pachctl create secret generic my-secret --from-literal=user=puller --dry-run=client -o json",
  ],
  run: ([name = ""], options, deps) => createGenericSecret(name, options, deps),
};

export async function createGenericSecret(
  name: string,
  options: CreateGenericOptions,
  deps: CommandDeps,
): Promise<void> {
  const { literals, fromFiles, envFiles, type = "", trimNewline } = options;
  if (envFiles.length > 0 && literals.length + fromFiles.length > 0) {
    throw usageError("--from-env-file stands alone: --from-file and --from-literal do not go with it");
  }
  const { readValues } = await import("../../input/read-values.js");
  const { values, notes } = await readValues({ literals, files: fromFiles, envFiles, trimNewline }, deps);
  const stdinIsTaken = fromFiles.some((source) => source.endsWith("=-")) || envFiles.includes("-");
  const visible = literals.length > 0 ? [VISIBLE] : [];
  await createBuilt(
    { name, type, values, notes: [...visible, ...notes], warnings: [], stdinIsTaken },
    options,
    deps,
  );
}

const VISIBLE =
  "note: while a program runs, other users can see its arguments; --from-file KEY=- and KEY=@prompt keep a value out of them";
