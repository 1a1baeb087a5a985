import { execFile } from "node:child_process";
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { PROGRAM, runProcess } from "../support/program.js";

async function installed(): Promise<{ folder: string; cache: string }> {
  const folder = await mkdtemp(join(tmpdir(), "pachctl-cache-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const root = join(dirname(PROGRAM), "..");
  const isKept = (path: string): boolean => !path.includes(".cache");
  for (const name of ["bin", "dist"])
    await cp(join(root, name), join(folder, name), { recursive: true, filter: isKept });
  return { folder, cache: join(folder, "dist", ".cache") };
}

function run(folder: string, umask: string, ...words: string[]): Promise<unknown> {
  const script = `umask ${umask}; exec "$@"`;
  const argv = [process.execPath, `${folder}/bin/pachctl.js`, ...(words.length > 0 ? words : ["version"])];
  return runProcess("sh", ["-c", script, "sh", ...argv]).then(({ exitCode, stderr }) => ({
    exitCode,
    stderr,
  }));
}

const DONE = { exitCode: 0, stderr: "" };

it.each(["000", "002", "077"])(
  "compiled code is kept where nobody else can write, umask %s",
  async (umask) => {
    const { folder, cache } = await installed();
    expect(await run(folder, umask)).toEqual(DONE);
    expect((await stat(cache)).mode & 0o777).toBe(0o700);
    expect(await readdir(cache)).not.toEqual([]);
  },
);

it.each([0o777, 0o770, 0o702])("code that others may have put there is not used, mode %o", async (mode) => {
  const { folder, cache } = await installed();
  await mkdir(cache);
  await chmod(cache, mode);
  expect(await run(folder, "022")).toEqual(DONE);
  expect(await readdir(cache)).toEqual([]);
});

/** When the only file was written. */
async function written(cache: string): Promise<{ path: string; at: number }> {
  const [name = "", ...more] = await readdir(cache);
  expect(more).toEqual([]);
  const path = join(cache, name);
  const { mtimeMs, mode } = await stat(path);
  expect(mode & 0o777).toBe(0o600);
  return { path, at: mtimeMs };
}

it("compiled code is used as long as the command, the build and Node are the same", async () => {
  const { folder, cache } = await installed();
  await run(folder, "022");
  const first = await written(cache);
  expect(await run(folder, "022")).toEqual(DONE);
  expect(await written(cache)).toEqual(first);
  expect(await run(folder, "022", "sandbox", "--help")).toEqual(DONE);
  expect(await readdir(cache)).toHaveLength(2);
});

it("a new build of the same length runs its own code", async () => {
  const { folder, cache } = await installed();
  await run(folder, "022");
  const main = join(folder, "dist", "main.cjs");
  const [, rest = ""] = (await readFile(main, "utf8")).split(/(?<=^.*\n)/);
  expect(rest).toContain("Node.js ");
  await writeFile(main, `/* 0123456789abcdef */\n${rest.replaceAll("Node.js ", "Nodejs: ")}`);
  const { stdout } = await runProcess(process.execPath, [join(folder, "bin", "pachctl.js"), "version"]);
  expect(stdout).toContain("Nodejs: ");
  expect(await readdir(cache)).toHaveLength(2);
});

it.each([
  ["cut off", (code: Buffer) => code.subarray(0, -100)],
  ["empty", () => Buffer.alloc(0)],
  ["a few bytes", () => Buffer.alloc(5)],
  ["nothing but zeros", (code: Buffer) => Buffer.alloc(code.length)],
  ["another bit", (code: Buffer) => code.map((byte, at) => (at === code.length >> 1 ? byte ^ 4 : byte))],
  [
    "another bit at the end",
    (code: Buffer) => code.map((byte, at) => (at === code.length - 1 ? byte ^ 1 : byte)),
  ],
])("compiled code that is damaged is not run, and is replaced: %s", async (_what, damaged) => {
  const { folder, cache } = await installed();
  await run(folder, "022");
  const { path } = await written(cache);
  const code = await readFile(path);
  await writeFile(path, damaged(code));
  expect(await run(folder, "022")).toEqual(DONE);
  const again = await readFile((await written(cache)).path);
  expect(again.readUInt32LE(0)).not.toBe(0);
  expect(again.length).toBeGreaterThan(code.length / 2);
});

it("nothing is kept of a command that fails, or whose words are unknown, and nothing when it is switched off", async () => {
  const { folder, cache } = await installed();
  for (const words of [["list", "nothing"], ["inspect", "secret", "-f", "x"], ["frobnicate"]]) {
    expect(await run(folder, "022", ...words)).toMatchObject({ exitCode: 2 });
  }
  await promisify(execFile)(process.execPath, [join(folder, "bin", "pachctl.js"), "version"], {
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1" },
  });
  expect(await readdir(cache)).toEqual([]);
});

it("words that are no command name no file", async () => {
  const { folder, cache } = await installed();
  expect(await run(folder, "022", "hunter", "--help")).toEqual(DONE);
  expect(await readdir(cache)).toEqual([expect.stringMatching(/^other-/)]);
});

it.skipIf(process.getuid?.() !== 0)("nothing is put into a folder of somebody else", async () => {
  const { folder } = await installed();
  await chown(join(folder, "dist"), 65534, 65534);
  expect(await run(folder, "022")).toEqual(DONE);
  expect(await readdir(join(folder, "dist"))).not.toContain(".cache");
});

it("of many runs at once, each keeps whole code or none", async () => {
  const { folder, cache } = await installed();
  const runs = await Promise.all(Array.from({ length: 12 }, () => run(folder, "022")));
  expect(runs).toEqual(runs.map(() => DONE));
  const first = await written(cache);
  expect(await run(folder, "022")).toEqual(DONE);
  expect(await written(cache)).toEqual(first);
});

it("neither values nor names are in it", async () => {
  const { folder, cache } = await installed();
  const words = [
    "create",
    "secret",
    "generic",
    "canary-name",
    "--from-literal=key=canary-value",
    "--dry-run=client",
  ];
  expect(await run(folder, "022", ...words, "-o", "yaml", "-q")).toEqual(DONE);
  const { path } = await written(cache);
  expect(path).toContain("create-secret-generic-");
  for (const text of ["canary-name", "canary-value", Buffer.from("canary-value").toString("base64")]) {
    for (const encoding of ["latin1", "utf16le"] as const)
      expect((await readFile(path)).includes(text, 0, encoding)).toBe(false);
  }
});
