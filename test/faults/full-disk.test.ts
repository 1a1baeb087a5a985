import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.js";
import { installProgram, runProcess } from "../support/program.js";

/** A file that takes only a part of what is written: the system call says how much, and Node's streams do not look. */
describe.skipIf(process.platform !== "linux")("stdout is a file that may not grow any more", () => {
  let sandbox: Sandbox;
  let folder: string;
  const env = () => ({
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
    KUBECONFIG: join(folder, "config"),
  });
  const run = (command: string) => runProcess("/bin/bash", ["-c", command], { cwd: folder, env: env() });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "pachctl-disk-"));
    sandbox = await startSandbox();
    await installProgram(folder);
    writeFileSync(join(folder, "config"), sandbox.kubeconfig(), { mode: 0o600 });
    const data = { big: Buffer.alloc(1_000_000, 7).toString("base64") };
    const manifest = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data };
    writeFileSync(join(folder, "s.json"), JSON.stringify(manifest));
    expect(await run("pachctl create secret -f s.json")).toMatchObject({ exitCode: 0 });
  });
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    "inspect secret s --key big",
    "inspect secret s -o json --show-values",
    "inspect secret s -o yaml --show-values",
  ])("%s: no success, whatever of it was written", async (line) => {
    // In blocks of 1,024 bytes.
    const { exitCode, stderr } = await run(`ulimit -f 512; exec pachctl ${line} > out`);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 30,
      stderr: expect.stringMatching(/^error: cannot write the output: /),
    });
    expect(statSync(join(folder, "out")).size).toBe(512 * 1024);
  });

  it.each(["--version", "version", "--help"])("%s", async (line) => {
    const { exitCode, stderr } = await run(`ulimit -f 0; exec pachctl ${line} > out`);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 30,
      stderr: expect.stringMatching(/^error: cannot write the output/),
    });
  });

  it("writes all of it where there is room", async () => {
    expect(await run("pachctl inspect secret s --key big > out")).toMatchObject({ exitCode: 0 });
    expect(statSync(join(folder, "out")).size).toBe(1_000_000);
  });

  const mount = join(tmpdir(), "pachctl-small-disk");
  const canMount = process.getuid?.() === 0 && spawnSync("mkdir", ["-p", mount]).status === 0;
  it.skipIf(!canMount)("a small disk that is full during the last write", async () => {
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", mount]);
    if (mounted.status !== 0) return;
    try {
      const { exitCode, stderr } = await run(`pachctl inspect secret s --key big > ${mount}/out`);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 30,
        stderr: "error: cannot write the output: no space left on device\n",
      });
    } finally {
      spawnSync("umount", [mount]);
    }
  });
});
