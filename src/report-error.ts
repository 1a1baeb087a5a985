import { escapeControls } from "./apimachinery/escape.js";
import { type Deps, Interrupted } from "./deps.js";
import { EXIT_CODES, PachctlError } from "./errors.js";

/**
 * How errors are told: `error: cannot <verb> <thing> "<name>": <state>`, lower case, no full stop, a line for each
 * problem; then `hint: <what to type>`. Nothing unforeseen is shown, because it may quote a value.
 * @returns the exit code
 */
export async function reportError(error: unknown, deps: Deps): Promise<number> {
  const known = error instanceof PachctlError ? error : unforeseen(error);
  if (deps.signal.reason instanceof Interrupted) {
    if (tellsWhatWasDone(known)) await writeError(known, error, deps);
    else await writeLine("interrupted", deps);
    return deps.signal.reason.exitCode;
  }
  // That nobody reads any more is nothing to tell.
  if (known.kind !== "output-closed" || tellsWhatWasDone(known)) await writeError(known, error, deps);
  return EXIT_CODES[known.kind];
}

/** Is it about writes that were done, in part or perhaps? The kind that the run ends with may be another one. */
function tellsWhatWasDone({ kind, cause }: PachctlError): boolean {
  if (kind === "outcome-unknown" || kind === "partial" || kind === "pending") return true;
  return cause instanceof PachctlError && tellsWhatWasDone(cause);
}

function unforeseen(error: unknown): PachctlError {
  const name = error instanceof Error ? error.name : typeof error;
  return new PachctlError("internal", `this is a bug in pachctl (${name})`, {
    hint: "set DEBUG=1 to see where it happened; no values are shown",
  });
}

async function writeError(known: PachctlError, original: unknown, deps: Deps): Promise<void> {
  for (const problem of known.problems) await writeLine(`error: ${problem}`, deps);
  if (known.hint !== undefined) await writeLine(`hint: ${known.hint}`, deps);
  if (deps.env.DEBUG) await writeFrames(original, deps);
}

/** Where it happened, with every cause. Frames only: a foreign message may quote a value. */
async function writeFrames(error: unknown, deps: Deps): Promise<void> {
  for (let at = error; at instanceof Error; at = at.cause) {
    await writeLine(at.name, deps);
    const frames = (at.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    for (const frame of frames) await writeLine(frame, deps);
  }
}

async function writeLine(line: string, { stderr }: Deps): Promise<void> {
  await stderr.write(`${escapeControls(line)}\n`);
}
