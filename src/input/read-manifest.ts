import type { Deps } from "../deps.js";
import { PachctlError } from "../errors.js";
import { checkManifest } from "../secret/check-manifest.js";
import type { NewSecret } from "../secret/secret.js";
import { formatPath, type Path } from "../source/path.js";
import { parseJsonDocument } from "./json-document.js";
import { readInput } from "./read-input.js";

export interface ReadManifest {
  secret: NewSecret;
  /** What was dropped or replaced, as complete lines. */
  notes: string[];
}

/**
 * Reads and checks the manifest that `-f` names.
 * @throws PachctlError usage with one line for every problem: `FILE:LINE:COL: document N, secret "x": path: reason`
 */
export async function readManifest(
  source: string,
  deps: Pick<Deps, "stdin" | "signal">,
): Promise<ReadManifest> {
  const { label, text } = await readInput(source, deps);
  const document = parseJsonDocument(text);
  if ("problems" in document) throw inputError(label, undefined, document.problems);
  const checked = checkManifest(document.value);
  if ("problems" in checked) {
    const problems = checked.problems.slice(0, MAX_PROBLEMS).map(({ path, reason, part }) => ({
      ...document.positionOf(path, part),
      path,
      reason,
    }));
    throw inputError(label, checked.name, problems);
  }
  const subject = checked.secret.name ?? checked.secret.generateName;
  return {
    secret: checked.secret,
    notes: checked.notes.map((text) => `note: ${label}: secret "${subject}": ${text}`),
  };
}

/** Told in one run; each costs a search for its place. */
const MAX_PROBLEMS = 100;

interface PlacedProblem {
  line: number;
  column: number;
  path: Path;
  reason: string;
}

function inputError(
  label: string,
  name: string | undefined,
  problems: readonly PlacedProblem[],
): PachctlError {
  const subject = name === undefined ? "document 1" : `document 1, secret "${name}"`;
  const lines = [...problems]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, path, reason }) => {
      const where = path.length === 0 ? "" : `${formatPath(path)}: `;
      return `${label}:${line}:${column}: ${subject}: ${where}${reason}`;
    });
  return new PachctlError("usage", lines);
}
