import { Command, CommanderError, Help } from "commander";
import { type AddCommand, adding, type Invocation } from "./commands/command.js";
import type { CommandDeps } from "./commands/command-deps.js";
import { GLOBAL_OPTIONS } from "./commands/options.js";
import { SANDBOX } from "./commands/sandbox.js";
import { CREATE_SECRET } from "./commands/secret/create.js";
import { DELETE_SECRET } from "./commands/secret/delete.js";
import { INSPECT_SECRET } from "./commands/secret/inspect.js";
import { LIST_SECRET } from "./commands/secret/list.js";
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
  { name: "create", summary: "Create a secret", nouns: [adding(CREATE_SECRET)] },
  { name: "list", summary: "List secrets", nouns: [adding(LIST_SECRET)] },
  { name: "inspect", summary: "Show a secret", nouns: [adding(INSPECT_SECRET)] },
  { name: "delete", summary: "Delete secrets", nouns: [adding(DELETE_SECRET)] },
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
    if (error.exitCode !== 0) throw fromCommander(error);
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
  const program = new Command("pachctl")
    .description("Manage the secrets of Pachyderm pipelines directly on the Kubernetes API.")
    .version(VERSION, "--version", "print the version")
    .configureHelp({
      showGlobalOptions: true,
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
      if (found === undefined)
        throw usageError(`unknown command '${word}'`, "pachctl --help shows the commands");
      return found;
    }, program);
}

/** commander's `error: unknown option '--al'` and `(Did you mean --all?)`, as one of our errors. */
function fromCommander(error: CommanderError): Error {
  if (error.code === "commander.help") {
    return usageError(
      "the command is incomplete: it does not say what to work on",
      "pachctl --help shows the commands",
    );
  }
  const [problem = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  if (/^unknown command 'secrets?'$/.test(problem))
    return usageError(problem, "the verb comes first: pachctl list secret");
  const suggestion = /^\(Did you mean (.+)\?\)$/.exec(rest.join(" "))?.[1];
  return usageError(
    problem,
    suggestion === undefined ? "pachctl --help shows the commands" : `did you mean ${suggestion}?`,
  );
}
