import { escapeControls } from "../apimachinery/escape.js";
import type { Deps } from "../deps.js";

/** A sentence for people on stderr; `-q` leaves it out. */
export async function note(
  deps: Pick<Deps, "stderr">,
  { quiet }: { quiet: boolean },
  text: string,
): Promise<void> {
  if (!quiet) await deps.stderr.write(`${escapeControls(text)}\n`);
}
