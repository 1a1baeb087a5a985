import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { editorWords } from "../../src/commands/secret/editor.js";
import { api, kubeconfigFor, makeNamespace } from "../support/namespaces.js";
import { runAtTerminal, type Typing } from "../support/plugins.js";
import { type ProgramRun, runProgram } from "../support/program.js";
import { SERVERS, suiteName, type TestServer } from "../support/servers.js";

const VI = ["/usr/bin/vi", "/bin/vi"].find((path) => existsSync(path));
const VI_ABSENT = VI === undefined ? " (skipped: there is no vi)" : "";

/** An editor of few words: tells its file and its parent, then does what is typed. */
const EDITOR = `#!/bin/sh
echo "file $1 parent $PPID;"
while read -r line; do
  case "$line" in
    save) sed -i "s/first/second/" "$1"; exit 0;;
    quit) exit 0;;
    type) sed -i "s/first/typed/" "$1"; echo "typed.";;
    fail) exit 3;;
    crash) kill -9 $$;;
  esac
done
`;

describe.each(SERVERS)("edit on $name", (underTest) => {
  describe.skipIf(!underTest.available)(suiteName("the built program", underTest), () => {
    let server: TestServer;
    let folder: string;
    let namespace: string;
    let env: Record<string, string>;

    beforeAll(async () => {
      server = await underTest.start();
      folder = await mkdtemp(join(tmpdir(), "pachctl edit-"));
      await writeFile(join(folder, "editor"), EDITOR);
      await chmod(join(folder, "editor"), 0o755);
    });
    afterAll(async () => {
      await server.close();
      await rm(folder, { recursive: true });
    });
    beforeEach(async () => {
      namespace = await makeNamespace(server);
      const kubeconfig = join(folder, `${namespace}.yaml`);
      await writeFile(kubeconfig, kubeconfigFor(server, namespace), { mode: 0o600 });
      env = {
        KUBECONFIG: kubeconfig,
        HOME: folder,
        TMPDIR: folder,
        EDITOR: join(folder, "editor"),
        TERM: "xterm",
      };
      const body = {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "s", labels: { suite: "pachyderm", "secret-source": "pachyderm-user" } },
        data: { password: base64("first\nline\n"), blob: "/w==" },
      };
      await api(server, "POST", `/api/v1/namespaces/${namespace}/secrets`, body);
    });

    const password = async (): Promise<string> => {
      const { json } = await api(server, "GET", `/api/v1/namespaces/${namespace}/secrets/s`);
      return Buffer.from((json as { data: Record<string, string> }).data.password ?? "", "base64").toString();
    };
    const atTerminal = (typing: readonly Typing[], more = {}) =>
      runAtTerminal(["edit", "secret", "s"], { typing, env: { ...env, ...more } });

    it.each<{ title: string; typing: Typing[]; exitCode: number; saved?: boolean; said: RegExp }>([
      {
        title: "save",
        typing: [{ prompt: "parent", keys: "save\n" }],
        exitCode: 0,
        saved: true,
        said: /configured .*changed password/,
      },
      { title: "quit", typing: [{ prompt: "parent", keys: "quit\n" }], exitCode: 0, said: /unchanged/ },
      {
        title: "crash",
        typing: [{ prompt: "parent", keys: "crash\n" }],
        exitCode: 30,
        said: /ended by SIGKILL/,
      },
      {
        title: "crash after typing",
        typing: [
          { prompt: "parent", keys: "type\n" },
          { prompt: "typed.", keys: "crash\n" },
        ],
        exitCode: 30,
        said: /ended by SIGKILL/,
      },
      { title: "failure", typing: [{ prompt: "parent", keys: "fail\n" }], exitCode: 30, said: /exit code 3/ },
      {
        title: "Ctrl-C",
        typing: [
          { prompt: "parent", keys: "type\n" },
          { prompt: "typed.", keys: "\u0003" },
        ],
        exitCode: 130,
        said: /interrupted/,
      },
      ...(["SIGTERM", "SIGHUP"] as const).map((signal) => ({
        title: signal,
        typing: [
          {
            prompt: "parent",
            keys: (screen: string) => void process.kill(Number(/parent (\d+);/.exec(screen)?.[1]), signal),
          },
        ],
        exitCode: signal === "SIGTERM" ? 143 : 129,
        said: /interrupted/,
      })),
    ])("$title leaves nothing behind", async ({ typing, exitCode, saved = false, said }) => {
      const run = await atTerminal(typing);
      expect(run.screen).toMatch(said);
      expect(run.exitCode).toBe(exitCode);
      const file = /file (\S+) parent/.exec(run.screen)?.[1] ?? "";
      expect(file).toMatch(/pachctl-edit-\w+\/s\.yaml$/);
      expect(existsSync(dirname(file))).toBe(false);
      expect(await password()).toBe(saved ? "second\nline\n" : "first\nline\n");
    });

    it.skipIf(VI === undefined)(`vi${VI_ABSENT}`, async () => {
      for (const { keys, value } of [
        { keys: ":q!\r", value: "first\nline\n" },
        { keys: ":%s/first/second/\r:wq\r", value: "second\nline\n" },
      ]) {
        const { exitCode } = await atTerminal([{ prompt: "stringData", keys }], { EDITOR: VI ?? "" });
        expect(exitCode).toBe(0);
        expect(await password()).toBe(value);
      }
    });

    /** The editor is a shell script with the file as $1. */
    const edited = (script: string, ...argv: string[]): Promise<ProgramRun> =>
      runProgram(["edit", "secret", "s", ...argv], {
        env: { ...env, EDITOR: `sh -c '${script.replaceAll("'", `'\\''`)}' sh` },
      });

    it("what was typed before an editor failed is kept, and its place told", async () => {
      const { exitCode, stderr } = await edited('sed -i s/first/typed/ "$1"; exit 1');
      expect(exitCode).toBe(30);
      const file = /kept in (\S+): delete/.exec(stderr)?.[1] ?? "";
      expect(existsSync(file)).toBe(true);
      await rm(dirname(file), { recursive: true });
      expect(await password()).toBe("first\nline\n");
    });

    it("a text in another encoding is no text of ours, and is kept; a byte order mark is nothing", async () => {
      const { exitCode, stderr } = await edited('printf "stringData: {a: \\374}" > "$1"');
      expect(exitCode).toBe(30);
      expect(stderr).toContain("no UTF-8 text");
      await rm(dirname(/kept in (\S+): delete/.exec(stderr)?.[1] ?? ""), { recursive: true });
      expect(await edited('sed -i "1s/^/\\xef\\xbb\\xbf/; s/first/second/" "$1"')).toMatchObject({
        exitCode: 0,
      });
      expect(await password()).toBe("second\nline\n");
    });

    it("a mistake is told on top, with its line, and can be mended", async () => {
      const script = `if grep -q "^#! line 10, column" "$1"; then sed -i "s/^  more: 5/  more: five/" "$1"; else sed -i "s/^data:/  more: 5\\ndata:/" "$1"; fi`;
      const run = await edited(script);
      expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(": added more") });
    });

    it("a mistake that stays is one", async () => {
      expect(await edited('grep -q "^#!" "$1" || echo "labels: {}" >> "$1"')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("labels: only values can be changed here"),
      });
    });

    it("line ends of another system are none of the value", async () => {
      expect(await edited('sed -i "s/first/second/; s/$/\\r/" "$1"')).toMatchObject({ exitCode: 0 });
      expect(await password()).toBe("second\nline\n");
    });

    it("what somebody else changed in the meantime stays; the same value is a conflict, which is told", async () => {
      const patch = (data: object) =>
        `curl -sk -X PATCH -H "Authorization: Bearer ${server.token}" -H "Content-Type: application/merge-patch+json" --data '${JSON.stringify({ data })}' ${server.url}/api/v1/namespaces/${namespace}/secrets/s >/dev/null`;
      const other = await edited(`${patch({ other: "eA==" })}; sed -i s/first/second/ "$1"`);
      expect(other.exitCode).toBe(0);
      const { json } = await api(server, "GET", `/api/v1/namespaces/${namespace}/secrets/s`);
      expect(json).toMatchObject({ data: { other: "eA==", password: base64("second\nline\n") } });
      const same = await edited(
        `grep -q "^#! " "$1" || { ${patch({ password: "eA==" })}; sed -i s/second/third/ "$1"; }`,
      );
      expect(same).toMatchObject({
        exitCode: 22,
        stderr: expect.stringContaining('somebody else has changed data key "password"'),
      });
      expect(await password()).toBe("x");
    });

    it("what somebody deletes in the meantime is not changed, and what was typed is kept", async () => {
      const path = `/api/v1/namespaces/${namespace}/secrets/s`;
      await api(server, "PATCH", path, { metadata: { finalizers: ["example.com/a"] } });
      const remove = `curl -sk -X DELETE -H "Authorization: Bearer ${server.token}" ${server.url}${path} >/dev/null`;
      const { exitCode, stderr } = await edited(
        `if grep -q "^#! " "$1"; then sed -i "/^#!/d" "$1"; else ${remove}; sed -i s/first/second/ "$1"; fi`,
      );
      expect(stderr).toContain("it is being deleted, and its finalizer example.com/a keeps it");
      expect(exitCode).toBe(22);
      expect(await password()).toBe("first\nline\n");
      await rm(dirname(/kept in (\S+): delete/.exec(stderr)?.[1] ?? ""), { recursive: true });
      await api(server, "PATCH", path, { metadata: { finalizers: null } });
    });

    it("no session for a secret of others, and none for an immutable one", async () => {
      const path = `/api/v1/namespaces/${namespace}/secrets/s`;
      const patch = (body: object) => api(server, "PATCH", path, body);
      await patch({ metadata: { labels: { "secret-source": null } } });
      expect(await edited("exit 9")).toMatchObject({ exitCode: 24 });
      await patch({ immutable: true });
      expect(await edited("exit 9", "--force")).toMatchObject({ exitCode: 25 });
      expect(await edited('sed -i s/first/second/ "$1"', "--force", "--recreate")).toMatchObject({
        exitCode: 0,
      });
      expect(await password()).toBe("second\nline\n");
    });
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

describe("the words of an editor", () => {
  it.each([
    { env: { EDITOR: "code --wait" }, words: ["code", "--wait"] },
    { env: { VISUAL: "a", EDITOR: "b" }, words: ["a"] },
    { env: { VISUAL: " ", EDITOR: "b" }, words: ["b"] },
    { env: {}, words: ["vi"] },
    { env: { EDITOR: `'/my dir/ed' -x "a b" c\\ d` }, words: ["/my dir/ed", "-x", "a b", "c d"] },
    { env: { EDITOR: 'sh -c "echo \\"\\$1\\"; rm *" x' }, words: ["sh", "-c", 'echo "$1"; rm *', "x"] },
    { env: { EDITOR: import.meta.dirname }, words: [import.meta.dirname] },
  ])("$env", ({ env, words }) => {
    expect(editorWords(env)).toEqual(words);
  });
});
