import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkWritable, writeValuesFile } from "../../../src/commands/platform-secret/values-files.js";
import { failureOf } from "../../support/cluster.js";
import { testDeps } from "../../support/deps.js";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "values-"));
  path = join(folder, "values.yaml");
  await writeFile(path, "old\n");
  await chmod(path, 0o640);
});
afterEach(() => rm(folder, { recursive: true }));

describe("a values file that is written", () => {
  it("keeps its permissions in place", async () => {
    const file = await checkWritable({ path, text: "new\n", replaces: true });
    await writeValuesFile(file, { quiet: true }, testDeps());
    expect(await readFile(path, "utf8")).toBe("new\n");
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it("is left as it is when somebody changed it meanwhile", async () => {
    const file = await checkWritable({ path, text: "new\n", replaces: true });
    await writeFile(path, "theirs\n");
    const error = await failureOf(writeValuesFile(file, { quiet: true }, testDeps()));
    expect(error).toMatchObject({
      kind: "local-io",
      problems: [expect.stringContaining("changed meanwhile")],
    });
    expect(await readFile(path, "utf8")).toBe("theirs\n");
    expect(await readdir(folder)).toEqual(["values.yaml"]);
  });

  it("is not replaced when it appeared meanwhile", async () => {
    const other = join(folder, "other.yaml");
    const file = await checkWritable({ path: other, text: "new\n", replaces: false });
    await writeFile(other, "theirs\n");
    expect((await failureOf(writeValuesFile(file, { quiet: true }, testDeps()))).kind).toBe("local-io");
    expect(await readFile(other, "utf8")).toBe("theirs\n");
  });

  it.skipIf(process.getuid?.() === 0)(
    "is refused before anything where its folder cannot be written",
    async () => {
      await chmod(folder, 0o500);
      const error = await failureOf(checkWritable({ path, text: "new\n", replaces: true }));
      expect(error.kind).toBe("local-io");
      await chmod(folder, 0o700);
    },
  );
});
