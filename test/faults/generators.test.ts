import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kubeconfigFor } from "../support/namespaces.js";
import { COMMAND, SHELL_COMMAND } from "../support/program.js";
import { startLoggedSandbox } from "../support/sandbox.js";

/** Values that come by file, standard input or prompt stay out of arguments, the environment and files. */

const CANARY = "c4n4ry-Qx7vWm2Zt9";
const QUESTION = /value of k(?:, again)?: /;
/** `script` (util-linux) runs a program at a terminal of its own. */
const hasScript = spawnSync("script", ["--version"]).status === 0;

let folder: string;
let sandbox: Awaited<ReturnType<typeof startLoggedSandbox>>;
let env: Record<string, string>;
/** While it is set, the server waits, and the program can be looked at. */
let hold: Promise<void> | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pachctl-traces-"));
  sandbox = await startLoggedSandbox({
    onRequest: async () => {
      await hold;
      return undefined;
    },
  });
  await writeFile(join(folder, "config"), kubeconfigFor(sandbox), { mode: 0o600 });
  await writeFile(join(folder, "value"), CANARY);
  await writeFile(join(folder, "value.env"), `A=${CANARY}\n`);
  env = {
    PATH: process.env.PATH ?? "",
    HOME: join(folder, "home"),
    TMPDIR: folder,
    KUBECONFIG: join(folder, "config"),
  };
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

interface Seen {
  exitCode: number | null;
  output: string;
  /** Arguments and environment of the process, while the server was asked. */
  processList: string;
  /** Files that were there then and not before. */
  files: string[];
}

/** @param answers what is typed at each question, in turn; without them, the input is standard input */
async function watch(
  command: string,
  argv: readonly string[],
  input: string,
  answers: string[] = [],
): Promise<Seen> {
  const before = await readdir(folder, { recursive: true });
  const asked = sandbox.requests.length;
  let release = (): void => {};
  hold = new Promise((resolve) => {
    release = resolve;
  });
  const child = spawn(command, argv, { env, stdio: "pipe" });
  let output = "";
  const typed = [...answers];
  let answered = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
      const questions = output.split(QUESTION).length - 1;
      for (; answered < questions && typed.length > 0; answered++) child.stdin.write(typed.shift() ?? "");
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  if (answers.length === 0) child.stdin.end(input);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (sandbox.requests.length === asked && !isOver) await new Promise((go) => setTimeout(go, 10));
  const processList = await allProcesses();
  const files = (await readdir(folder, { recursive: true })).filter((name) => !before.includes(name));
  release();
  const exitCode = await ended;
  return { exitCode, output, processList, files };
}

/** Arguments and environments of every process that may be looked at. */
async function allProcesses(): Promise<string> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(
    pids.flatMap((pid) =>
      ["cmdline", "environ"].map((name) => readFile(`/proc/${pid}/${name}`, "latin1").catch(() => "")),
    ),
  );
  return texts.join("\n");
}

describe("create secret generic and docker-registry", () => {
  it.each([
    { title: "a file", words: ["generic", "a", "--from-file=DIR/value"], input: "" },
    { title: "standard input", words: ["generic", "b", "--from-file=k=-"], input: CANARY },
    { title: "an env file", words: ["generic", "c", "--from-env-file=DIR/value.env"], input: "" },
    {
      title: "a password",
      words: ["docker-registry", "d", "--docker-username=u", "--docker-password-stdin"],
      input: CANARY,
    },
  ])("leave no trace of $title", async ({ words, input }) => {
    const argv = ["create", "secret", ...words.map((word) => word.replace("DIR", folder))];
    const { exitCode, output, processList, files } = await watch(
      COMMAND[0],
      [...COMMAND.slice(1), ...argv],
      input,
    );
    expect({ exitCode, files }).toEqual({ exitCode: 0, files: [] });
    expect(processList.includes(CANARY)).toBe(false);
    expect(output).not.toContain(CANARY.slice(0, 8));
  });

  const absent = hasScript ? "" : " (skipped: there is no program called script)";
  it.skipIf(!hasScript)(`ask at the terminal without showing what is typed${absent}`, async () => {
    const line = `${SHELL_COMMAND} create secret generic typed --from-file=k=@prompt`;
    const { exitCode, output, processList, files } = await watch("script", ["-qec", line, "/dev/null"], "", [
      `${CANARY}\r`,
      `${CANARY}\r`,
    ]);
    expect({ exitCode, files }).toEqual({ exitCode: 0, files: [] });
    expect(output).toContain("value of k: ");
    expect(output).toContain('secret/typed created in namespace "default"');
    expect(processList.includes(CANARY)).toBe(false);
    expect(output).not.toContain(CANARY.slice(0, 8));
  });

  it.skipIf(!hasScript)(`end at Ctrl-C as every program does${absent}`, async () => {
    const line = `${SHELL_COMMAND} create secret generic never --from-file=k=@prompt`;
    const { exitCode, output } = await watch("script", ["-qec", line, "/dev/null"], "", ["\u0003"]);
    expect({ exitCode, interrupted: output.includes("interrupted") }).toEqual({
      exitCode: 130,
      interrupted: true,
    });
  });
});
