import { distance } from "fastest-levenshtein";

/** What was typed may be shown only as far as it cannot be a value that was mistyped: logs keep it. */

/** Characters of a word that looks like something else than a name or a path. */
const SHOWN = 8;
const MAX_NAME = 100;

/** A name or a path; of what holds a brace or a line break, or is too long to be one, only its start. */
export function shownName(text: string): string {
  return /[{\r\n]/.test(text) || text.length > MAX_NAME ? `${text.slice(0, SHOWN)}…` : text;
}

/** An option without its value: `--from-literal`, `-p`. */
export function shownOption(word: string): string {
  if (!word.startsWith("--")) return word.slice(0, 2);
  return shownName(word.split(/[=:]/, 1)[0] ?? "");
}

/** The candidate that was probably meant; undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const [best] = ranked;
  return best !== undefined && best.far <= limit ? best.candidate : undefined;
}
