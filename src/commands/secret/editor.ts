import { isUtf8 } from "node:buffer";
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Environment, Interrupted } from "../../deps.js";
import { describeSystemError, PachctlError, usageError } from "../../errors.js";
import type { CommandDeps } from "../command-deps.js";
import { makePrivateFolder } from "./private-folder.js";

type World = Pick<CommandDeps, "env" | "signal" | "clock">;

/** Milliseconds that an editor gets to end, once we were told to. */
const GRACE = 2000;

/** A file for one editing session, in a folder for its owner only. It is gone when the session ends, however that is. */
export class EditFile {
  readonly #folder: string;
  readonly #file: string;
  readonly #world: World;
  readonly #stop = (): void => this.remove();

  private constructor(folder: string, name: string, world: World) {
    this.#folder = folder;
    this.#file = join(folder, `${name}.yaml`);
    this.#world = world;
  }

  /** @throws PachctlError local-io */
  static async make(name: string, world: World): Promise<EditFile> {
    try {
      return new EditFile(await makePrivateFolder("pachctl-edit-"), name, world);
    } catch (error) {
      throw new PachctlError("local-io", `cannot make a temporary folder: ${describeSystemError(error)}`);
    }
  }

  get path(): string {
    return this.#file;
  }

  /**
   * Has the text edited. An editor may write other line ends.
   * @returns the text as it was saved
   * @throws PachctlError usage when the editor cannot be run, local-io when it failed or the file cannot be read or written; the
   * signal's reason when it was interrupted
   */
  async edit(text: string): Promise<string> {
    const { signal } = this.#world;
    signal.throwIfAborted();
    // Also when a second signal ends the process at once.
    signal.addEventListener("abort", this.#stop);
    try {
      await writeFile(this.#file, text, { mode: 0o600 });
    } catch (error) {
      throw new PachctlError("local-io", `cannot write the temporary file: ${describeSystemError(error)}`);
    }
    const end = await runEditor(this.#file, this.#world);
    signal.throwIfAborted();
    // From here on it may be all that holds what was typed.
    signal.removeEventListener("abort", this.#stop);
    const bytes = await this.#read();
    const saved = bytes
      .toString("utf8")
      .replace(/^\ufeff/, "")
      .replaceAll("\r\n", "\n");
    if (end !== "done" && (end.isKilled || saved === text)) {
      throw new PachctlError("local-io", `nothing was changed: ${end.problem}`);
    }
    if (end !== "done") throw this.#unusable(end.problem);
    // Decoded, it would be another text.
    if (!isUtf8(bytes)) throw this.#unusable("what was saved is no UTF-8 text");
    return saved;
  }

  async #read(): Promise<Buffer> {
    try {
      return await readFile(this.#file);
    } catch (error) {
      throw new PachctlError("local-io", `cannot read what was edited: ${describeSystemError(error)}`);
    }
  }

  #unusable(problem: string): KeptText {
    return this.kept(new PachctlError("local-io", `nothing was changed: ${problem}`));
  }

  /** What was typed is not lost: the file stays. */
  kept(error: PachctlError): KeptText {
    return new KeptText(error, this.#file);
  }

  remove(): void {
    this.#world.signal.removeEventListener("abort", this.#stop);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A session ended by itself after something was typed: the file stays. */
export class KeptText extends PachctlError {
  constructor({ kind, problems, hint }: PachctlError, file: string) {
    const kept = `the text, values included, is kept in ${file}: delete it after use`;
    super(kind, problems, { hint: hint === undefined ? kept : `${hint}; ${kept}` });
  }
}

type End = "done" | { problem: string; isKilled: boolean };

function runEditor(file: string, { env, signal, clock }: World): Promise<End> {
  const [program = "", ...argv] = editorWords(env);
  return new Promise((resolveEnd, reject) => {
    const child = spawn(program, [...argv, file], { stdio: "inherit" });
    let cancel = (): void => {};
    // Ctrl-C at the terminal reaches the editor as well, which may want to live: it decides. Other signals are for us alone.
    const stop = (): void => {
      const { reason } = signal;
      if (reason instanceof Interrupted && reason.signalName !== "SIGINT") child.kill(reason.signalName);
      cancel = clock.after(GRACE, () => child.kill("SIGKILL"));
    };
    signal.addEventListener("abort", stop);
    const ended = (): void => {
      signal.removeEventListener("abort", stop);
      cancel();
    };
    child.on("error", (error) => {
      ended();
      reject(
        usageError(
          `cannot run the editor ${program}: ${describeSystemError(error)}`,
          "VISUAL or EDITOR names the one to use",
        ),
      );
    });
    child.on("exit", (code, killedBy) => {
      ended();
      if (code === 0) resolveEnd("done");
      else if (killedBy !== null)
        resolveEnd({ problem: `the editor was ended by ${killedBy}`, isKilled: true });
      else resolveEnd({ problem: `the editor ended with exit code ${code}`, isKilled: false });
    });
  });
}

/**
 * No shell: a path with spaces is taken whole where there is such a file, and everything else cut into words as a shell would, with
 * quotes and backslashes, and nothing else replaced.
 */
export function editorWords(env: Environment): string[] {
  const command = [env.VISUAL, env.EDITOR].find((text) => text !== undefined && text.trim() !== "") ?? "vi";
  if (existsSync(command)) return [command];
  return [...command.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs)].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, (_, double, single, escaped) =>
      double === undefined ? (single ?? escaped) : double.replace(/\\(["\\$`])/g, "$1"),
    ),
  );
}
