import { basename, join } from "node:path";
import { dataKeyProblem } from "../apimachinery/name-words.js";
import { shownName } from "../apimachinery/shown.js";
import type { Deps } from "../deps.js";
import { PachctlError, usageError } from "../errors.js";
import { parseEnvFile } from "../secret/generators/env-file.js";
import { entriesOf, isOfVolume, look } from "./look.js";
import { InputBudget, type InputDeps, readBytes } from "./read-input.js";

/** Where the values of a secret come from, as they were typed. */
export interface ValueSources {
  /** `KEY=VALUE` */
  literals: readonly string[];
  /** `[KEY=]PATH`; the path `-` is standard input, `@prompt` asks at the terminal. */
  files: readonly string[];
  envFiles: readonly string[];
  /** One file for each of these keys, whatever its path looks like. */
  named?: Readonly<Record<string, string>>;
  /** The option that gave the files; `--from-file`, unless another one did. */
  flag?: string;
  /** Is one line break at the end of what was read from standard input left out? */
  trimNewline: boolean;
}

export interface ReadValues {
  values: Map<string, Buffer>;
  /** For people. */
  notes: string[];
}

export type ValueDeps = InputDeps & Pick<Deps, "env" | "terminal">;

/**
 * Reads all values, each key once.
 * @throws PachctlError usage with a line for every problem; none quotes a value, or what may be one
 */
export async function readValues(sources: ValueSources, deps: ValueDeps): Promise<ReadValues> {
  const reader = new ValueReader(sources, deps);
  for (const [at, literal] of sources.literals.entries()) reader.literal(literal, at + 1);
  for (const file of sources.files) await reader.attempt(() => reader.file(file));
  for (const [key, path] of Object.entries(sources.named ?? {}))
    await reader.attempt(() => reader.named(key, path));
  for (const file of sources.envFiles) await reader.attempt(() => reader.envFile(file));
  return reader.result();
}

const PROMPT = "@prompt";
const STDIN = "-";

class ValueReader {
  readonly #sources: ValueSources;
  readonly #deps: ValueDeps;
  readonly #budget = new InputBudget();
  readonly #read: ReadValues = { values: new Map(), notes: [] };
  readonly #problems: string[] = [];
  readonly #hints = new Set<string>();
  #isStdinRead = false;

  constructor(sources: ValueSources, deps: ValueDeps) {
    this.#sources = sources;
    this.#deps = deps;
  }

  get #flag(): string {
    return this.#sources.flag ?? "--from-file";
  }

  result(): ReadValues {
    if (this.#problems.length > 0) {
      const hint = [...this.#hints].join("; ");
      throw new PachctlError("usage", this.#problems, hint === "" ? {} : { hint });
    }
    if (this.#sources.trimNewline && !this.#isStdinRead) {
      throw usageError("--trim-newline is for a value from standard input, and none is read from there");
    }
    return this.#read;
  }

  async attempt(read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof PachctlError)) throw error;
      this.#problems.push(...error.problems);
      if (error.hint !== undefined) this.#hints.add(error.hint);
    }
  }

  /** @param number which one it is, from 1: its text may be a value, and is not shown */
  literal(text: string, number: number): void {
    const equals = text.indexOf("=");
    const place = this.#sources.literals.length > 1 ? `--from-literal, number ${number}` : "--from-literal";
    if (equals < 0) this.#problems.push(`${place}: there is no = (KEY=VALUE)`);
    else this.#add(text.slice(0, equals), Buffer.from(text.slice(equals + 1)), place);
  }

  async file(text: string): Promise<void> {
    const flag = this.#flag;
    const { key, path } = parseFileSource(text, flag);
    if (path === STDIN || path === PROMPT) {
      if (key === undefined) throw usageError(`${flag}: ${path} needs a key (KEY=${path})`);
      this.#add(key, path === STDIN ? await this.stdin(key) : await this.#typed(key), flag);
      return;
    }
    // Behind a key may stand a value, typed at the wrong place.
    const label = key === undefined ? shownName(path) : `the file of ${shownName(key)}`;
    const found = await look(path, label);
    if (!found.isDirectory()) {
      this.#add(key ?? basename(path), await this.#bytes(path, label), key === undefined ? label : flag);
    } else if (key !== undefined) {
      throw usageError(`${flag}: ${label} is a folder, and gives its files their own keys`);
    } else {
      await this.#folder(path);
    }
  }

  async named(key: string, path: string): Promise<void> {
    this.#add(key, path === STDIN ? await this.stdin(undefined) : await this.#bytes(path), shownName(path));
  }

  async envFile(path: string): Promise<void> {
    const label = path === STDIN ? "stdin" : shownName(path);
    const { entries, problems } = parseEnvFile(
      path === STDIN ? await this.stdin(undefined) : await this.#bytes(path),
      this.#deps.env,
    );
    this.#problems.push(...problems.map((problem) => `${label}:${problem}`));
    for (const { key, value } of entries) this.#add(key, value, label);
  }

  /** @param key of the one value that it is; undefined when it holds several */
  async stdin(key: string | undefined): Promise<Buffer> {
    if (this.#isStdinRead) throw usageError("standard input can be read only once");
    this.#isStdinRead = true;
    const bytes = await this.#bytes(STDIN);
    if (bytes.length === 0) throw usageError("standard input is empty");
    const ending = key === undefined ? 0 : lineBreakLength(bytes);
    if (ending === 0) return bytes;
    if (this.#sources.trimNewline) return bytes.subarray(0, -ending);
    this.#read.notes.push(
      `note: the value of ${key} ends with a line break, which belongs to it; --trim-newline leaves one out`,
    );
    return bytes;
  }

  async #typed(key: string): Promise<Buffer> {
    const { terminal } = this.#deps;
    const value = await terminal.askHidden(`value of ${key}: `);
    if (value === "") throw usageError(`nothing was typed for ${key}`);
    if ((await terminal.askHidden(`value of ${key}, again: `)) !== value) {
      throw usageError(`the two values typed for ${key} differ`);
    }
    return Buffer.from(value);
  }

  /** The files of a folder, links to files included: a mounted volume holds nothing else. */
  async #folder(path: string): Promise<void> {
    let count = 0;
    for (const { name } of await entriesOf(path, shownName(path))) {
      const file = join(path, name);
      const found = await look(file, shownName(file));
      if (found.isDirectory() && isOfVolume(name)) continue;
      if (!found.isFile()) {
        const what = found.isDirectory() ? "a folder" : "no file";
        this.#read.notes.push(`note: ${shownName(file)} was passed over: it is ${what}`);
        continue;
      }
      count++;
      await this.attempt(async () => this.#add(name, await this.#bytes(file), shownName(file)));
    }
    if (count === 0) throw usageError(`${this.#flag}: there is no file in ${shownName(path)}`);
  }

  #bytes(path: string, label = path === STDIN ? "stdin" : shownName(path)): Promise<Buffer> {
    return readBytes(path, label, this.#budget, this.#deps);
  }

  #add(key: string, value: Buffer, place: string): void {
    const problem = dataKeyProblem(key);
    const { values } = this.#read;
    if (problem !== undefined) this.#problems.push(`${place}: ${problem}`);
    else if (values.has(key)) this.#problems.push(`${place}: the key ${key} is there twice`);
    else values.set(key, value);
  }
}

/** @throws PachctlError usage */
function parseFileSource(text: string, flag: string): { key: string | undefined; path: string } {
  const [first = "", second, ...more] = text.split("=");
  if (more.length > 0) throw usageError(`${flag}: neither a key nor a path may hold a = (KEY=PATH)`);
  if (second === undefined && first !== "") return { key: undefined, path: first };
  if (first === "") throw usageError(`${flag}: the key is missing (KEY=PATH)`);
  if (!second) throw usageError(`${flag}: the path is missing (KEY=PATH)`);
  return { key: first, path: second };
}

/** 2 for CRLF, 0 for none. */
function lineBreakLength(bytes: Buffer): 0 | 1 | 2 {
  if (bytes.at(-1) !== 0x0a) return 0;
  return bytes.at(-2) === 0x0d ? 2 : 1;
}
