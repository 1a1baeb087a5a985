import { Command, CommanderError, Help } from "commander";
import { registerCreateSecret } from "./commands/create-secret.js";
import { registerDeleteSecret } from "./commands/delete-secret.js";
import { registerInspectSecret } from "./commands/inspect-secret.js";
import { registerListSecret } from "./commands/list-secret.js";
import { onceOption, parseDuration } from "./commands/options.js";
import { registerSandbox } from "./commands/sandbox.js";
import { type Deps, Interrupted } from "./deps.js";
import { EXIT_CODES, PachctlError, usageError } from "./errors.js";
import { escapeControls } from "./output/escape.js";
import { VERSION } from "./version.js";

/**
 * Runs one command line and reports what went wrong: the only place that turns errors into text and exit codes.
 * @param argv the words after the program's name
 * @returns the exit code
 */
export async function run(argv: readonly string[], deps: Deps): Promise<number> {
  try {
    const { help, exitCode } = await execute(argv, deps);
    await deps.stdout.write(help);
    return exitCode;
  } catch (error) {
    return report(error, deps);
  }
}

/** Runs the command; `help` is the help or version text that was asked for instead. */
async function execute(argv: readonly string[], deps: Deps): Promise<{ help: string; exitCode: number }> {
  const outcome = { help: "", exitCode: 0 };
  const program = createProgram(deps, outcome);
  try {
    if (argv.length === 0) program.outputHelp();
    else if (argv[0] === "help") commandNamed(program, argv.slice(1)).outputHelp();
    else await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
  }
  return outcome;
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

function createProgram(deps: Deps, outcome: { help: string; exitCode: number }): Command {
  const writeHelp = (text: string): void => {
    outcome.help += text;
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
    .configureOutput({ writeOut: writeHelp, writeErr: () => {}, outputError: () => {} })
    .addOption(onceOption("-n, --namespace <namespace>", "the namespace to work in"))
    .addOption(onceOption("--context <context>", "the kubeconfig context to use"))
    .addOption(onceOption("--kubeconfig <file>", "the kubeconfig file to use"))
    .addOption(
      onceOption("--request-timeout <time>", "limit of one request, such as 30s; 0 is none", parseDuration),
    )
    .option("-q, --quiet", "leave only errors on stderr")
    .option("-v, --verbose", "show what decided where to go, and the requests that are sent")
    .option("--no-color", "accepted for scripts: there are no colors");
  const verb = (name: string, what: string): Command =>
    program.command(name).summary(what).description(`${what}.`);
  registerCreateSecret(verb("create", "Create a secret"), deps);
  registerListSecret(verb("list", "List secrets"), deps);
  registerInspectSecret(verb("inspect", "Show a secret"), deps);
  registerDeleteSecret(verb("delete", "Delete secrets"), deps);
  registerSandbox(program, deps, (exitCode) => {
    outcome.exitCode = exitCode;
  });
  program
    .command("version")
    .summary("Print the version")
    .description("Print the version.")
    .action(() => deps.stdout.write(`${VERSION}\n`));
  return program;
}

async function report(error: unknown, deps: Deps): Promise<number> {
  const known = toPachctlError(error);
  if (deps.signal.reason instanceof Interrupted) {
    if (known.kind === "outcome-unknown" || known.kind === "partial") await writeError(known, error, deps);
    else await writeLine(deps, "interrupted");
    return deps.signal.reason.exitCode;
  }
  // Nobody reads any more: there is nobody to tell.
  if (known.kind !== "output-closed") await writeError(known, error, deps);
  return EXIT_CODES[known.kind];
}

function toPachctlError(error: unknown): PachctlError {
  if (error instanceof PachctlError) return error;
  if (error instanceof CommanderError) return fromCommander(error);
  const name = error instanceof Error ? error.name : typeof error;
  return new PachctlError("internal", `this is a bug in pachctl (${name})`, {
    hint: "set DEBUG=1 to see where it happened; no values are shown",
  });
}

/** commander's `error: unknown option '--al'` and `(Did you mean --all?)`, as one of our errors. */
function fromCommander(error: CommanderError): PachctlError {
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

async function writeError(known: PachctlError, original: unknown, deps: Deps): Promise<void> {
  for (const problem of known.problems) await writeLine(deps, `error: ${problem}`);
  if (known.hint !== undefined) await writeLine(deps, `hint: ${known.hint}`);
  if (deps.env.DEBUG) await writeFrames(original, deps);
}

/** Where it happened, with every cause. Frames only: a foreign message may quote a value. */
async function writeFrames(error: unknown, deps: Deps): Promise<void> {
  for (let at = error; at instanceof Error; at = at.cause) {
    await writeLine(deps, at.name);
    const frames = (at.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    for (const frame of frames) await writeLine(deps, frame);
  }
}

async function writeLine(deps: Deps, line: string): Promise<void> {
  // A closed stderr changes neither effects nor exit code.
  await deps.stderr.write(`${escapeControls(line)}\n`).catch(() => {});
}
