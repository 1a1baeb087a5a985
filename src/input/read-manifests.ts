import { PachctlError } from "../errors.js";
import { checkManifest, type ManifestProblem, nameIn } from "../secret/check-manifest.js";
import { contentRemarks } from "../secret/content-remarks.js";
import { objectsIn } from "../secret/document-kinds.js";
import type { NewSecret } from "../secret/secret.js";
import { formatPath, type Path } from "../source/path.js";
import { documentsIn } from "./documents.js";
import { inputFiles } from "./input-files.js";
import { InputBudget, type InputDeps, readInput } from "./read-input.js";
import type { DocumentProblem, SourceDocument } from "./source-document.js";

export interface ReadOptions {
  /** What `-f` names: files, folders, `-` for standard input. */
  files: readonly string[];
  /** Are the folders in folders read as well? */
  recursive: boolean;
  /** Bytes, over all files. */
  maxInput: number | undefined;
  /** The namespace that every manifest must be for, if it names one. */
  namespace: string | undefined;
  /** Are other kinds passed over, or are they an error? */
  skipOtherKinds: boolean;
  /** Are warnings errors? */
  strict: boolean;
}

export interface ReadManifests {
  secrets: NewSecret[];
  /** Notes and warnings: complete lines for people. */
  remarks: string[];
}

/**
 * Reads and checks everything that `-f` names.
 * @throws PachctlError usage with one line for every problem of all files: `FILE:LINE:COL: document N, secret "x": path: reason`
 */
export async function readManifests(options: ReadOptions, deps: InputDeps): Promise<ReadManifests> {
  const { files, problems } = await inputFiles(options.files, options.recursive);
  const budget = new InputBudget(options.maxInput);
  const reading = new Reading(options, deps.clock.now());
  for (const problem of problems) reading.problems.add(problem);
  for (const file of files) {
    try {
      const { label, text } = await readInput(file, budget, deps);
      for (const document of documentsIn(text)) reading.document(document, label);
    } catch (error) {
      if (!(error instanceof PachctlError)) throw error;
      for (const problem of error.problems) reading.problems.add(problem);
      if (error.hint !== undefined) reading.hints.add(error.hint);
    }
  }
  return reading.result();
}

/** Of problems, and of remarks; whoever has more has another kind of problem. */
const MAX_TOLD = 100;

/** Lines for people, no more than are of use. */
class Told {
  readonly #lines: string[] = [];
  #more = 0;

  /** @param line made only where it is told: to find a place costs a search */
  add(line: string | (() => string)): void {
    if (this.#lines.length >= MAX_TOLD) this.#more++;
    else this.#lines.push(typeof line === "string" ? line : line());
  }

  get lines(): string[] {
    return this.#more === 0 ? this.#lines : [...this.#lines, `and ${this.#more} more like these`];
  }
}

/** What was read so far. */
class Reading {
  readonly problems = new Told();
  readonly hints = new Set<string>();
  readonly #remarks = new Told();
  readonly #options: ReadOptions;
  readonly #now: Date;
  readonly #secrets: NewSecret[] = [];
  /** Where the secrets stand, by namespace and name. */
  readonly #places = new Map<string, string>();
  #hasSecrets = false;
  #hasOtherKinds = false;

  constructor(options: ReadOptions, now: Date) {
    this.#options = options;
    this.#now = now;
  }

  result(): ReadManifests {
    const problems = this.problems.lines;
    if (problems.length === 0 && this.#secrets.length === 0) problems.push("there is no Secret to create");
    if (this.#hasSecrets && this.#hasOtherKinds && !this.#options.skipOtherKinds) {
      this.hints.add("--skip-other-kinds creates the Secrets alone");
    }
    if (problems.length > 0) {
      const hint = [...this.hints].join("; ");
      throw new PachctlError("usage", problems, hint === "" ? {} : { hint });
    }
    return { secrets: this.#secrets, remarks: this.#remarks.lines };
  }

  document(document: SourceDocument, label: string): void {
    const ofDocument: Place = { document, label, name: nameIn(document.value) };
    this.#refuse(document.problems, ofDocument);
    if (document.isBroken) return;
    // What is wrong with a part of it may be wrong for the secret as well, and is told once.
    const told = new Set(document.problems.map(({ line, column }) => `${line}:${column}`));
    for (const object of objectsIn(document.value)) {
      const place: Place = { ...ofDocument, name: nameIn(object.value), told };
      switch (object.is) {
        case "wrong":
          this.#refuse([placed(object, document)], place);
          break;
        case "other":
          this.#otherKind(object, { ...place, name: undefined });
          break;
        case "secret":
          this.#hasSecrets = true;
          this.#secret(object.value, object.path, place);
      }
    }
  }

  #otherKind({ path, kind }: { path: Path; kind: string }, place: Place): void {
    this.#hasOtherKinds = true;
    const object = /^[AEIO]/.test(kind) ? `an ${kind}` : `a ${kind}`;
    const reason = `this is ${object}, and only Secrets are created here`;
    const problem = placed({ path, reason }, place.document);
    if (!this.#options.skipOtherKinds) this.#refuse([problem], place);
    else this.#remarks.add(`note: ${line({ ...problem, path: [], reason: `skipped ${object}` }, place)}`);
  }

  #secret(value: unknown, prefix: Path, place: Place): void {
    const checked = checkManifest(value);
    if ("problems" in checked) {
      const problems = checked.problems.slice(0, MAX_TOLD).map((problem) => {
        const path = [...prefix, ...problem.path];
        const told = placed({ ...problem, path }, place.document);
        return isHidden(problem) ? { ...told, path: path.slice(0, -1) } : told;
      });
      this.#refuse(problems, place);
      return;
    }
    const { secret, notes } = checked;
    const subject = secret.name ?? secret.generateName;
    for (const text of notes) this.#remarks.add(`note: ${place.label}: secret "${subject}": ${text}`);
    for (const { path, reason, isNote } of contentRemarks(secret, checked.stringData, this.#now)) {
      const told = (): string => line(placed({ path: [...prefix, ...path], reason }, place.document), place);
      if (this.#options.strict && !isNote) this.problems.add(told);
      else this.#remarks.add(() => `${isNote ? "note" : "warning"}: ${told()}`);
    }
    this.#asOneOfAll(secret, prefix, place);
    this.#secrets.push(secret);
  }

  /** Is it for the namespace that was asked for, and there only once? */
  #asOneOfAll({ name, namespace }: NewSecret, prefix: Path, place: Place): void {
    const asked = this.#options.namespace;
    const refuse = (field: string, reason: string): void =>
      this.#refuse([placed({ path: [...prefix, "metadata", field], reason }, place.document)], place);
    if (asked !== undefined && namespace !== undefined && namespace !== asked) {
      refuse("namespace", `is "${namespace}", and --namespace says "${asked}"; leave one of them out`);
    }
    if (name === undefined) return;
    const identity = `${namespace ?? asked ?? ""}/${name}`;
    const earlier = this.#places.get(identity);
    if (earlier !== undefined) refuse("name", `this secret is there twice, first in ${earlier}`);
    else this.#places.set(identity, `${place.label}, document ${place.document.number}`);
  }

  #refuse(problems: readonly DocumentProblem[], place: Place): void {
    const inOrder = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
    for (const problem of inOrder) {
      if (!place.told?.has(`${problem.line}:${problem.column}`)) this.problems.add(line(problem, place));
    }
  }
}

/** An unknown field is named when it is a plain word. */
function isHidden({ isUnknown, path }: ManifestProblem): boolean {
  return isUnknown === true && !/^[A-Za-z_]{1,20}$/.test(String(path.at(-1)));
}

/** What a problem or a remark is about. */
interface Place {
  document: SourceDocument;
  label: string;
  name: string | undefined;
  /** The lines and columns of what was told before. */
  told?: ReadonlySet<string>;
}

function placed(
  { path, reason, part = "value" }: { path: Path; reason: string; part?: "key" | "value" },
  document: SourceDocument,
): DocumentProblem {
  return { ...document.positionOf(path, part), path, reason };
}

function line({ line, column, path, reason }: DocumentProblem, { document, label, name }: Place): string {
  const subject = `document ${document.number}${name === undefined ? "" : `, secret "${name}"`}`;
  const where = path.length === 0 ? "" : `${formatPath(path)}: `;
  return `${label}:${line}:${column}: ${subject}: ${where}${reason}`;
}
