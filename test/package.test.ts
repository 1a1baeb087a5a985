import { readFileSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
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

  it("is built before it is packed, and works as it is unpacked", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pachctl-pack-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const project = join(folder, "project");
    // A clone with its packages installed, and nothing built.
    for (const name of ["bin", "src", "scripts", "package.json", "LICENSE", "README.md", ".npmrc"]) {
      await cp(`${root}${name}`, join(project, name), { recursive: true, force: false }).catch(() => {});
    }
    await symlink(`${root}node_modules`, join(project, "node_modules"));
    const env = { HOME: folder, npm_config_update_notifier: "false" };
    const packed = await runProcess("npm", ["pack", "--pack-destination", folder], { cwd: project, env });
    expect(packed.exitCode, packed.stderr).toBe(0);
    const [tarball = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    await runProcess("tar", ["-xzf", tarball], { cwd: folder });
    const unpacked = join(folder, "package");
    expect(await readFile(join(unpacked, "THIRD-PARTY-NOTICES"), "utf8")).toBe(notices());
    const program = join(unpacked, "bin/pachctl.js");
    const words = ["sandbox", "--", process.execPath, program, "list", "secret", "--all", "-q"];
    expect(await runProcess(process.execPath, [program, ...words], { env: { HOME: folder } })).toEqual({
      exitCode: 0,
      stdout: "NAME TYPE CREATED \n",
      stderr: "",
    });
  }, 120_000);

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
