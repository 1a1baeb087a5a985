import { PachctlError } from "../errors.js";
import { formatPath, type Path } from "../source/path.js";

/** A configuration file, as far as messages need it. */
export interface ConfigSource {
  file: string;
  /** What it holds; undefined when its parts are files of their own, as in a pod. */
  text: string | undefined;
}

/** Something wrong at one place of a configuration file. `locate` finds the place when the error is about to be shown. */
export class ConfigProblem extends PachctlError {
  readonly source: ConfigSource;
  readonly path: Path;
  readonly reason: string;

  constructor(source: ConfigSource, path: Path, reason: string, hint?: string) {
    super("usage", sentence(source.file, path, reason), hint === undefined ? {} : { hint });
    this.source = source;
    this.path = path;
    this.reason = reason;
  }

  /** The other place of two that do not go together. */
  #other: Path | undefined;

  withHint(hint: string): ConfigProblem {
    return new ConfigProblem(this.source, this.path, this.reason, hint);
  }

  alsoAt(other: Path): this {
    this.#other = other;
    return this;
  }

  /** The same error with `FILE:LINE:COL`. Only now is the file read with positions: that costs more than all the rest. */
  async locate(): Promise<PachctlError> {
    const { text, file } = this.source;
    if (text === undefined) return this;
    const { positionInYaml } = await import("../source/positions.js");
    const { line, column } = positionInYaml(text, this.path);
    const first = this.#other === undefined ? undefined : positionInYaml(text, this.#other);
    const reason =
      first === undefined ? this.reason : `${this.reason}, first at ${first.line}:${first.column}`;
    const details = { cause: this, ...(this.hint !== undefined && { hint: this.hint }) };
    return new PachctlError("usage", sentence(`${file}:${line}:${column}`, this.path, reason), details);
  }
}

function sentence(place: string, path: Path, reason: string): string {
  return path.length === 0 ? `${place}: the file ${reason}` : `${place}: ${formatPath(path)}: ${reason}`;
}
