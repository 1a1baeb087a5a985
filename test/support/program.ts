import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built program of the npm package, as users start it with Node. */
export const PROGRAM = fileURLToPath(new URL("../../bin/pachctl.js", import.meta.url));

/** Path of an executable that is tested instead, or nothing. */
export const EXECUTABLE = process.env.PACHCTL_TEST_EXECUTABLE;

/** The words that start the program under test. */
export const COMMAND: readonly [command: string, ...argv: string[]] =
  EXECUTABLE === undefined ? [process.execPath, PROGRAM] : [EXECUTABLE];

/** The same for a shell. */
export const SHELL_COMMAND = COMMAND.map((word) => `'${word}'`).join(" ");

/** Makes a folder in which `pachctl` is the built program, for the PATH. */
export async function installProgram(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const script = `#!/bin/sh\nexec ${SHELL_COMMAND} "$@"\n`;
  await writeFile(join(folder, "pachctl"), script, { mode: 0o755 });
}

/** One run of a process, as one value. */
export interface ProgramRun {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  /** Text for standard input; without it, it is empty. */
  input?: string | Uint8Array;
  /** Sees the process while it runs. */
  onStart?(child: ChildProcess): void;
}

/** Runs the built program. Of the environment it gets PATH and what `env` gives it. */
export function runProgram(argv: readonly string[], options: ProgramOptions = {}): Promise<ProgramRun> {
  const [command, ...words] = COMMAND;
  return runProcess(command, [...words, ...argv], options);
}

/** Runs a process to its end. */
export async function runProcess(
  command: string,
  argv: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramRun> {
  const { stdout, ...rest } = await runForBytes(command, argv, options);
  return { ...rest, stdout: stdout.toString() };
}

/** Runs a process to its end; stdout stays bytes. */
export function runForBytes(
  command: string,
  argv: readonly string[],
  { env = {}, cwd, input, onStart }: ProgramOptions = {},
): Promise<Omit<ProgramRun, "stdout"> & { stdout: Buffer }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, { cwd, env: { PATH: process.env.PATH, ...env }, stdio: "pipe" });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (exitCode) => {
      resolve({ exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
    // A program that does not read its input may be gone before it is written.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    onStart?.(child);
  });
}
