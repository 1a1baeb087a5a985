import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readAll } from "../support/read-manifest.js";

/**
 * Real manifests from public repositories with kubectl's verdicts, where a folder with them is named; they are not part of the
 * project. index.tsv names them, oracle.tsv tells of each: accept, refuse, or partly, and the secrets that were created.
 */
const FOLDER = process.env.PACHCTL_TEST_CORPUS;
const isThere = FOLDER !== undefined && existsSync(`${FOLDER}/manifests/oracle.tsv`);

describe.skipIf(!isThere)(
  `real manifests${isThere ? "" : " (skipped: PACHCTL_TEST_CORPUS names no folder with them)"}`,
  () => {
    const folder = `${FOLDER}/manifests`;
    const rows = isThere ? readFileSync(`${folder}/oracle.tsv`, "utf8").trimEnd().split("\n").slice(1) : [];
    it.each(rows.map((row) => row.split("\t")))("%s: %s", async (file, verdict, count) => {
      // Alone, it would be refused for what stands beside its Secrets.
      const result = await readAll("", { files: [`${folder}/${file}`], skipOtherKinds: true });
      const secrets = "secrets" in result ? result.secrets.length : 0;
      if (verdict === "refuse") expect(secrets).toBe(0);
      else if (verdict === "accept") expect(secrets).toBe(Number(count));
      else expect(secrets).toBeGreaterThanOrEqual(Number(count));
    });
  },
);
