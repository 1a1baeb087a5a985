import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { type ProgramRun, SHELL_COMMAND } from "./program.js";

type Fields = Record<string, unknown>;

/** The `exec` part of a kubeconfig user, as the tests change it. */
export const V1 = { apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "IfAvailable" };

/** A folder with credential plugins and what they recorded; folder and processes are gone after the test. */
export class PluginFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<PluginFolder> {
    const folder = new PluginFolder(await mkdtemp(join(tmpdir(), "pachctl-plugins-")));
    onTestFinished(async () => {
      for (const pid of await folder.running()) process.kill(pid, "SIGKILL");
      await rm(folder.path, { recursive: true });
    });
    return folder;
  }

  at(name: string): string {
    return join(this.path, name);
  }

  /** Writes a shell script that records its runs; in it, `$dir` is this folder and `$run` the number of the run. */
  shell(body: string, name = "plugin"): Promise<string> {
    const record = [
      "#!/bin/sh",
      `dir='${this.path}'`,
      'printf "%s" "$KUBERNETES_EXEC_INFO" > "$dir/info"',
      'echo $$ >> "$dir/runs"',
      'run=$(wc -l < "$dir/runs")',
    ];
    return this.file(name, [...record, body, ""].join("\n"), 0o755);
  }

  /** A well-behaved plugin: run by run it gives these credentials, and the last one from then on. */
  async answering(...answers: unknown[]): Promise<string> {
    await Promise.all(answers.map((answer, at) => this.file(`answer-${at + 1}`, textOf(answer))));
    return this.shell(`[ $run -gt ${answers.length} ] && run=${answers.length}\ncat "$dir/answer-$run"`);
  }

  async file(name: string, text: string, mode = 0o600): Promise<string> {
    const path = this.at(name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    await chmod(path, mode);
    return path;
  }

  /** A kubeconfig in this folder with one context. */
  kubeconfig(cluster: Fields, user: Fields): Promise<string> {
    const config = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "plugged",
      contexts: [{ name: "plugged", context: { cluster: "c", user: "u" } }],
      clusters: [{ name: "c", cluster }],
      users: [{ name: "u", user }],
    };
    return this.file("config", JSON.stringify(config));
  }

  /** How often plugins of this folder were run. */
  async runs(): Promise<number> {
    return (await this.numbers("runs")).length;
  }

  /** The KUBERNETES_EXEC_INFO of the last run. */
  async info(): Promise<unknown> {
    return JSON.parse(await readFile(this.at("info"), "utf8"));
  }

  /** The process ids that a plugin wrote to a file of this folder, one a line. */
  async numbers(name: string): Promise<number[]> {
    const text = await readFile(this.at(name), "utf8").catch(() => "");
    return text.split("\n").filter(Boolean).map(Number);
  }

  /** Waits until a plugin has written so many lines to a file. */
  async written(name: string, lines = 1): Promise<void> {
    await vi.waitFor(
      async () => {
        if ((await this.numbers(name)).length < lines) throw new Error(`no plugin wrote ${name}`);
      },
      { interval: 10, timeout: 10_000 },
    );
  }

  /** The recorded processes that have not ended. */
  async running(): Promise<number[]> {
    const pids = [...(await this.numbers("runs")), ...(await this.numbers("children"))];
    const states = await Promise.all(pids.map(isRunning));
    return pids.filter((_, at) => states[at]);
  }
}

/** An ExecCredential of version v1. */
export function credential(status: unknown, changes: Fields = {}): Fields {
  return { apiVersion: V1.apiVersion, kind: "ExecCredential", status, ...changes };
}

/** Types at a terminal: `keys` when `prompt` has appeared; or does something else then. */
export interface Typing {
  prompt: string;
  keys: string | ((screen: string) => void);
}

/**
 * Runs the built program at a pseudo-terminal (util-linux's `script`). Both streams come as one, as on a screen.
 * @param redirect shell text behind the command, such as `< /dev/null`
 */
export function runAtTerminal(
  argv: readonly string[],
  {
    typing = [],
    redirect = "",
    env: more = {},
  }: { typing?: readonly Typing[]; redirect?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Pick<ProgramRun, "exitCode"> & { screen: string }> {
  const words = [SHELL_COMMAND, ...argv.map((word) => `'${word}'`)].join(" ");
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, SHELL: "/bin/sh", ...more };
    // exec: no shell stands between the terminal and the program.
    const child = spawn("script", ["-qec", `exec ${words} ${redirect}`, "/dev/null"], { env });
    const left = [...typing];
    let screen = "";
    child.stdout.on("data", (chunk: Buffer) => {
      screen += chunk.toString();
      for (let next = left[0]; next !== undefined && screen.includes(next.prompt); next = left[0]) {
        if (typeof next.keys === "string") child.stdin.write(next.keys);
        else next.keys(screen);
        left.shift();
      }
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, screen: screen.replaceAll("\r\n", "\n") }));
  });
}

function textOf(answer: unknown): string {
  return typeof answer === "string" ? answer : JSON.stringify(answer);
}

/** A process that has ended and was not collected yet is still listed, as a zombie. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const [, state = "Z"] = /\) (\S)/.exec(status) ?? [];
  return state !== "Z" && state !== "X";
}
