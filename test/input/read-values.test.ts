import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PachctlError } from "../../src/errors.js";
import { readValues, type ValueSources } from "../../src/input/read-values.js";
import { testDeps } from "../support/deps.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pachctl-values-"));
  const path = (name: string): string => join(folder, name);
  await mkdir(path("mounted/..2026"), { recursive: true });
  await writeFile(path("mounted/..2026/token"), "t");
  await symlink("..2026", path("mounted/..data"));
  await symlink("..data/token", path("mounted/token"));
  await mkdir(path("mixed/below"), { recursive: true });
  await writeFile(path("mixed/.gitkeep"), "");
  await writeFile(path("mixed/.yo-rc.json"), "{}");
  execFileSync("mkfifo", [path("mixed/pipe")]);
  await mkdir(path("bad"));
  await writeFile(path("bad/with space"), "x");
  await writeFile(path("bad/good"), "x");
  await mkdir(path("hollow/below"), { recursive: true });
  await writeFile(path("one.env"), "A=1\nB=2\n");
  await writeFile(path("two.env"), "C=3\nA=4\nx y=5\n");
  await writeFile(path("-"), "a file");
});

afterAll(() => rm(folder, { recursive: true }));

interface World {
  input?: string;
  typed?: string[];
}

async function read(sources: Partial<ValueSources>, { input = "", typed }: World = {}) {
  const at = (text: string): string => text.replace("DIR", folder);
  const answers = [...(typed ?? [])];
  const questions: string[] = [];
  const deps = testDeps({
    stdin: {
      isTTY: false,
      async *chunks() {
        yield Buffer.from(input);
      },
    },
    ...(typed !== undefined && {
      terminal: {
        ask: () => Promise.reject(new Error("nothing to show")),
        askHidden: async (question: string) => {
          questions.push(question);
          return answers.shift() ?? "";
        },
      },
    }),
  });
  const short = (lines: readonly string[]): string[] =>
    lines.map((line) => line.replaceAll(`${folder}/`, ""));
  const { literals = [], files = [], envFiles = [], trimNewline = false } = sources;
  try {
    const { values, notes } = await readValues(
      { literals, files: files.map(at), envFiles: envFiles.map(at), trimNewline },
      deps,
    );
    return {
      values: Object.fromEntries([...values].map(([key, value]) => [key, value.toString()])),
      ...(notes.length > 0 && { notes: short(notes) }),
      ...(questions.length > 0 && { questions }),
    };
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    return { problems: short(error.problems), ...(error.hint !== undefined && { hint: error.hint }) };
  }
}

describe("readValues", () => {
  it.each([
    { literals: ["a=1", "b=x=y,z"], expected: { values: { a: "1", b: "x=y,z" } } },
    { files: ["DIR/mounted"], expected: { values: { token: "t" } } },
    { files: ["k=DIR/mounted/token"], expected: { values: { k: "t" } } },
    { files: ["DIR/-"], expected: { values: { "-": "a file" } } },
    {
      files: ["DIR/mixed"],
      expected: {
        values: { ".gitkeep": "", ".yo-rc.json": "{}" },
        notes: [
          "note: mixed/below was passed over: it is a folder",
          "note: mixed/pipe was passed over: it is no file",
        ],
      },
    },
    { envFiles: ["DIR/one.env"], expected: { values: { A: "1", B: "2" } } },
  ])("$literals $files $envFiles", async ({ expected, ...sources }) => {
    expect(await read(sources)).toEqual(expected);
  });

  it.each([
    { literals: ["hunter2"], problems: ["--from-literal: there is no = (KEY=VALUE)"] },
    {
      literals: ["a=1", " a=hunter2", "=hunter2", "a=2"],
      problems: [
        '--from-literal, number 2: the key may hold only letters, digits, "-", "_" and "."',
        "--from-literal, number 3: the key is empty",
        "--from-literal, number 4: the key a is there twice",
      ],
    },
    { files: ["a=b=c"], problems: ["--from-file: neither a key nor a path may hold a = (KEY=PATH)"] },
    { files: ["=x"], problems: ["--from-file: the key is missing (KEY=PATH)"] },
    { files: ["a="], problems: ["--from-file: the path is missing (KEY=PATH)"] },
    { files: [""], problems: ["--from-file: the key is missing (KEY=PATH)"] },
    { files: ["-"], problems: ["--from-file: - needs a key (KEY=-)"] },
    {
      files: ["k=DIR/mounted"],
      problems: ["--from-file: the file of k is a folder, and gives its files their own keys"],
    },
    {
      files: ["DIR/bad", "DIR/nowhere", "DIR/hollow", "DIR/bad/good"],
      problems: [
        'bad/with space: the key may hold only letters, digits, "-", "_" and "."',
        "cannot read nowhere: no such file or directory",
        "--from-file: there is no file in hollow",
        "bad/good: the key good is there twice",
      ],
    },
    {
      envFiles: ["DIR/one.env", "DIR/two.env"],
      problems: [
        'two.env:3: a name holds letters, digits, "-", "_" and ".", starts with no digit, and ends right before the =',
        "two.env: the key A is there twice",
      ],
    },
    {
      literals: ["a=1"],
      trimNewline: true,
      problems: ["--trim-newline is for a value from standard input, and none is read from there"],
    },
  ])("refuses $literals $files $envFiles", async ({ problems, ...sources }) => {
    expect(await read(sources)).toEqual({ problems });
  });

  const ENDS =
    "note: the value of k ends with a line break, which belongs to it; --trim-newline leaves one out";
  it.each([
    { input: "pw", expected: { values: { k: "pw" } } },
    { input: "pw\n", expected: { values: { k: "pw\n" }, notes: [ENDS] } },
    { input: "pw\n", trimNewline: true, expected: { values: { k: "pw" } } },
    { input: "pw\r\n", trimNewline: true, expected: { values: { k: "pw" } } },
    { input: "pw\n\n", trimNewline: true, expected: { values: { k: "pw\n" } } },
    { input: "pw", trimNewline: true, expected: { values: { k: "pw" } } },
    { input: "\n", trimNewline: true, expected: { values: { k: "" } } },
    { input: "", expected: { problems: ["standard input is empty"] } },
  ])("standard input $input, trimmed: $trimNewline", async ({ input, trimNewline = false, expected }) => {
    expect(await read({ files: ["k=-"], trimNewline }, { input })).toEqual(expected);
  });

  it("reads standard input once", async () => {
    expect(await read({ files: ["a=-", "b=-"] }, { input: "x" })).toEqual({
      problems: ["standard input can be read only once"],
    });
  });

  it("asks twice, and shows what for", async () => {
    expect(await read({ files: ["k=@prompt"] }, { typed: ["pw ", "pw "] })).toEqual({
      values: { k: "pw " },
      questions: ["value of k: ", "value of k, again: "],
    });
    expect(await read({ files: ["k=@prompt"] }, { typed: ["hunter2", "hunter3"] })).toEqual({
      problems: ["the two values typed for k differ"],
    });
    expect(await read({ files: ["k=@prompt"] }, { typed: [""] })).toEqual({
      problems: ["nothing was typed for k"],
    });
    expect(await read({ files: ["k=@prompt"] })).toEqual({ problems: ["there is no terminal to ask at"] });
  });
});
