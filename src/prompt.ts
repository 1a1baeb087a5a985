import { openSync } from "node:fs";
import { createInterface } from "node:readline";
import { Readable, Writable } from "node:stream";
import { ReadStream, WriteStream } from "node:tty";
import { usageError } from "./errors.js";

/**
 * Asks at the terminal of the process, whatever standard input and output are, for a line.
 * @param isHidden is what is typed not shown?
 * @param interrupt what Ctrl-C does: while keys are read one by one, it sends no signal
 * @throws PachctlError usage without a terminal, and when the input ends; the signal's reason when it is aborted
 */
export async function ask(
  question: string,
  isHidden: boolean,
  signal: AbortSignal,
  interrupt: () => void,
): Promise<string> {
  const { input, output, close } = openTerminal();
  // Echoes what is typed, where it is not wanted.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const echo = isHidden ? nowhere : output;
  const lines = createInterface({ input, output: echo, terminal: true, historySize: 0 });
  // The interface has switched the terminal's own echo off: what is typed from here on is shown by it, or not at all.
  if (isHidden) output.write(question);
  else lines.setPrompt(question);
  if (!isHidden) lines.prompt();
  const stop = (): void => lines.close();
  signal.addEventListener("abort", stop);
  try {
    const line = await new Promise<string | undefined>((resolve) => {
      lines
        .once("line", resolve)
        .once("close", () => resolve(undefined))
        .once("SIGINT", interrupt);
    });
    signal.throwIfAborted();
    if (line === undefined) throw usageError("the terminal ended before a line was typed");
    return line;
  } finally {
    signal.removeEventListener("abort", stop);
    lines.close();
    if (isHidden) output.write("\n");
    close();
  }
}

interface Terminal {
  input: Readable;
  output: WriteStream;
  close(): void;
}

function openTerminal(): Terminal {
  try {
    const terminal = new ReadStream(openSync("/dev/tty", "r"));
    const output = new WriteStream(openSync("/dev/tty", "w"));
    const { input, close } =
      typeof Bun === "undefined" ? { input: terminal, close: (): void => {} } : inputOfBun(terminal);
    return {
      input,
      output,
      close: () => {
        close();
        terminal.destroy();
        output.destroy();
      },
    };
  } catch {
    throw usageError(
      "there is no terminal to ask at",
      "give the value through standard input (KEY=-) or a file (KEY=PATH)",
    );
  }
}

/** The runtime of the executable. */
declare const Bun: { file(path: string): { stream(): ReadableStream<Uint8Array> } } | undefined;

/**
 * Bun's terminal streams wait for the next bytes in a thread that nothing ends, and take what is typed for whoever asks
 * next; a stream of its own kind can be ended.
 * @param terminal switches the echo on and off, and reads nothing
 */
function inputOfBun(terminal: ReadStream): Pick<Terminal, "input" | "close"> {
  const reader = (Bun as NonNullable<typeof Bun>).file("/dev/tty").stream().getReader();
  const read = async (): Promise<void> => {
    const { value } = await reader.read();
    input.push(value ?? null);
  };
  const input = new Readable({ read: () => void read().catch((error) => input.destroy(error)) });
  const setRawMode = (mode: boolean): unknown => terminal.setRawMode(mode);
  return {
    input: Object.assign(input, { isTTY: true, setRawMode }),
    close: () => void reader.cancel().catch(() => {}),
  };
}
