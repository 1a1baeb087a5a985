import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli.js";
import { startSandbox } from "../../src/sandbox/server.js";
import { makeFiles } from "../support/flag-sets.js";
import { kubeconfigFor, makeNamespace } from "../support/namespaces.js";
import { installProgram, runProcess } from "../support/program.js";
import type { TestServer } from "../support/servers.js";

/** The examples that help shows, by command. */
function examples(): { command: string; lines: string[] }[] {
  const parsed = { help: "", invocation: undefined };
  const found: { command: string; lines: string[] }[] = [];
  const visit = (command: Command, path: string): void => {
    for (const child of command.commands) visit(child, `${path} ${child.name()}`);
    parsed.help = "";
    command.outputHelp();
    const lines = [...parsed.help.matchAll(/^ {2}\$ (.+)$/gm)].map(([, line = ""]) => line);
    if (lines.length > 0) found.push({ command: path.trim(), lines });
  };
  visit(createProgram(parsed), "");
  return found;
}

/** What the examples about pipelines read. */
const SPEC = JSON.stringify({
  pipeline: { name: "p" },
  transform: { secrets: [{ name: "my-secret", envVar: "PASSWORD", key: "password" }] },
});

describe("the examples of help", () => {
  let server: TestServer;
  let folder: string;
  beforeAll(async () => {
    server = await startSandbox();
    folder = await mkdtemp(join(tmpdir(), "examples-"));
    await installProgram(join(folder, ".bin"));
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it.each(examples().filter(({ command }) => command.includes("secret")))(
    "$command has three and more",
    ({ lines }) => {
      expect(lines.length).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(examples().flatMap(({ lines }) => lines))("%s", async (line) => {
    const namespace = await makeNamespace(server);
    const manifest = (name: string): string =>
      JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name }, stringData: { password: "p" } });
    await writeFile(join(folder, "config"), kubeconfigFor(server, namespace), { mode: 0o600 });
    await writeFile(join(folder, "my-secret.json"), manifest("my-secret"));
    await writeFile(join(folder, "other-secret.json"), manifest("other-secret"));
    await makeFiles(folder);
    await writeFile(join(folder, "password.txt"), "p\n");
    await writeFile(join(folder, "pipeline.json"), SPEC);
    await writeFile(join(folder, "values.yaml"), "deployTarget: LOCAL\npachd:\n  rootToken: r\n");
    const env = {
      PATH: `${join(folder, ".bin")}:${process.env.PATH}`,
      HOME: folder,
      KUBECONFIG: join(folder, "config"),
    };
    const run = (command: string) => runProcess("/bin/sh", ["-c", command], { cwd: folder, env });
    if (!line.includes("create secret") || line.includes("pipeline")) {
      for (const name of ["my-secret", "other-secret"]) {
        expect(await run(`pachctl create secret -q -f ${name}.json`)).toMatchObject({ exitCode: 0 });
      }
    }
    expect(await run(line)).toMatchObject({ exitCode: 0 });
  });
});
