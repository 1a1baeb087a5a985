import type { Command } from "commander";
import { usageError } from "../errors.js";
import type { CommandDeps } from "./command-deps.js";
import { GLOBAL_OPTIONS, type OptionSpecs, type OptionsOf, readOptions } from "./options.js";

/** What every verb is handed: the options of the root, typed. */
export type GlobalOptions = OptionsOf<typeof GLOBAL_OPTIONS>;

/** One command: what it is called and takes, and the verb, which knows nothing of commander. */
export interface CommandSpec<S extends OptionSpecs> {
  name: string;
  aliases?: readonly string[];
  /** For the list of commands, without a full stop. */
  summary: string;
  description: string;
  /** As commander writes them: `<name...>`, and what they are. */
  argument?: readonly [syntax: string, description: string];
  options: S;
  /** Whole command lines; a test runs them. */
  examples: readonly string[];
  /** Commands below this one, whose words stand behind its own: `create secret generic`. */
  children?: readonly AddCommand[];
  /** @returns the exit code; nothing for 0 */
  run(
    words: readonly string[],
    options: OptionsOf<S> & GlobalOptions,
    deps: CommandDeps,
  ): Promise<number> | Promise<void>;
}

/** A command line that was understood, and not carried out yet. */
export interface Invocation {
  /** `list secret` */
  command: string;
  words: readonly string[];
  options: Readonly<Record<string, unknown>>;
  run(deps: CommandDeps): Promise<number> | Promise<void>;
}

/** Attaches a command to its verb. @param invoked takes the command line, when this is the command that it names */
export type AddCommand = (parent: Command, invoked: (invocation: Invocation) => void) => void;

export function adding<S extends OptionSpecs>(spec: CommandSpec<S>): AddCommand {
  return (parent, invoked) => addCommand(parent, spec, invoked);
}

function addCommand<S extends OptionSpecs>(
  parent: Command,
  spec: CommandSpec<S>,
  invoked: (invocation: Invocation) => void,
): void {
  const command = parent.command(spec.name).summary(spec.summary).description(spec.description);
  for (const alias of spec.aliases ?? []) command.alias(alias);
  if (spec.argument !== undefined) command.argument(...spec.argument);
  for (const { option } of Object.values(spec.options)) command.addOption(option());
  const title = spec.examples.length === 1 ? "Example" : "Examples";
  command.addHelpText("after", `\n${title}:\n${spec.examples.map((line) => `  $ ${line}`).join("\n")}`);
  for (const add of spec.children ?? []) add(command, invoked);
  command.action(() => {
    refuseStrayOptions(command);
    const given = command.optsWithGlobals<Record<string, unknown>>();
    const options = { ...readOptions(GLOBAL_OPTIONS, given), ...readOptions(spec.options, given) };
    const words = command.args;
    invoked({
      command: pathOf(command),
      words,
      options,
      run: (deps) => spec.run(words, options, deps),
    });
  });
}

/** commander gives a parent every option that it knows, wherever it stands; what its child does not know would be passed over. */
function refuseStrayOptions(command: Command): void {
  const { parent } = command;
  if (parent === null || parent.parent === null) return;
  const own = new Set(command.options.map((option) => option.attributeName()));
  const stray = parent.options.find((option) => {
    const name = option.attributeName();
    return parent.getOptionValueSource(name) === "cli" && !own.has(name);
  });
  if (stray !== undefined) throw usageError(`${stray.long} does not go with "${pathOf(command)}"`);
}

/** Its words, without the program's name. */
function pathOf(command: Command): string {
  const { parent } = command;
  if (parent === null) return "";
  const above = pathOf(parent);
  return above === "" ? command.name() : `${above} ${command.name()}`;
}
