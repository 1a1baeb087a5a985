import type { Deps } from "../deps.js";
import { PachctlError } from "../errors.js";
import { escapeControls } from "../output/escape.js";

/** A sentence for people on stderr; `-q` leaves it out. */
export async function note(
  deps: Pick<Deps, "stderr">,
  options: { quiet?: boolean },
  text: string,
): Promise<void> {
  if (!options.quiet) await deps.stderr.write(`${escapeControls(text)}\n`);
}

/**
 * Writes what a command did to stdout. When that fails, the error says first what is done all the same.
 * @throws PachctlError local-io, output-closed
 */
export async function writeResult(
  deps: Pick<Deps, "stdout">,
  text: string,
  done: string | undefined,
): Promise<void> {
  try {
    await deps.stdout.write(text);
  } catch (error) {
    if (!(error instanceof PachctlError) || done === undefined) throw error;
    throw new PachctlError(error.kind, [done, ...error.problems]);
  }
}
