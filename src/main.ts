import { run } from "./cli.js";
import type { CommandDeps } from "./commands/command-deps.js";
import type { Deps, Output } from "./deps.js";
import { Interrupted } from "./deps.js";
import { describeSystemError, PachctlError, systemErrorCode } from "./errors.js";
import { systemClock } from "./system-clock.js";

/** The only file that touches `process`: makes the real world's `Deps`, runs, and sets the exit code. */

// Whatever ends the process early, it was not a success.
process.exitCode = 70;
// Without a listener, SIGUSR1 opens a debugger port that shows this process's memory.
process.on("SIGUSR1", () => {});
// A file that may not grow any more is an error that can be told.
process.on("SIGXFSZ", () => {});

// Certificates are verified whatever it says; left in place, Node would warn that they are not.
delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;

void run(process.argv.slice(2), realDeps()).then((exitCode) => {
  // Idle connections would keep the process for a moment.
  process.exit(exitCode);
});

function realDeps(): CommandDeps {
  const signal = interruptions();
  const deps: Deps = {
    stdin: {
      get isTTY() {
        return isTerminal();
      },
      chunks: async function* () {
        const stop = (): unknown => process.stdin.destroy();
        signal.addEventListener("abort", stop);
        for await (const chunk of process.stdin) yield chunk as Uint8Array;
        if (signal.aborted) throw signal.reason;
      },
    },
    stdout: output(1, () => process.stdout, signal),
    stderr: forPeople(output(2, () => process.stderr)),
    env: process.env,
    // performance.now() would load a module of 3 ms.
    clock: { ...systemClock, elapsed: () => Number(process.hrtime.bigint()) / 1e6 },
    random: Math.random,
    processes: {
      platform: `${process.platform}/${process.arch}`,
      runtime: runtime(),
      kill: endProcess,
      keepHeapSmall,
    },
    terminal: {
      ask: (question) => askAtTerminal(question, false, signal),
      askHidden: (question) => askAtTerminal(question, true, signal),
    },
    signal,
  };
  return {
    ...deps,
    connect: async (options) => {
      const { connect } = await import("./kube/connect.js");
      return connect(options, deps);
    },
  };
}

function runtime(): string {
  const { bun, node } = process.versions;
  return bun === undefined ? `Node.js ${node}` : `Bun ${bun}`;
}

async function askAtTerminal(question: string, isHidden: boolean, signal: AbortSignal): Promise<string> {
  const { ask } = await import("./prompt.js");
  return ask(question, isHidden, signal, () => process.kill(process.pid, "SIGINT"));
}

function endProcess(pid: number, signalName: NodeJS.Signals): void {
  try {
    process.kill(pid, signalName);
  } catch {
    // It has ended by itself.
  }
}

/** A failed write of a note is nobody's problem. */
function forPeople(stream: Output): Output {
  return {
    get isTTY() {
      return stream.isTTY;
    },
    write: (data) => stream.write(data).catch(() => {}),
  };
}

/**
 * Is standard input a terminal? Asked without opening the stream, which a credential plugin may be handed; and node:tty
 * is loaded only when somebody asks.
 */
function isTerminal(): boolean {
  return process.getBuiltinModule("node:tty").isatty(0);
}

declare const Bun: { gc(isThorough: boolean): void } | undefined;

/**
 * A long list makes garbage page by page. Left alone, V8 answers by growing the young generation to 48 MiB and waiting until the
 * old one has doubled: with 100,000 secrets a quarter more memory, in the same time. Unknown to V8, the flags would print a
 * complaint, so later versions go without. Bun has no such flags, and collects at once.
 */
function keepHeapSmall(): void {
  if (typeof Bun !== "undefined") Bun.gc(true);
  else if (Number.parseInt(process.versions.node, 10) <= 26)
    process
      .getBuiltinModule("node:v8")
      .setFlagsFromString("--semi-space-growth-factor=1 --heap-growing-percent=20");
}

/** @param signal ends the wait for a reader that does not read */
function output(fd: number, stream: () => NodeJS.WriteStream, signal?: AbortSignal): Output {
  let opened: NodeJS.WriteStream | undefined;
  // Node makes the stream, and loads what it needs for it, when it is first asked for.
  const open = (): NodeJS.WriteStream => {
    // A failed write is reported to its caller; without a listener it would also end the process with a stack.
    opened ??= stream().on("error", () => {});
    return opened;
  };
  return {
    get isTTY() {
      return open().isTTY === true;
    },
    write: (data) =>
      data.length === 0
        ? Promise.resolve()
        : isFile(fd)
          ? writeToFile(fd, data)
          : new Promise((resolve, reject) => {
              const stop = (): void => reject(new PachctlError("output-closed", "interrupted"));
              signal?.addEventListener("abort", stop, { once: true });
              open().write(data, (error) => {
                signal?.removeEventListener("abort", stop);
                if (error) reject(writeError(error));
                else resolve();
              });
            }),
  };
}

function isFile(fd: number): boolean {
  try {
    return process.getBuiltinModule("node:fs").fstatSync(fd).isFile();
  } catch {
    return false;
  }
}

/** Node's streams do not report that a file took only a part, as it does when the disk is nearly full. */
async function writeToFile(fd: number, data: string | Uint8Array): Promise<void> {
  const { writeSync } = process.getBuiltinModule("node:fs");
  let rest = Buffer.from(data);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
  } catch (error) {
    throw writeError(error as Error);
  }
}

function writeError(error: Error): PachctlError {
  const isClosed = ["EPIPE", "ERR_STREAM_DESTROYED"].includes(systemErrorCode(error) ?? "");
  if (isClosed)
    return new PachctlError("output-closed", "nobody reads the output any more", { cause: error });
  return new PachctlError("local-io", `cannot write the output: ${describeSystemError(error)}`, {
    cause: error,
  });
}

/** The first signal asks the command to end; a second one ends the process at once. */
function interruptions(): AbortSignal {
  const controller = new AbortController();
  // A few for each connection, of which there are 16 at most.
  process.getBuiltinModule("node:events").setMaxListeners(64, controller.signal);
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      const reason = new Interrupted(name);
      if (controller.signal.aborted) {
        // Not process.exit: that waits for a file that is still being opened, such as a FIFO without a writer.
        process.removeAllListeners(name);
        process.kill(process.pid, name);
      }
      controller.abort(reason);
    });
  }
  return controller.signal;
}
