import { dirname, resolve } from "node:path";
import { fieldOf, isObject, kindOf } from "../apimachinery/json-value.js";
import { formatPath, type Path } from "../source/path.js";
import { ConfigProblem, type ConfigSource } from "./config-problem.js";

/** Checked access to the fields of an object that a configuration file holds. Errors name file and path, never a value. */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #source: ConfigSource;
  readonly #path: Path;

  /** @throws ConfigProblem when the value is neither an object nor absent */
  constructor(value: unknown, source: ConfigSource, path: Path = []) {
    if (value !== undefined && value !== null && !isObject(value)) {
      throw new ConfigProblem(source, path, `must be a map, and is ${kindOf(value)}`);
    }
    this.#object = value ?? {};
    this.#source = source;
    this.#path = path;
  }

  get file(): string {
    return this.#source.file;
  }

  /** The names of all fields. */
  get names(): string[] {
    return Object.keys(this.#object);
  }

  /** A string; absent, null and "" are undefined. */
  text(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") throw this.#wrong(name, "a string (quote it)", value);
    return value;
  }

  flag(name: string): boolean {
    const value = this.value(name) ?? false;
    if (typeof value !== "boolean") throw this.#wrong(name, "true or false", value);
    return value;
  }

  /** A path, made absolute against the folder of the file that holds it. */
  path(name: string): string | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : resolve(dirname(this.file), value);
  }

  list(name: string): Fields[] {
    return this.#array(name).map(
      (element, at) => new Fields(element, this.#source, [...this.#path, name, at]),
    );
  }

  /** A list of strings; absent and null are empty. */
  texts(name: string): string[] {
    return this.#array(name).map((element, at) => {
      if (typeof element === "string") return element;
      throw this.problem(`must be a string (quote it), and is ${kindOf(element)}`, name, at);
    });
  }

  fields(name: string): Fields {
    return new Fields(this.value(name), this.#source, [...this.#path, name]);
  }

  has(name: string): boolean {
    const value = this.value(name);
    if (Array.isArray(value)) return value.length > 0;
    return value !== undefined && value !== null && value !== "";
  }

  value(name: string): unknown {
    return fieldOf(this.#object, name);
  }

  /** The error for something wrong here, or at the path below. The reason never quotes a secret value. */
  problem(reason: string, ...path: Path): ConfigProblem {
    return new ConfigProblem(this.#source, [...this.#path, ...path], reason);
  }

  /** For messages: `users[0].user.token`. */
  pathOf(name: string): string {
    return formatPath([...this.#path, name]);
  }

  #array(name: string): unknown[] {
    const value = this.value(name) ?? [];
    if (!Array.isArray(value)) throw this.#wrong(name, "a list", value);
    return value;
  }

  #wrong(name: string, expected: string, value: unknown): ConfigProblem {
    return this.problem(`must be ${expected}, and is ${kindOf(value)}`, name);
  }
}
