import { openSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
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
  const { input, output } = openTerminal();
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
    input.destroy();
    output.destroy();
  }
}

function openTerminal(): { input: ReadStream; output: WriteStream } {
  try {
    return {
      input: new ReadStream(openSync("/dev/tty", "r")),
      output: new WriteStream(openSync("/dev/tty", "w")),
    };
  } catch {
    throw usageError(
      "there is no terminal to ask at",
      "give the value through standard input (KEY=-) or a file (KEY=PATH)",
    );
  }
}
