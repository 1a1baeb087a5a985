import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { runProcess } from "./support/program.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const notices = (): string => readFileSync(`${root}THIRD-PARTY-NOTICES`, "utf8");

describe("the package", () => {
  it("holds the program, its notices and nothing of ours that it does not need", async () => {
    // For npm's cache and logs. It is not to look for a newer npm either.
    const home = await mkdtemp(join(tmpdir(), "pachctl-npm-"));
    onTestFinished(() => rm(home, { recursive: true }));
    const { stdout } = await runProcess("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      env: { HOME: home, npm_config_update_notifier: "false" },
    });
    const [{ files }] = JSON.parse(stdout);
    expect(files.map(({ path }: { path: string }) => path).sort()).toEqual([
      "LICENSE",
      "README.md",
      "THIRD-PARTY-NOTICES",
      "bin/pachctl.js",
      "bin/package.json",
      "dist/main.cjs",
      "dist/proxy-agent.cjs",
      "dist/sandbox.cjs",
      "dist/version.cjs",
      "package.json",
    ]);
  });

  it("has no dependencies and no install scripts", () => {
    const { dependencies, scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
    expect(dependencies).toBeUndefined();
    expect(Object.keys(scripts)).not.toContain("install");
    expect(Object.keys(scripts)).not.toContain("postinstall");
  });

  it.each(["commander", "yaml", "zod", "dayjs", "@kubernetes/client-node", "p-limit", "hpagent"])(
    "names %s and its licence",
    (name) => {
      const [, version = ""] = new RegExp(`^${name} (.*)$`, "m").exec(notices()) ?? [];
      expect(version).toMatch(/^\d.* \(.+\)$/);
    },
  );

  it("has the text of every licence", () => {
    expect(notices()).not.toContain("holds no text of it");
  });
});
