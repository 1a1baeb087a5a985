import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FLAG_SETS, makeFiles, RECORDED, recordedManifests } from "../support/flag-sets.js";
import { runProcess } from "../support/program.js";
import { runCli } from "../support/run-cli.js";

const KUBECTL = process.env.PACHCTL_TEST_KUBECTL;
const FORMATS = ["json", "yaml"] as const;

/** The manifests of client dry runs: what kubectl prints is recorded in test/data/flag-sets.json. */
describe("create secret generic, tls and docker-registry print kubectl's manifests", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pachctl-generators-"));
    await makeFiles(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const recorded = process.env.PACHCTL_TEST_RECORD === undefined ? recordedManifests() : {};
  const argv = (flags: readonly string[], format: string): string[] => [
    "create",
    "secret",
    ...flags.map((flag) => flag.replace("DIR", folder)),
    "--dry-run=client",
    "-o",
    format,
  ];

  it("has more than 60 of them", () => {
    expect(FLAG_SETS.length).toBeGreaterThanOrEqual(60);
    expect(Object.keys(recorded)).toEqual(FLAG_SETS.map((flags) => flags.join(" ")));
  });

  it.each(FLAG_SETS.map((flags) => ({ flags, title: flags.join(" ") })))("$title", async ({ flags }) => {
    for (const format of FORMATS) {
      const { exitCode, stdout, stderr } = await runCli(argv(flags, format), { env: {} });
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(stdout).toBe(recorded[flags.join(" ")]?.[format]);
    }
  });

  const absent = KUBECTL === undefined ? " (skipped: PACHCTL_TEST_KUBECTL is not set)" : "";
  it.skipIf(KUBECTL === undefined)(
    `kubectl prints what is recorded${absent}`,
    { timeout: 120_000 },
    async () => {
      const printed: Record<string, Record<string, string>> = {};
      for (const flags of FLAG_SETS) {
        const texts: Record<string, string> = {};
        for (const format of FORMATS) {
          const { exitCode, stdout, stderr } = await runProcess(KUBECTL ?? "", argv(flags, format), {
            env: { KUBECONFIG: join(folder, "none"), HOME: folder },
          });
          expect({ flags, exitCode, stderr }).toEqual({ flags, exitCode: 0, stderr: "" });
          texts[format] = stdout;
        }
        printed[flags.join(" ")] = texts;
      }
      if (process.env.PACHCTL_TEST_RECORD !== undefined) {
        await writeFile(RECORDED, `${JSON.stringify(printed, null, 1)}\n`);
      } else expect(printed).toEqual(recorded);
    },
  );
});
