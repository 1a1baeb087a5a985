import { Command, CommanderError, Help } from "commander";
import { nearest, shownName, shownOption } from "./apimachinery/shown.js";
import { type AddCommand, adding, type Invocation } from "./commands/command.js";
import type { CommandDeps } from "./commands/command-deps.js";
import { GLOBAL_OPTIONS } from "./commands/options.js";
import { RENDER_PIPELINE } from "./commands/pipeline/render.js";
import { VALIDATE_PIPELINE } from "./commands/pipeline/validate.js";
import { CREATE_PLATFORM_SECRET } from "./commands/platform-secret/create.js";
import { INSPECT_PLATFORM_SECRET } from "./commands/platform-secret/inspect.js";
import { LIST_PLATFORM_SECRET } from "./commands/platform-secret/list.js";
import { VALIDATE_PLATFORM_SECRET } from "./commands/platform-secret/validate.js";
import { SANDBOX } from "./commands/sandbox.js";
import { COPY_SECRET } from "./commands/secret/copy.js";
import { CREATE_SECRET } from "./commands/secret/create.js";
import { DELETE_SECRET } from "./commands/secret/delete.js";
import { DIFF_SECRET } from "./commands/secret/diff.js";
import { EDIT_SECRET } from "./commands/secret/edit.js";
import { INSPECT_SECRET } from "./commands/secret/inspect.js";
import { LIST_SECRET } from "./commands/secret/list.js";
import { UPDATE_SECRET } from "./commands/secret/update.js";
import { SHOW_VERSION } from "./commands/version.js";
import { usageError } from "./errors.js";
import { reportError } from "./report-error.js";
import { VERSION } from "./version.js";

/**
 * Runs one command line. The one place where errors end.
 * @param argv the words after the program's name
 * @returns the exit code
 */
export async function run(argv: readonly string[], deps: CommandDeps): Promise<number> {
  try {
    const { help, invocation } = parseWords(argv);
    await deps.stdout.write(help);
    return (await invocation?.run(deps)) ?? 0;
  } catch (error) {
    return reportError(error, deps);
  }
}

/** The verbs with their nouns; without a summary, the command stands alone. */
const VERBS: readonly { name: string; summary?: string; nouns: readonly AddCommand[] }[] = [
  {
    name: "create",
    summary: "Create a secret",
    nouns: [adding(CREATE_SECRET), adding(CREATE_PLATFORM_SECRET)],
  },
  { name: "list", summary: "List secrets", nouns: [adding(LIST_SECRET), adding(LIST_PLATFORM_SECRET)] },
  {
    name: "inspect",
    summary: "Show a secret",
    nouns: [adding(INSPECT_SECRET), adding(INSPECT_PLATFORM_SECRET)],
  },
  { name: "update", summary: "Change secrets", nouns: [adding(UPDATE_SECRET)] },
  { name: "edit", summary: "Edit a secret", nouns: [adding(EDIT_SECRET)] },
  { name: "diff", summary: "Compare manifests with secrets", nouns: [adding(DIFF_SECRET)] },
  { name: "copy", summary: "Copy a secret", nouns: [adding(COPY_SECRET)] },
  { name: "delete", summary: "Delete secrets", nouns: [adding(DELETE_SECRET)] },
  {
    name: "validate",
    summary: "Check pipeline specs or Helm values",
    nouns: [adding(VALIDATE_PIPELINE), adding(VALIDATE_PLATFORM_SECRET)],
  },
  { name: "render", summary: "Show what a pipeline spec becomes", nouns: [adding(RENDER_PIPELINE)] },
  { name: "sandbox", nouns: [adding(SANDBOX)] },
  { name: "version", nouns: [adding(SHOW_VERSION)] },
];

/** What a command line asks for: a command, or the help or version text. */
export interface ParsedWords {
  help: string;
  invocation: Invocation | undefined;
}

/** @throws PachctlError usage */
export function parseWords(argv: readonly string[]): ParsedWords {
  const parsed: ParsedWords = { help: "", invocation: undefined };
  const program = createProgram(parsed, argv[0]);
  try {
    if (argv.length === 0) program.outputHelp();
    else if (argv[0] === "help") commandNamed(program, argv.slice(1)).outputHelp();
    else program.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw fromCommander(error, program);
  }
  return parsed;
}

/**
 * The tree of commands.
 * @param parsed takes what the command line asks for
 * @param first the first word, if it is known
 */
export function createProgram(parsed: ParsedWords, first?: string): Command {
  const writeHelp = (text: string): void => {
    parsed.help += text;
  };
  const program = new Command("pachctl");
  program
    .description("Manage the secrets of Pachyderm pipelines directly on the Kubernetes API.")
    .version(VERSION, "--version", "print the version")
    .configureHelp({
      showGlobalOptions: true,
      // Not those of a parent: they are its own, or the child's as well.
      visibleGlobalOptions: () => [...program.options],
      // Of a switch, commander would also tell that it is off by default.
      optionDescription: (option) =>
        option.isBoolean() ? option.description : new Help().optionDescription(option),
    })
    .exitOverride()
    .configureOutput({ writeOut: writeHelp, writeErr: () => {}, outputError: () => {} });
  for (const { option } of Object.values(GLOBAL_OPTIONS)) program.addOption(option());
  const invoked = (invocation: Invocation): void => {
    parsed.invocation = invocation;
  };
  // A verb in front needs no other commands; for help and suggestions there are all.
  const named = VERBS.filter(({ name }) => name === first);
  for (const { name, summary, nouns } of named.length > 0 ? named : VERBS) {
    const verb = summary === undefined ? program : program.command(name).summary(summary);
    if (summary !== undefined) verb.description(`${summary}.`);
    for (const add of nouns) add(verb, invoked);
  }
  return program;
}

/**
 * The command of `help create secret`; commander's own help command knows one level only.
 * @throws PachctlError usage when there is no such command
 */
function commandNamed(program: Command, words: readonly string[]): Command {
  return words
    .filter((word) => !word.startsWith("-"))
    .reduce((command, word) => {
      const found = command.commands.find((child) => child.name() === word || child.aliases().includes(word));
      if (found === undefined) throw unknownCommand(word, command);
      return found;
    }, program);
}

/**
 * commander's errors in our words. Its own repeat what was typed, and that may be a value: of an option only the name is shown, of
 * any other word nothing.
 */
function fromCommander(error: CommanderError, program: Command): Error {
  const [problem = ""] = error.message.replace(/^error: /, "").split("\n");
  const typed = /'([\s\S]*)'/.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "commander.help":
      return usageError("the command is incomplete: it does not say what to work on", SEE_HELP);
    case "commander.unknownCommand":
      return unknownCommand(typed, program);
    case "commander.unknownOption": {
      const option = shownOption(typed);
      const known = optionsOf(program);
      const meant = option.startsWith("--") ? nearest(option, known) : undefined;
      return usageError(
        `unknown option '${option}'`,
        meant === undefined ? SEE_HELP : `did you mean ${meant}?`,
      );
    }
    default:
      // Of the rest, all is text of ours: names of arguments and options, numbers.
      return usageError(problem, SEE_HELP);
  }
}

const SEE_HELP = "pachctl --help shows the commands";

function unknownCommand(word: string, parent: Command): Error {
  if (/^secrets?$/.test(word) && parent.parent === null) {
    return usageError(`unknown command '${word}'`, "the verb comes first: pachctl list secret");
  }
  const all = parent.commands.flatMap((each) => [each, ...each.commands]).map((each) => each.name());
  const meant = nearest(word, [...new Set(all)]);
  // A word that is near to none may be anything.
  if (meant === undefined) return usageError("there is no such command", SEE_HELP);
  return usageError(`unknown command '${shownName(word)}'`, `did you mean ${meant}?`);
}

/** The long names of every option of every command. */
function optionsOf(command: Command): string[] {
  const own = command.options.flatMap(({ long }) => (long === undefined || long === null ? [] : [long]));
  return [...own, ...command.commands.flatMap(optionsOf)];
}
