import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { installProgram, runProcess } from "./program.js";

/**
 * A story is a text file that tells what a person types and sees:
 *
 *     # A sentence about the next command.
 *     $ pachctl list secret
 *     > a line of stdout, trailing spaces included
 *     ! a line of stderr
 *     ? 2                    (the exit code; 0 when left out)
 *
 *     -- name.json --
 *     a file that lies in the current directory, to the next such line or the end
 *
 * A step is one command: its exit code cannot hide behind another's. Both streams are compared whole. `{{NS}}` stands for the story's own namespace, `{{SERVER}}` for the server's
 * address, and `{{…}}` with anything else for a regular expression.
 */
export interface Story {
  steps: readonly StoryStep[];
  files: ReadonlyMap<string, string>;
}

export interface StoryStep {
  line: number;
  sentence: string;
  command: string;
  stdout: readonly string[];
  stderr: readonly string[];
  exitCode: number;
}

/** @throws Error at a line that is not understood */
export function parseStory(text: string): Story {
  const [script = "", ...parts] = text.split(/^-- (.+) --\n/m);
  const files = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) files.set(parts[at] ?? "", parts[at + 1] ?? "");
  const steps: {
    line: number;
    sentence: string;
    command: string;
    stdout: string[];
    stderr: string[];
    exitCode: number;
  }[] = [];
  let sentence = "";
  for (const [at, line] of script.split("\n").entries()) {
    const mark = line.slice(0, 2).trimEnd();
    const rest = line.slice(2);
    const step = steps.at(-1);
    if (mark === "") continue;
    if (mark === "#") sentence = rest;
    else if (mark === "$") {
      // Behind a semicolon, an exit code is lost.
      if (/(?:;|&&|\|\|)(?=[^'"]*(?:(?:'[^']*'|"[^"]*")[^'"]*)*$)/.test(rest))
        throw new Error(`line ${at + 1} of the story holds more than one command`);
      steps.push({ line: at + 1, sentence, command: rest, stdout: [], stderr: [], exitCode: 0 });
    } else if (mark === ">" && step) step.stdout.push(rest);
    else if (mark === "!" && step) step.stderr.push(rest);
    else if (mark === "?" && step) step.exitCode = Number(rest);
    else throw new Error(`line ${at + 1} of the story is not understood: ${line}`);
  }
  return { steps, files };
}

export interface StoryWorld {
  kubeconfig: string;
  namespace: string;
  server: string;
}

/** Plays a story in a fresh folder, with `pachctl` on the PATH. */
export async function playStory(story: Story, world: StoryWorld): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "story-"));
  try {
    const bin = join(folder, ".bin");
    await installProgram(bin);
    for (const [name, content] of story.files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content.replaceAll("{{NS}}", world.namespace));
    }
    await writeFile(join(folder, ".kubeconfig"), world.kubeconfig, { mode: 0o600 });
    const env = {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: folder,
      KUBECONFIG: join(folder, ".kubeconfig"),
      TMPDIR: folder,
      NS: world.namespace,
    };
    for (const step of story.steps) {
      const run = await runProcess("/bin/sh", ["-c", step.command], { cwd: folder, env });
      const where = `line ${step.line}: ${step.sentence}\n$ ${step.command}\n`;
      expect(run, where).toEqual({
        exitCode: step.exitCode,
        stdout: expectedText(run.stdout, step.stdout, world),
        stderr: expectedText(run.stderr, step.stderr, world),
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The actual text where it fits the expected lines; otherwise these lines, so that a failure shows both. */
function expectedText(actual: string, expected: readonly string[], world: StoryWorld): string {
  const pattern = expected.map((line) => `${linePattern(line, world)}\n`).join("");
  return new RegExp(`^${pattern}$`).test(actual) ? actual : expected.map((line) => `${line}\n`).join("");
}

function linePattern(line: string, world: StoryWorld): string {
  return line
    .split(/(\{\{.+?\}\})/)
    .map((part) => {
      if (part === "{{NS}}") return escapePattern(world.namespace);
      if (part === "{{SERVER}}") return escapePattern(world.server);
      return part.startsWith("{{") ? `(?:${part.slice(2, -2)})` : escapePattern(part);
    })
    .join("");
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
