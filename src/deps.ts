/** The world outside, as far as anything here may use it. Only src/main.ts makes the real one. */
export interface Deps {
  readonly stdin: Input;
  /** Data. A failed write is the end of the run. */
  readonly stdout: Output;
  /** For people. Its `write` never rejects: that nobody reads notes changes neither effects nor exit codes. */
  readonly stderr: Output;
  readonly env: Environment;
  readonly clock: Clock;
  /** A number from 0 on, below 1. Nothing secret depends on it. */
  random(): number;
  readonly processes: Processes;
  readonly terminal: Terminal;
  /** Aborted by SIGINT, SIGTERM or SIGHUP; its reason is an `Interrupted`. */
  readonly signal: AbortSignal;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Input {
  /** Asked without opening the stream, which another program may be handed. */
  readonly isTTY: boolean;
  chunks(): AsyncIterable<Uint8Array>;
}

export interface Output {
  readonly isTTY: boolean;
  /**
   * Settles when the data has left the process.
   * @throws PachctlError `local-io` when the disk is full, `output-closed` when nobody reads any more
   */
  write(data: string | Uint8Array): Promise<void>;
}

/** Whoever sits there, even when standard input is something else. */
export interface Terminal {
  /**
   * Asks for a line that is not shown while it is typed.
   * @throws PachctlError usage when there is no terminal; the signal's reason when it is interrupted
   */
  askHidden(question: string): Promise<string>;
  /** The same for a line that is shown. */
  ask(question: string): Promise<string>;
}

/** Times are milliseconds. */
export interface Clock {
  /** The time of day. */
  now(): Date;
  /** The time since some moment; it never goes back. */
  elapsed(): number;
  /** Runs something once, later. @returns what keeps it from running */
  after(milliseconds: number, run: () => void): () => void;
  /** @throws the signal's reason when it is aborted first */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Processes {
  /** `linux/x64` */
  readonly platform: string;
  /** Name and version of what runs the program. */
  readonly runtime: string;
  /** Sends a signal to a process that we started; one that has ended is left alone. */
  kill(pid: number, signalName: "SIGTERM" | "SIGKILL"): void;
  /** Called after each piece of much that is read piece by piece: memory matters more than milliseconds from now on. */
  keepHeapSmall(): void;
}

/** The reason of an aborted `Deps.signal`. */
export class Interrupted extends Error {
  readonly signalName: "SIGINT" | "SIGTERM" | "SIGHUP";
  readonly exitCode: number;

  constructor(signalName: "SIGINT" | "SIGTERM" | "SIGHUP") {
    super(`interrupted by ${signalName}`);
    this.name = "Interrupted";
    this.signalName = signalName;
    this.exitCode = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signalName];
  }
}
