import type { Deps } from "../deps.js";
import { escapeControls } from "../output/escape.js";

/** A sentence for people on stderr; `-q` leaves it out. */
export async function note(
  deps: Pick<Deps, "stderr">,
  options: { quiet?: boolean },
  text: string,
): Promise<void> {
  if (!options.quiet) await deps.stderr.write(`${escapeControls(text)}\n`);
}
