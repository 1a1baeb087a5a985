import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMAND, runProcess, runProgram, SHELL_COMMAND } from "../support/program.js";

/** The sandbox command of the built program. */
describe("sandbox", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sandbox-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const inside = (...words: string[]) =>
    runProgram(["sandbox", "--", ...words], { env: { TMPDIR: folder, HOME: folder } });

  it.each([
    { title: "passes the exit code on", script: "exit 7", expected: { exitCode: 7, stdout: "", stderr: "" } },
    {
      title: "passes a signal on",
      script: "kill -KILL $$",
      expected: { exitCode: 137, stdout: "", stderr: "" },
    },
    {
      title: "gives the command a kubeconfig of its own, readable by nobody else",
      script: 'stat -c %a "$KUBECONFIG" "$(dirname "$KUBECONFIG")"',
      expected: { exitCode: 0, stdout: "600\n700\n", stderr: "" },
    },
  ])("$title", async ({ script, expected }) => {
    expect(await inside("sh", "-c", script)).toEqual(expected);
    expect(await readdir(folder)).toEqual([]);
  });

  it("runs pachctl, whose arguments are its own", async () => {
    expect(await inside(...COMMAND, "list", "secret", "-q", "--all", "-o", "name")).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "",
    });
  });

  it("says so when the command cannot be run", async () => {
    expect(await inside("/nowhere/pachctl")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "error: cannot run /nowhere/pachctl: no such file or directory\n",
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    { signal: "SIGINT" as const, exitCode: 130 },
    { signal: "SIGTERM" as const, exitCode: 143 },
    { signal: "SIGHUP" as const, exitCode: 129 },
  ])("serves until $signal, and leaves nothing behind", async ({ signal, exitCode }) => {
    const server = spawn(COMMAND[0], [...COMMAND.slice(1), "sandbox", "-q"], {
      env: { PATH: process.env.PATH, TMPDIR: folder, HOME: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const line = await firstOutput(server);
    const kubeconfig =
      /^export KUBECONFIG='(.+)' PACH_CONFIG='.+'; unset PACH_CONTEXT\n$/.exec(line)?.[1] ?? "";
    expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600);
    const listed = await runProgram(["list", "secret", "--kubeconfig", kubeconfig, "--all"]);
    expect(listed).toEqual({
      exitCode: 0,
      stdout: "NAME TYPE CREATED \n",
      stderr: 'no secrets in namespace "default"\n',
    });
    server.kill(signal);
    expect(await once(server, "exit")).toEqual([exitCode, null]);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("a user of Pachyderm", () => {
  const list = `${SHELL_COMMAND} list secret --all -v 2>&1 >/dev/null | grep -o '^namespace "[^"]*"'`;
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "pachyderm's home-"));
    await mkdir(join(home, ".pachyderm"));
    const context = { cluster_name: "production", auth_info: "admin", namespace: "pachyderm" };
    const config = { v2: { active_context: "mine", contexts: { mine: context } } };
    await writeFile(join(home, ".pachyderm", "config.json"), JSON.stringify(config));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it("is not led into another cluster by the configuration of his own", async () => {
    for (const PACH_CONTEXT of ["", "mine"]) {
      const env = { HOME: home, PACH_CONTEXT, TMPDIR: home };
      expect(await runProgram(["sandbox", "--", "sh", "-c", list], { env })).toMatchObject({
        exitCode: 0,
        stdout: 'namespace "default"\n',
      });
    }
  });

  it.each(["absolute", "relative"])(
    "can paste the line that is printed, whatever TMPDIR holds: %s",
    async (kind) => {
      const env = { HOME: home, TMPDIR: kind === "relative" ? "." : home, PACH_CONTEXT: "mine" };
      const server = spawn(COMMAND[0], [...COMMAND.slice(1), "sandbox", "-q"], {
        cwd: home,
        env: { PATH: process.env.PATH, ...env },
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        const line = (await firstOutput(server)).trimEnd();
        const pasted = await runProcess("sh", ["-c", `cd /; ${line}; ${list}`], { env });
        expect(pasted).toEqual({ exitCode: 0, stdout: 'namespace "default"\n', stderr: "" });
      } finally {
        server.kill("SIGTERM");
        await once(server, "exit");
      }
    },
  );
});

async function firstOutput(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout ?? child, "data")) as [Buffer];
  return chunk.toString();
}
