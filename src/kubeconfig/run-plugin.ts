import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { escapeControls } from "../apimachinery/escape.js";
import type { Clock, Deps, Processes } from "../deps.js";

export interface PluginCommand {
  /** Absolute path of the executable. */
  path: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Gets the terminal's standard input. */
  interactive: boolean;
  /** Milliseconds until it is stopped; 0 means no limit. */
  limit: number;
  /** What it writes to stderr is shown as it comes, without control characters. */
  world: Pick<Deps, "signal" | "clock" | "processes" | "stderr">;
}

/** Why a plugin gave nothing: a state, to stand behind its name. Never its output. */
export class PluginFailure extends Error {
  readonly notFound: boolean;

  constructor(state: string, details: { notFound?: boolean; cause?: unknown } = {}) {
    super(state, { cause: details.cause });
    this.name = "PluginFailure";
    this.notFound = details.notFound ?? false;
  }
}

/** Bytes of each stream. A credential with a certificate chain has some ten thousand. */
const MAX_OUTPUT = 1024 * 1024;
/** Milliseconds between asking a plugin to end and ending it. */
const GRACE = 2_000;
/** Milliseconds for output that is still on its way when the plugin has ended. */
const LAST_OUTPUT = 1_000;
/** Milliseconds between a plugin's end by Ctrl-C and our own signal. */
const SIGNAL_DELAY = 50;

/**
 * Runs a plugin and returns what it wrote to stdout. No shell is involved. When this returns or throws, the plugin has
 * ended, and so have the processes that it started and left behind on a stop.
 * @throws PluginFailure, or the signal's reason
 */
export async function runPlugin(command: PluginCommand): Promise<string> {
  const { signal, clock, processes } = command.world;
  signal.throwIfAborted();
  const child = spawn(command.path, command.args, {
    env: command.env,
    stdio: [command.interactive ? "inherit" : "ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  return new Promise((resolve, reject) => {
    const output = new Collector(stop);
    const stderr = new Collector(
      stop,
      new StderrText((text) => void command.world.stderr.write(text), !command.interactive),
    );
    let failure: unknown;
    let lastOutput: (() => void) | undefined;
    let isFinished = false;
    const { limit } = command;
    const deadline = clock.after(limit > 0 ? limit : Number.POSITIVE_INFINITY, () =>
      stop(new PluginFailure(`it did not end in ${limit / 1000} s`)),
    );
    signal.addEventListener("abort", interrupted);
    child.stdout?.on("data", (chunk: Buffer) => output.add(chunk));
    child.stderr?.on("data", (chunk: Buffer) => stderr.add(chunk));
    child.on("error", (error) => {
      if (child.pid !== undefined) return;
      failure ??= notStarted(error);
      finish();
    });
    child.on("close", finish);
    child.on("exit", () => {
      // A process that the plugin left behind may keep the streams open for ever.
      lastOutput = clock.after(failure === undefined ? LAST_OUTPUT : 0, finish);
    });

    function interrupted(): void {
      stop(signal.reason);
    }

    function stop(reason: unknown): void {
      if (failure !== undefined) return;
      failure = reason;
      void endProcesses(child, clock, processes);
    }

    function finish(): void {
      if (isFinished) return;
      isFinished = true;
      deadline();
      lastOutput?.();
      signal.removeEventListener("abort", interrupted);
      child.stdout?.destroy();
      child.stderr?.destroy();
      stderr.end();
      const { exitCode, signalCode } = child;
      if (exitCode !== 0 && command.interactive && failure === undefined) {
        // Ctrl-C goes to both of us, and the news of the plugin's end may be faster than our own signal.
        failure = new PluginFailure(endOf(exitCode, signalCode));
        clock.after(SIGNAL_DELAY, () => reject(signal.aborted ? signal.reason : failure));
        return;
      }
      if (failure !== undefined) reject(failure);
      else if (exitCode !== 0) reject(new PluginFailure(endOf(exitCode, signalCode)));
      else resolve(output.text);
    }
  });
}

function endOf(exitCode: number | null, signalCode: string | null): string {
  return signalCode !== null ? `it was ended by ${signalCode}` : `it ended with exit code ${exitCode}`;
}

/** One stream of a plugin, up to its limit. */
class Collector {
  readonly #stop: (reason: PluginFailure) => void;
  readonly #shown: StderrText | undefined;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  /** @param shown takes the stream as it comes; without it, the stream is kept */
  constructor(stop: (reason: PluginFailure) => void, shown?: StderrText) {
    this.#stop = stop;
    this.#shown = shown;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }

  add(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_OUTPUT) this.#stop(new PluginFailure(`it wrote more than ${MAX_OUTPUT} bytes`));
    else if (this.#shown !== undefined) this.#shown.add(chunk);
    else this.#chunks.push(chunk);
  }

  end(): void {
    this.#shown?.end();
  }
}

function notStarted(error: Error): PluginFailure {
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT")
    return new PluginFailure("there is no such program", { notFound: true, cause: error });
  if (code === "EACCES") return new PluginFailure("it is not executable", { notFound: true, cause: error });
  return new PluginFailure("it could not be started", { cause: error });
}

/** Ends the plugin and what it started: asks first, and does not ask twice. */
async function endProcesses(child: ChildProcess, clock: Clock, processes: Processes): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const started = await descendantsOf(pid);
  const endStarted = (): void => {
    for (const each of started) processes.kill(each, "SIGKILL");
  };
  for (const each of [pid, ...started]) processes.kill(each, "SIGTERM");
  if (child.exitCode !== null || child.signalCode !== null) return endStarted();
  const cancel = clock.after(GRACE, () => child.kill("SIGKILL"));
  child.once("exit", () => {
    cancel();
    endStarted();
  });
}

/**
 * The processes that a process started, as far as Linux tells; nothing elsewhere. A process group of its own would be
 * simpler, and would take the terminal away from a plugin that asks there.
 */
async function descendantsOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const children = text.split(" ").filter(Boolean).map(Number);
  const deeper = await Promise.all(children.map(descendantsOf));
  return [...children, ...deeper.flat()];
}

/** Text that comes in pieces: shown at once, because a prompt has no line end, and with its controls escaped. */
class StderrText {
  readonly #show: (text: string) => void;
  readonly #decoder = new TextDecoder();
  /** The last character, as long as the next one decides what it is: CR before LF, half of a surrogate pair. */
  #held = "";

  readonly #endsLine: boolean;
  #isLineOpen = false;

  /** @param endsLine what follows a last line without an end stands on a line of its own; at a terminal, Enter has ended it */
  constructor(show: (text: string) => void, endsLine: boolean) {
    this.#show = show;
    this.#endsLine = endsLine;
  }

  add(chunk: Buffer): void {
    const text = this.#held + this.#decoder.decode(chunk, { stream: true });
    this.#held = text.endsWith("\r") ? "\r" : "";
    this.#write(text.slice(0, text.length - this.#held.length));
  }

  end(): void {
    this.#write(this.#held + this.#decoder.decode());
    this.#held = "";
    if (this.#isLineOpen && this.#endsLine) this.#show("\n");
  }

  #write(text: string): void {
    if (text === "") return;
    this.#isLineOpen = !text.endsWith("\n");
    this.#show(text.split(/\r?\n/).map(escapeControls).join("\n"));
  }
}
