import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { manifestFiles, type Outcome } from "../support/manifest-files.js";
import { readAll } from "../support/read-manifest.js";

/**
 * Small files, good and bad, in test/data/manifests; outcomes.json tells what becomes of each. Values are those of UTF-8 or Latin-1
 * text. test/contract/manifest-files.test.ts compares the outcomes with kubectl and an API server.
 */
describe("manifest files", () => {
  const { files, outcomes, folder } = manifestFiles();

  it("has an outcome for every file", () => {
    expect(Object.keys(outcomes).sort()).toEqual(files);
    expect(files.length).toBeGreaterThanOrEqual(150);
  });

  it.each(files)("%s", async (file) => {
    const path = `${folder}/${file}`;
    const result = await readAll("", { files: [path] });
    const lines = (told: readonly string[]): string[] => told.map((line) => line.replaceAll(path, "FILE"));
    const outcome: Outcome =
      "problems" in result
        ? { problems: lines(result.problems) }
        : {
            secrets: result.secrets.map(({ name, generateName, data }) => ({
              name: name ?? generateName ?? "",
              data,
            })),
            ...(result.remarks.length > 0 && { remarks: lines(result.remarks) }),
          };
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcomes[file]);
  });

  it("holds no file twice", () => {
    const texts = files.map((file) => readFileSync(`${folder}/${file}`, "latin1"));
    expect(new Set(texts).size).toBe(texts.length);
  });
});
