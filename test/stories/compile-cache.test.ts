import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import module from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { PROGRAM, runProcess } from "../support/program.js";

const canKeep = "enableCompileCache" in module;

async function installed(): Promise<{ folder: string; cache: string }> {
  const folder = await mkdtemp(join(tmpdir(), "pachctl-cache-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const root = join(dirname(PROGRAM), "..");
  const isKept = (path: string): boolean => !path.includes(".cache");
  for (const name of ["bin", "dist"])
    await cp(join(root, name), join(folder, name), { recursive: true, filter: isKept });
  return { folder, cache: join(folder, "dist", ".cache") };
}

function run(folder: string, umask: string): Promise<unknown> {
  const script = `umask ${umask}; exec "${process.execPath}" "${folder}/bin/pachctl.js" version`;
  return runProcess("sh", ["-c", script]).then(({ exitCode, stderr }) => ({ exitCode, stderr }));
}

const DONE = { exitCode: 0, stderr: "" };

it.skipIf(!canKeep).each(["000", "002", "077"])(
  "compiled code is kept where nobody else can write, umask %s",
  async (umask) => {
    const { folder, cache } = await installed();
    expect(await run(folder, umask)).toEqual(DONE);
    expect((await stat(cache)).mode & 0o777).toBe(0o700);
    expect(await readdir(cache)).not.toEqual([]);
  },
);

it.skipIf(!canKeep).each([0o777, 0o770, 0o702])(
  "code that others may have put there is not used, mode %o",
  async (mode) => {
    const { folder, cache } = await installed();
    await mkdir(cache);
    await chmod(cache, mode);
    expect(await run(folder, "022")).toEqual(DONE);
    expect(await readdir(cache)).toEqual([]);
  },
);
