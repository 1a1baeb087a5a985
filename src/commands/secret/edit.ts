import { checkSecretName } from "../../apimachinery/name-words.js";
import { PachctlError, usageError } from "../../errors.js";
import type { Secrets } from "../../kube/secrets.js";
import { editableValues } from "../../secret/editable.js";
import type { SecretSummary, SecretWithValues } from "../../secret/secret.js";
import {
  changeOf,
  changeText,
  dataChange,
  isEmptyChange,
  NO_CHANGE,
  type SecretChange,
  withoutLastApplied,
} from "../../secret/secret-change.js";
import type { CommandSpec, GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import { type OptionSpecs, type OptionsOf, toggle } from "../options.js";
import { writeChange } from "./changing.js";
import { EditFile, KeptText } from "./editor.js";
import { guardOptions, refusedByGuard, refuseLeaving } from "./guard.js";
import { applied, HalfDone, needsRecreation, recreate } from "./recreate.js";
import { tellUsers } from "./users.js";

const OPTIONS = {
  ...guardOptions("edit"),
  recreate: toggle("--recreate", "delete an immutable secret and create it anew; there is a gap in between"),
} satisfies OptionSpecs;

export type EditSecretOptions = OptionsOf<typeof OPTIONS> & GlobalOptions;

export const EDIT_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "secret",
  aliases: ["secrets"],
  summary: "edit the values of a secret",
  description:
    "Edit the values of a secret as text, in the editor that VISUAL or EDITOR names. The file is for its owner only, in memory where there is such a place, and removed at the end, unless the run fails after something was typed: then its path is told. Values that are no text cannot be changed; what is left alone is not written.",
  argument: ["<name>", "the secret"],
  options: OPTIONS,
  examples: [
    "EDITOR=true pachctl edit secret my-secret",
    "EDITOR='sed -i s/password/passphrase/' pachctl edit secret my-secret",
    "VISUAL=true pachctl edit secret my-secret --recreate",
  ],
  run: ([name = ""], options, deps) => editSecret(name, options, deps),
};

export async function editSecret(name: string, options: EditSecretOptions, deps: CommandDeps): Promise<void> {
  checkSecretName(name);
  const cluster = await deps.connect(options);
  const secrets = cluster.secrets();
  const found = await secrets.getWithValues(name, "edit");
  refuseLeaving(found, "edit");
  const refusal = await refusedByGuard(found, "edit", options);
  if (refusal !== undefined) throw refusal;
  if (found.immutable === true && !options.recreate) throw needsRecreation("edit", name, "it is immutable");
  const session = await Session.begin(found, secrets, deps);
  const { changed, details } = await session.run();
  if (changed === undefined) {
    await note(deps, options, `secret/${name} unchanged in namespace "${secrets.namespace}"`);
    return;
  }
  await note(deps, options, `secret/${name} configured in namespace "${secrets.namespace}": ${details}`);
  await tellUsers(cluster, [changed], options, deps);
}

/** Lines that we put on top, and take out again. */
const MARK = "#! ";
/** Sessions of one run; an editor that is a program could go on for ever. */
const MAX_ROUNDS = 20;

class Session {
  readonly #found: SecretWithValues;
  readonly #secrets: Secrets;
  readonly #deps: CommandDeps;
  readonly #file: EditFile;

  private constructor(found: SecretWithValues, secrets: Secrets, deps: CommandDeps, file: EditFile) {
    this.#found = found;
    this.#secrets = secrets;
    this.#deps = deps;
    this.#file = file;
  }

  static async begin(found: SecretWithValues, secrets: Secrets, deps: CommandDeps): Promise<Session> {
    return new Session(found, secrets, deps, await EditFile.make(found.name, deps));
  }

  /**
   * Until it is saved rightly, or left as it is.
   * @throws PachctlError what was last wrong with it, when it is given up
   */
  async run(): Promise<{ changed: SecretSummary | undefined; details: string }> {
    try {
      const result = await this.#rounds();
      this.#file.remove();
      return result;
    } catch (error) {
      if (!(error instanceof KeptText)) this.#file.remove();
      throw error;
    }
  }

  async #rounds(): Promise<{ changed: SecretSummary | undefined; details: string }> {
    const [{ editText }, { readEditedText }] = await Promise.all([
      import("../../output/edit-text.js"),
      import("../../input/edited-text.js"),
    ]);
    const found = this.#found;
    const values = editableValues(found.data);
    /** As it is now: what a change is written on. */
    let current = found;
    let text = editText(found, values);
    let failure: PachctlError | undefined;
    for (let round = 0; ; round++) {
      if (failure !== undefined && round === MAX_ROUNDS) throw this.#file.kept(failure);
      const shown = `${marks(failure)}${text}`;
      const saved = await this.#file.edit(shown).catch((error) => {
        // It holds what was typed before.
        const isTyped = failure !== undefined && error instanceof PachctlError;
        throw isTyped && !(error instanceof KeptText) ? this.#file.kept(error) : error;
      });
      if (saved === shown || isEmpty(saved)) {
        if (failure !== undefined) throw failure;
        return { changed: undefined, details: "" };
      }
      text = withoutMarks(saved);
      const edited = readEditedText(text, found, values);
      if ("problems" in edited) {
        failure = problemsOf(edited.problems);
        continue;
      }
      const { data } = edited;
      const removed = Object.keys(found.data).filter((key) => data[key] === undefined);
      const change = changeOf(found, { ...NO_CHANGE, data: dataChange(data, removed) });
      if (isEmptyChange(change)) return { changed: undefined, details: "" };
      try {
        const changed = await this.#write(current, change);
        return { changed, details: changeText(change, found) };
      } catch (error) {
        if (!(error instanceof PachctlError) || error instanceof HalfDone) throw error;
        if (error.kind === "outcome-unknown") throw this.#file.kept(error);
        failure = error;
        // One that was put back after its deletion is another one, too.
        if (error.kind === "conflict" || found.immutable === true) current = await this.#again();
      }
    }
  }

  /** As it is after a refusal; nothing can be written on one that cannot be read, or that is on its way out. */
  async #again(): Promise<SecretWithValues> {
    try {
      const current = await this.#secrets.getWithValues(this.#found.name, "edit");
      refuseLeaving(current, "edit");
      return current;
    } catch (error) {
      throw error instanceof PachctlError ? this.#file.kept(error) : error;
    }
  }

  async #write(current: SecretWithValues, change: SecretChange): Promise<SecretSummary> {
    if (this.#found.immutable !== true) {
      return writeChange(current, withoutLastApplied(change, current), this.#secrets, false);
    }
    return recreate(current, applied(current, change), this.#secrets, false, this.#deps);
  }
}

function isEmpty(text: string): boolean {
  return text.split("\n").every((line) => line.trim() === "" || line.startsWith("#"));
}

/** What was wrong, as comments on top. */
function marks(failure: PachctlError | undefined): string {
  if (failure === undefined) return "";
  const lines = failure instanceof EditError ? failure.belowMarks() : failure.problems;
  const last = "Leave the file as it is to give up. To try it all the same, remove this line.";
  return [...lines, last].map((line) => `${MARK}${line.replaceAll("\n", " ")}\n`).join("");
}

function withoutMarks(text: string): string {
  return text
    .split("\n")
    .filter((line) => !line.startsWith(MARK.trimEnd()))
    .join("\n");
}

type Problems = readonly { line: number; column: number; reason: string }[];

/** Mistakes in what was edited, with their places in it. */
class EditError extends PachctlError {
  readonly #places: Problems;

  constructor(places: Problems) {
    super("usage", ["nothing was changed: what was saved is wrong", ...places.map(({ reason }) => reason)]);
    this.#places = places;
  }

  /** Their lines as an editor counts them, when they stand on top with one line more. */
  belowMarks(): string[] {
    const above = this.#places.length + 1;
    return this.#places.map(
      ({ line, column, reason }) => `line ${line + above}, column ${column}: ${reason}`,
    );
  }
}

function problemsOf(places: Problems): PachctlError {
  return places.length === 0
    ? usageError("nothing was changed: there is nothing in it")
    : new EditError(places);
}
