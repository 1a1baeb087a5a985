import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { shellQuoted } from "../apimachinery/command-line.js";
import { Interrupted } from "../deps.js";
import { describeSystemError, PachctlError, usageError } from "../errors.js";
import type { CommandSpec, GlobalOptions } from "./command.js";
import type { CommandDeps } from "./command-deps.js";
import { note } from "./notes.js";

export const SANDBOX: CommandSpec<Record<string, never>> = {
  name: "sandbox",
  summary: "Start an embedded API server, to try everything without a cluster",
  description:
    "Start an API server inside this process, on 127.0.0.1 and a free port, and keep it until stopped. " +
    "With a command behind --, run it with KUBECONFIG and PACH_CONFIG set, and stop with its exit code.",
  argument: ["[command...]", "what to run, behind --"],
  options: {},
  examples: ["pachctl sandbox -- pachctl list secret --all"],
  run: (words, options, deps) => sandbox(words, options, deps),
};

/**
 * Serves until a signal comes or the command ends; the secrets in it are gone then.
 * @returns the exit code: the command's, or 128 + the signal's number
 */
export async function sandbox(
  words: readonly string[],
  options: GlobalOptions,
  deps: CommandDeps,
): Promise<number> {
  for (const name of ["namespace", "context", "kubeconfig", "requestTimeout"] as const) {
    if (options[name] !== undefined)
      throw usageError("sandbox takes no option that chooses a cluster", "put it behind --");
  }
  const { startSandbox } = await import("../sandbox/server.js");
  const server = await startSandbox({ now: () => deps.clock.now() });
  let folder: string | undefined;
  try {
    folder = await makeFolder();
    const files = { KUBECONFIG: join(folder, "kubeconfig"), PACH_CONFIG: join(folder, "pachctl-config") };
    await writeFile(files.KUBECONFIG, server.kubeconfig(), { mode: 0o600, flag: "wx" });
    // Empty, it sets nothing: the user's own could choose a cluster that is not in that kubeconfig, or another namespace.
    await writeFile(files.PACH_CONFIG, "", { mode: 0o600, flag: "wx" });
    const [program, ...argv] = words;
    if (program !== undefined) return await runInside(program, argv, files, deps);
    await note(deps, options, `sandbox: a Kubernetes API with namespaces and secrets at ${server.url}`);
    await note(
      deps,
      options,
      "in another terminal, type the next line and then any pachctl or kubectl command; Ctrl-C here ends it",
    );
    const assignments = Object.entries(files).map(([name, file]) => `${name}=${shellQuoted(file)}`);
    await deps.stdout.write(`export ${assignments.join(" ")}; unset PACH_CONTEXT\n`);
    return await untilInterrupted(deps.signal);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    await server.close();
  }
}

async function makeFolder(): Promise<string> {
  try {
    // TMPDIR may be relative, and the line that we print is for other folders, too.
    return await mkdtemp(join(resolve(tmpdir()), "pachctl-sandbox-"));
  } catch (error) {
    throw new PachctlError("local-io", `cannot make a temporary folder: ${describeSystemError(error)}`);
  }
}

function untilInterrupted(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    const end = (): void => resolve(signal.reason instanceof Interrupted ? signal.reason.exitCode : 0);
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
  });
}

function runInside(
  program: string,
  argv: readonly string[],
  files: Readonly<Record<string, string>>,
  deps: CommandDeps,
): Promise<number> {
  const { PACH_CONTEXT: _, ...env } = deps.env;
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, {
      stdio: "inherit",
      env: { ...env, ...files },
    });
    // Our end waits for the child's: it gets the signal, too, and decides.
    deps.signal.addEventListener("abort", () => {
      if (deps.signal.reason instanceof Interrupted) child.kill(deps.signal.reason.signalName);
    });
    child.on("error", (error) => reject(usageError(`cannot run ${program}: ${describeSystemError(error)}`)));
    child.on("exit", (code, signalName) => {
      resolve(code ?? 128 + (signalName === null ? 0 : constants.signals[signalName]));
    });
  });
}
