import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileChunks, WRITER_DEADLINE } from "../../src/input/file-chunks.js";
import { inputFiles } from "../../src/input/input-files.js";
import { testDeps } from "../support/deps.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pachctl-files-"));
  const path = (name: string): string => join(folder, name);
  await mkdir(path("a/below/deeper"), { recursive: true });
  await mkdir(path("mounted/..2026"), { recursive: true });
  await mkdir(path("none/folder.yaml"), { recursive: true });
  for (const name of ["a/2.yaml", "a/1.json", "a/10.yml", "a/x.txt", "a/Z.YAML", "a/.hidden.yaml"])
    await writeFile(path(name), "");
  for (const name of ["a/below/3.yaml", "a/below/deeper/4.json", "mounted/..2026/s.yaml"])
    await writeFile(path(name), "");
  await symlink("..2026", path("mounted/..data"));
  await symlink("..data/s.yaml", path("mounted/s.yaml"));
  await symlink("a", path("link"));
  await symlink("nowhere", path("a-dangling"));
  execFileSync("mkfifo", [path("fifo")]);
});

afterAll(() => rm(folder, { recursive: true }));

describe("inputFiles", () => {
  const files = async (names: readonly string[], recursive = false) => {
    const sources = names.map((name) =>
      name.startsWith("/") || name === "-" || name === "" ? name : join(folder, name),
    );
    const found = await inputFiles(sources, recursive);
    const short = (line: string): string => line.replaceAll(`${folder}/`, "");
    return { files: found.files.map(short), problems: found.problems.map(short) };
  };

  it.each([
    { names: ["a/x.txt", "a/2.yaml"], expected: ["a/x.txt", "a/2.yaml"] },
    { names: ["a"], expected: ["a/.hidden.yaml", "a/1.json", "a/10.yml", "a/2.yaml"] },
    { names: ["link"], expected: ["link/.hidden.yaml", "link/1.json", "link/10.yml", "link/2.yaml"] },
    { names: ["mounted"], expected: ["mounted/s.yaml"] },
    { names: ["-", "a/x.txt"], expected: ["-", "a/x.txt"] },
    { names: ["/dev/stdin"], expected: ["-"] },
    { names: ["fifo"], expected: ["fifo"] },
  ])("$names", async ({ names, expected }) => {
    expect(await files(names)).toEqual({ files: expected, problems: [] });
  });

  it("looks below when asked to", async () => {
    expect(await files(["a"], true)).toEqual({
      files: [
        "a/.hidden.yaml",
        "a/1.json",
        "a/10.yml",
        "a/2.yaml",
        "a/below/3.yaml",
        "a/below/deeper/4.json",
      ],
      problems: [],
    });
    expect((await files(["mounted"], true)).files).toEqual(["mounted/s.yaml"]);
  });

  it.each([
    { names: [""], problem: "-f names no file" },
    { names: ["a/x.txt", "a/x.txt"], problem: "a/x.txt is named twice" },
    { names: ["a", "link/2.yaml"], problem: "link/2.yaml and a/2.yaml are the same file" },
    { names: ["-", "-"], problem: "standard input can be read only once" },
    { names: ["/dev/stdin", "-"], problem: "standard input can be read only once" },
    { names: ["nowhere"], problem: "cannot read nowhere: no such file or directory" },
    { names: ["a-dangling"], problem: "cannot read a-dangling: no such file or directory" },
    {
      names: ["none"],
      problem: "none: there is no .json, .yaml or .yml file in it; -R looks into the folders below as well",
    },
  ])("refuses $names", async ({ names, problem }) => {
    expect((await files(names)).problems).toEqual([problem]);
  });

  it("says of a folder that was searched whole that there is nothing", async () => {
    expect((await files(["none"], true)).problems).toEqual([
      "none: there is no .json, .yaml or .yml file in it or below",
    ]);
  });
});

describe("fileChunks", () => {
  const whole = async (path: string, deps = testDeps()): Promise<string> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of fileChunks(path, deps)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };

  it("reads a file of several chunks", async () => {
    const text = "0123456789".repeat(100_000);
    await writeFile(join(folder, "large"), text);
    expect(await whole(join(folder, "large"))).toBe(text);
    expect(await whole(join(folder, "a/1.json"))).toBe("");
  });

  it("waits for a named pipe's writer, and until it has written", async () => {
    const reading = whole(join(folder, "fifo"));
    execFileSync("sh", ["-c", 'exec > "$0"; printf one; sleep 0.05; printf two', join(folder, "fifo")]);
    expect(await reading).toBe("onetwo");
  });

  it("gives up a named pipe that nobody writes to", async () => {
    let now = 0;
    const clock = {
      ...testDeps().clock,
      elapsed: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds * 100;
      },
    };
    const path = join(folder, "fifo");
    await expect(whole(path, testDeps({ clock }))).rejects.toMatchObject({
      kind: "usage",
      problems: [`cannot read ${path}: nobody wrote to it for 30 s`],
    });
    expect(now).toBeGreaterThanOrEqual(WRITER_DEADLINE);
  });

  it("can be interrupted while it waits", async () => {
    const controller = new AbortController();
    const reading = whole(join(folder, "fifo"), testDeps({ signal: controller.signal }));
    controller.abort(new Error("interrupted"));
    await expect(reading).rejects.toThrow("interrupted");
  });
});
