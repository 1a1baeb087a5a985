import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kubeconfigFor } from "./support/namespaces.js";
import { runAtTerminal } from "./support/plugins.js";
import { COMMAND, EXECUTABLE, runProcess, runProgram } from "./support/program.js";
import { startLoggedSandbox } from "./support/sandbox.js";

const CANARY = "c4n4ry-Jm3xKp8Rw5";
const absent = EXECUTABLE === undefined ? " (skipped: PACHCTL_TEST_EXECUTABLE names none)" : "";

describe.skipIf(EXECUTABLE === undefined)(`the executable${absent}`, () => {
  const built = dirname(EXECUTABLE ?? "");
  let folder: string;
  let sandbox: Awaited<ReturnType<typeof startLoggedSandbox>>;
  let env: Record<string, string>;
  /** Called when the program has sent its request, which is not answered before it returns. */
  let onRequest = async (): Promise<void> => {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pachctl-executable-"));
    sandbox = await startLoggedSandbox({
      onRequest: async () => {
        await onRequest();
        return undefined;
      },
    });
    await writeFile(join(folder, "config"), kubeconfigFor(sandbox), { mode: 0o600 });
    env = { HOME: join(folder, "home"), KUBECONFIG: join(folder, "config"), TMPDIR: folder };
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  it("says what runs it", async () => {
    const { stdout } = await runProgram(["version"]);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+ \(Bun \d+\.\d+\.\d+, \w+\/\w+\)\n$/);
  });

  it("comes with its sum, and with the licences of what it contains", async () => {
    const [line = ""] = (await readFile(join(built, "SHA256SUMS"), "utf8")).split("\n");
    const [sum, name = ""] = line.split("  ");
    const bytes = await readFile(join(built, name));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sum);
    const notices = await readFile(join(built, "THIRD-PARTY-NOTICES"), "utf8");
    for (const each of ["commander 14", "Bun 1.", "JavaScriptCore", "GNU LIBRARY GENERAL PUBLIC LICENSE"])
      expect(notices).toContain(each);
  });

  it("is not changed by files of the folder that it is started in", async () => {
    const hostile = join(folder, "hostile");
    await mkdir(join(hostile, "node_modules/commander"), { recursive: true });
    const evil = 'console.log("evil"); process.exit(0);';
    const files: Record<string, string> = {
      ".env": "KUBECONFIG=/nowhere/evil\nDEBUG=1\nBUN_OPTIONS=--preload=./evil.js\n",
      ".env.local": "KUBECONFIG=/nowhere/evil\n",
      ".env.production": "KUBECONFIG=/nowhere/evil\n",
      "bunfig.toml": 'preload = ["./evil.js"]\n[run]\npreload = ["./evil.js"]\n',
      ".bunfig.toml": 'preload = ["./evil.js"]\n',
      "tsconfig.json": '{"compilerOptions":{"baseUrl":".","paths":{"*":["./evil.js"]}}}',
      "package.json": '{"main":"evil.js","type":"module","imports":{"#*":"./evil.js"},"browser":"./evil.js"}',
      "evil.js": evil,
      "index.js": evil,
      "node_modules/commander/index.js": evil,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(hostile, name), text);
    const before = await readdir(hostile);
    for (const argv of [["list", "secret", "--all", "-q"], ["version"], ["--version"], ["--help"]]) {
      const there = await runProgram(argv, { env, cwd: hostile });
      expect(there).toEqual(await runProgram(argv, { env, cwd: "/" }));
      expect(there.exitCode).toBe(0);
    }
    expect(await readdir(hostile)).toEqual(before);
  });

  it.each([
    { title: "a file", argv: ["--from-file=k=value"], input: "" },
    { title: "standard input", argv: ["--from-file=k=-"], input: CANARY },
    { title: "an env file", argv: ["--from-env-file=value.env"], input: "" },
  ])("shows no value of $title when it crashes", async ({ argv, input }) => {
    const cwd = await mkdtemp(join(folder, "crash-"));
    await writeFile(join(cwd, "value"), CANARY);
    await writeFile(join(cwd, "value.env"), `A=${CANARY}\n`);
    const [command, ...words] = COMMAND;
    const child = spawn(command, [...words, "create", "secret", "generic", "s", ...argv], { cwd, env });
    onRequest = async () => {
      child.kill("SIGSEGV");
    };
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += String(chunk);
      });
    child.stdin.end(input);
    const [exitCode, signal] = await once(child, "close");
    onRequest = async () => {};
    expect({ exitCode, signal }).toEqual({ exitCode: null, signal: "SIGSEGV" });
    // What is printed is Bun's own; the arguments are in it.
    expect(output).toContain("panic");
    for (const each of [CANARY, Buffer.from(CANARY).toString("base64").slice(0, 16)])
      expect(output).not.toContain(each);
    expect((await readdir(cwd)).sort()).toEqual(["value", "value.env"]);
  });

  const hasScript = spawnSync("script", ["--version"]).status === 0;
  it.skipIf(!hasScript)("shows no value of a prompt when it crashes", async () => {
    const argv = ["create", "secret", "generic", "crash-at-prompt", "--from-file=k=@prompt"];
    onRequest = async () => {
      for (const pid of await pidsOf(argv)) process.kill(pid, "SIGSEGV");
    };
    const { exitCode, screen } = await runAtTerminal(argv, {
      env,
      typing: [
        { prompt: "value of k: ", keys: `${CANARY}\r` },
        { prompt: "again: ", keys: `${CANARY}\r` },
      ],
    });
    onRequest = async () => {};
    expect(exitCode).toBe(128 + 11);
    expect(screen).toContain("panic");
    expect(screen).not.toContain(CANARY);
  });

  it("sends no report of a crash", async () => {
    // Where Bun does, it starts curl.
    const bin = join(folder, "bin");
    await mkdir(bin);
    await writeFile(join(bin, "curl"), `#!/bin/sh\necho "$@" > '${folder}/uploaded'\n`, { mode: 0o755 });
    const script = `${COMMAND.map((word) => `'${word}'`).join(" ")} sandbox -q & pid=$!; sleep 1; kill -SEGV $pid; wait $pid; sleep 1`;
    const { stderr } = await runProcess("sh", ["-c", script], {
      env: { ...env, PATH: `${bin}:${process.env.PATH}` },
    });
    expect(stderr).toContain("panic");
    expect(await readdir(folder)).not.toContain("uploaded");
  });
});

/** The processes of the executable that have these arguments. */
async function pidsOf(argv: readonly string[]): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const isMeant = async (pid: string): Promise<boolean> => {
    const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    const program = await readlink(`/proc/${pid}/exe`).catch(() => "");
    return program === EXECUTABLE && words.includes(argv.join("\0"));
  };
  const meant = await Promise.all(pids.map(isMeant));
  return pids.filter((_, at) => meant[at]).map(Number);
}
