import { isObject } from "../apimachinery/json-value.js";
import { dataKeyProblem, secretNameProblem } from "../apimachinery/name-words.js";
import { type Finding, finding, type Place, type Severity } from "./finding.js";
import { fieldPlace, type References, type SecretEntry } from "./references.js";
import { type PipelineSpec, partOf } from "./spec.js";
import {
  DATUM_VARIABLES,
  POSSIBLE_PATHS,
  POSSIBLE_VOLUMES,
  S3_VARIABLES,
  SPOUT_PATH,
  SPOUT_VOLUME,
  SYSTEM_PATHS,
  SYSTEM_VARIABLES,
  SYSTEM_VOLUMES,
} from "./worker-names.js";

/**
 * What is wrong with the references themselves, whatever secrets there are: an error where pachd or the API server refuses it
 * (the pipeline fails, some of it only minutes later), a warning where it cannot do what was meant.
 */
export function checkReferences(spec: PipelineSpec, references: References): Finding[] {
  const check = new ReferenceCheck(spec, references);
  for (const [at, entry] of references.secrets.entries()) check.entry(entry, at);
  check.pullSecrets();
  return check.findings;
}

class ReferenceCheck {
  readonly findings: Finding[] = [];
  readonly #spec: PipelineSpec;
  readonly #references: References;
  /** The first entry with a variable, a place, a place as it is meant, and a volume. */
  readonly #variables = new Map<string, number>();
  readonly #places = new Map<string, number>();
  readonly #tidyPlaces = new Map<string, number>();
  readonly #volumes = new Map<string, number>();

  constructor(spec: PipelineSpec, references: References) {
    this.#spec = spec;
    this.#references = references;
  }

  entry(entry: SecretEntry, number: number): void {
    const { name, key, envVar, mountPath, place } = entry;
    const problem = name === "" ? "needs a name" : secretNameProblem(name);
    if (problem !== undefined) this.#tell("error", fieldPlace(place, "name"), problem);
    if (envVar !== "" && key === "") {
      // pachd's words (validateSecret).
      this.#tell("error", place, `secret ${name} has env_var set but is missing key`);
    }
    if (envVar === "" && mountPath === "") {
      this.#tell("warning", place, "has neither env_var nor mount_path: nothing of it reaches the pipeline");
    }
    if (envVar === "" && key !== "") {
      this.#tell("warning", fieldPlace(place, "key"), "has no effect without env_var: all keys are mounted");
    }
    if (envVar !== "") this.#variable(entry, number);
    if (mountPath !== "") this.#mount(entry, number);
  }

  #variable({ key, envVar, place }: SecretEntry, number: number): void {
    const at = fieldPlace(place, "envVar");
    const keyProblem = key === "" ? undefined : dataKeyProblem(key);
    if (keyProblem !== undefined) this.#tell("error", fieldPlace(place, "key"), keyProblem);
    if (!/^[ -<>-~]+$/.test(envVar)) {
      this.#tell("error", at, "a variable's name holds printable ASCII characters, and no =");
    } else if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(envVar) || /^\.\.?$|^\.\./.test(envVar)) {
      this.#tell("warning", at, "API servers before 1.34 refuse a variable of this name");
    } else if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(envVar)) {
      this.#tell("warning", at, "shells pass over a variable of this name");
    }
    if (SYSTEM_VARIABLES.has(envVar)) this.#tell("warning", at, "pachd sets this variable itself, and wins");
    else if (DATUM_VARIABLES.has(envVar)) {
      this.#tell("warning", at, "the worker sets this variable itself, for each datum");
    } else if (S3_VARIABLES.has(envVar) && this.#usesS3()) {
      this.#tell("warning", at, "with S3 inputs or outputs, the worker sets this variable itself");
    }
    const env = partOf(this.#spec, ["transform", "env"])?.value;
    if (isObject(env) && Object.hasOwn(env, envVar)) {
      this.#tell("warning", at, `replaces the variable of the same name in transform.env`);
    }
    const same = firstOf(this.#variables, envVar, number);
    if (same !== undefined) this.#tell("warning", at, `replaces the variable of transform.secrets[${same}]`);
  }

  #usesS3(): boolean {
    const uses = (value: unknown): boolean =>
      Array.isArray(value)
        ? value.some(uses)
        : isObject(value) && (value.s3 === true || Object.values(value).some(uses));
    const out = partOf(this.#spec, ["s3Out"])?.value;
    return out === true || uses(partOf(this.#spec, ["input"])?.value);
  }

  #mount(entry: SecretEntry, number: number): void {
    this.#volume(entry, number);
    const { mountPath, place } = entry;
    const at = fieldPlace(place, "mountPath");
    const isSpout = partOf(this.#spec, ["spout"]) !== undefined;
    const tidied = tidy(mountPath);
    const same = firstOf(this.#places, mountPath, number);
    const alike = firstOf(this.#tidyPlaces, tidied, number);
    if (same !== undefined)
      this.#tell("error", at, `must be unique: transform.secrets[${same}] is mounted there, too`);
    else if (alike !== undefined)
      this.#tell("warning", at, `is the place of transform.secrets[${alike}], which it hides`);
    if (SYSTEM_PATHS.has(mountPath) || (isSpout && mountPath === SPOUT_PATH)) {
      this.#tell("error", at, "pachd mounts something of its own there");
    } else if (POSSIBLE_PATHS.has(tidied) || SYSTEM_PATHS.has(tidied)) {
      this.#tell("warning", at, "pachd probably mounts something of its own there");
    } else if (tidied === "/") this.#tell("warning", at, "would hide the whole image");
    else if (tidied.startsWith("/pfs/")) this.#tell("warning", at, "lies within the pipeline's data");
    if (!mountPath.startsWith("/")) this.#tell("warning", at, "is no absolute path");
    if (/:|(?:^|\/)\.\.(?:\/|$)|\s/.test(mountPath)) {
      this.#tell(
        "warning",
        at,
        "holds a colon, a blank or .., which container runtimes refuse or read in their own way",
      );
    }
  }

  /** A mounted secret's name is the name of its volume. */
  #volume({ name, place }: SecretEntry, number: number): void {
    const at = fieldPlace(place, "name");
    const same = firstOf(this.#volumes, name, number);
    if (same !== undefined) {
      this.#tell(
        "error",
        at,
        `is mounted by transform.secrets[${same}] already: a secret can be mounted once`,
      );
    } else if (
      SYSTEM_VOLUMES.has(name) ||
      (name === SPOUT_VOLUME && partOf(this.#spec, ["spout"]) !== undefined)
    ) {
      this.#tell("error", at, "is the name of a volume that every worker has: it cannot be mounted");
    } else if (POSSIBLE_VOLUMES.has(name)) {
      this.#tell("warning", at, "is the name of a volume that workers may have: it cannot be mounted then");
    } else if (/\./.test(name) || name.length > 63) {
      this.#tell(
        "error",
        at,
        'a secret with a "." in its name, or more than 63 characters, cannot be mounted',
      );
    }
  }

  pullSecrets(): void {
    const seen = new Map<string, number>();
    for (const [at, { name, place }] of this.#references.pullSecrets.entries()) {
      const problem = name === "" ? "needs a name" : secretNameProblem(name);
      const earlier = seen.get(name);
      if (problem !== undefined) this.#tell("warning", place, problem);
      else if (earlier !== undefined) this.#tell("warning", place, `is there twice, first at [${earlier}]`);
      else seen.set(name, at);
    }
  }

  #tell(severity: Severity, place: Place, message: string): void {
    this.findings.push(finding(severity, this.#spec, place, message));
  }
}

/** The number that came first under a key; the first one is remembered. */
function firstOf(numbers: Map<string, number>, key: string, number: number): number | undefined {
  const first = numbers.get(key);
  if (first === undefined) numbers.set(key, number);
  return first;
}

/** Without what makes no difference: `/a/`, `/./a` and `//a` are `/a`. */
function tidy(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
}
