import type { Secrets } from "./kube/secrets.js";

/** What a command may use of the world outside. Only src/main.ts makes the real one. */
export interface Deps {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Environment;
  now(): Date;
  /** Lazy: reads no kubeconfig and opens no connection until a command calls it. */
  connect(options: ConnectOptions): Promise<Secrets>;
  /** Aborted by SIGINT, SIGTERM or SIGHUP; its reason is an `Interrupted`. */
  readonly signal: AbortSignal;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Input {
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

/** Which cluster, and how to talk to it: the options declared on the root command. */
export interface ConnectOptions {
  kubeconfig?: string;
  context?: string;
  namespace?: string;
  /** Milliseconds for one request; 0 means no limit. */
  requestTimeout?: number;
  /** Standard input is read by the command: no credential plugin can ask there. */
  stdinIsTaken?: boolean;
  verbose?: boolean;
  quiet?: boolean;
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
