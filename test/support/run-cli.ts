import { run } from "../../src/cli.js";
import { connect } from "../../src/kube/connect.js";
import { clockAt, testDeps } from "./deps.js";

export interface CliWorld {
  env?: Readonly<Record<string, string>>;
  now?: Date;
  input?: string;
  /** Which of the streams are terminals. */
  terminals?: readonly ("stdin" | "stdout" | "stderr")[];
  signal?: AbortSignal;
  /** Does it wait before it asks a busy server again? */
  isPatient?: boolean;
}

/** Runs a command line in this process, with a clock and streams of the test's choice; a run is one value. */
export async function runCli(
  argv: readonly string[],
  {
    env = {},
    now = new Date(),
    input = "",
    terminals = [],
    signal = new AbortController().signal,
    isPatient = true,
  }: CliWorld,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const written = { stdout: "", stderr: "" };
  const output = (stream: "stdout" | "stderr") => ({
    isTTY: terminals.includes(stream),
    write: async (data: string | Uint8Array) => {
      written[stream] += Buffer.from(data).toString();
    },
  });
  const deps = testDeps({
    stdin: {
      isTTY: terminals.includes("stdin"),
      chunks: async function* () {
        yield Buffer.from(input);
      },
    },
    stdout: output("stdout"),
    stderr: output("stderr"),
    env,
    signal,
    clock: { ...clockAt(() => now), ...(!isPatient && { sleep: async () => {} }) },
  });
  const exitCode = await run(argv, { ...deps, connect: (options) => connect(options, deps) });
  return { exitCode, ...written };
}
