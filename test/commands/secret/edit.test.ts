import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Interrupted } from "../../../src/deps.js";
import { CANARY_DATA, deleted, NOT_FOUND, secret, timestamp } from "../../support/api-objects.js";
import { expectNoCanary, plainKubeconfig, startServer } from "../../support/cluster.js";
import { type Answer, failure, json } from "../../support/fault-server.js";
import { runCli } from "../../support/run-cli.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edit-"));
});
afterAll(() => rm(folder, { recursive: true }));

const ADD = 'sed -i "s/^stringData:/&\\n  more: x/" "$1"';
/** As one who will not be stopped: takes out what was told, and saves. */
const TRY_AGAIN = 'sed -i "/^#!/d" "$1"';
const add = `grep -q more: "$1" && { ${TRY_AGAIN}; exit 0; }; ${ADD}`;

async function edit(
  answers: readonly Answer[],
  script: string,
  {
    argv = [],
    signal = new AbortController().signal,
  }: { argv?: readonly string[]; signal?: AbortSignal } = {},
) {
  const server = await startServer({ script: answers });
  const kubeconfig = await plainKubeconfig(join(folder, "config"), server.origin);
  const [seen, place] = [join(folder, "seen"), join(folder, "place")];
  const quoted = `cat "$1" >> '${seen}'; echo "$1" > '${place}'; ${script}`.replaceAll("'", `'\\''`);
  const env = { KUBECONFIG: kubeconfig, EDITOR: `sh -c '${quoted}' sh` };
  const run = await runCli(["edit", "secret", "s3", ...argv], { env, signal });
  expectNoCanary(run.stderr);
  const shown = await readFile(seen, "utf8");
  await rm(seen);
  const file = (await readFile(place, "utf8")).trim();
  return { ...run, shown, file, methods: server.log.map((line) => line.split(" ")[0]) };
}

const IMMUTABLE = { immutable: true };
const there = json(200, secret({}, IMMUTABLE));
const probe = json(201, secret({ name: "s3-x7k2p" }, { data: { ...CANARY_DATA, more: "eA==" } }));
const refused = failure(403, "Forbidden", { message: 'secrets "s3" is forbidden: exceeded quota: q, x' });
const conflict = failure(409, "Conflict", { message: "the object has been modified" });
const leaving = json(200, secret({ deletionTimestamp: timestamp(0), finalizers: ["a/b"] }));

describe("edit", () => {
  it("keeps what was typed when the secret is being deleted in the meantime, and changes nothing", async () => {
    const answers = [json(200, secret()), conflict, leaving, leaving, leaving];
    const { exitCode, stderr, methods, shown } = await edit(answers, add);
    expect(exitCode).toBe(22);
    expect(stderr).toContain('cannot edit secret "s3": it is being deleted, and its finalizer a/b keeps it');
    expect(methods.slice(1)).not.toContain("POST");
    expect(methods.filter((method) => method === "PATCH")).toHaveLength(1);
    expect(shown).not.toContain("#!");
    const file = /kept in (\S+): delete/.exec(stderr)?.[1] ?? "";
    expect(await readFile(file, "utf8")).toContain("  more: x\n");
    await rm(dirname(file), { recursive: true });
  });

  it("keeps what was typed when nobody knows whether it was written", async () => {
    const lost: Answer = { play: (line) => line.reset() };
    const unavailable = failure(500, "InternalError", { message: "x" });
    const answers = [json(200, secret()), lost, ...Array.from({ length: 9 }, () => unavailable)];
    const { exitCode, stderr } = await edit(answers, add);
    expect(exitCode).toBe(27);
    const file = /kept in (\S+): delete/.exec(stderr)?.[1] ?? "";
    expect(await readFile(file, "utf8")).toContain("  more: x\n");
    await rm(dirname(file), { recursive: true });
  });

  it("keeps a secret that was deleted, and neither created anew nor put back", async () => {
    const answers = [there, probe, json(200, deleted()), refused, refused];
    const { exitCode, stderr, shown } = await edit(answers, add, { argv: ["--recreate"] });
    expect(exitCode).toBe(28);
    expect(shown).not.toContain("#!");
    const kept = /it is kept in (\S+)$/m.exec(stderr)?.[1] ?? "";
    expect((await stat(kept)).mode & 0o777).toBe(0o700);
    expect((await readdir(kept)).sort()).toEqual(["new.json", "old.json"]);
    const [was, wanted] = await Promise.all(
      ["old.json", "new.json"].map(async (file) => JSON.parse(await readFile(join(kept, file), "utf8"))),
    );
    expect(was).toMatchObject({ kind: "Secret", metadata: { name: "s3" }, data: CANARY_DATA });
    expect(wanted.data).toEqual({ ...CANARY_DATA, more: "eA==" });
    await rm(kept, { recursive: true });
  });

  it("goes on with the one that was put back", async () => {
    const back = json(201, secret({ uid: "22222222-aaaa-bbbb-cccc-000000000000" }, IMMUTABLE));
    const again = json(200, secret({ uid: "22222222-aaaa-bbbb-cccc-000000000000" }, IMMUTABLE));
    const anew = json(201, secret({}, { ...IMMUTABLE, data: { ...CANARY_DATA, more: "eA==" } }));
    const gone = json(200, deleted());
    const goneAgain = json(200, deleted("22222222-aaaa-bbbb-cccc-000000000000"));
    const answers = [there, probe, gone, refused, back, again, probe, goneAgain, anew];
    const { exitCode, stderr, methods } = await edit(answers, add, { argv: ["--recreate", "--force"] });
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("added more"),
    });
    expect(methods.filter((method) => method === "DELETE")).toHaveLength(2);
  });

  it("says that the secret is gone, and removes the text of one who gives up", async () => {
    const missing = failure(404, "NotFound", NOT_FOUND);
    const { exitCode, shown, file } = await edit(
      [json(200, secret()), missing],
      `grep -q "#!" "$1" || { ${ADD}; }`,
    );
    expect(exitCode).toBe(20);
    expect(shown).toContain('#! cannot update secret "s3": it does not exist');
    expect(existsSync(dirname(file))).toBe(false);
  });

  it.each([
    {
      title: "the editor fails in a later round",
      script: `grep -q more: "$1" && exit 1; ${ADD}`,
      answers: [json(200, secret()), refused],
      code: 30,
    },
    {
      title: "what is saved stays wrong",
      script: `grep -q more: "$1" || ${ADD}; echo "labels: {}" >> "$1"`,
      answers: [json(200, secret())],
      code: 2,
    },
  ])("keeps what was typed when $title", async ({ script, answers, code }) => {
    const { exitCode, stderr, file } = await edit(answers, script);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(`kept in ${file}: delete it after use`);
    expect(await readFile(file, "utf8")).toContain("  more: x\n");
    await rm(dirname(file), { recursive: true });
  });

  it("keeps the file that it tells of when a signal comes while the change is written", async () => {
    const abort = new AbortController();
    const late: Answer = { play: () => abort.abort(new Interrupted("SIGTERM")) };
    const { exitCode, stderr, file } = await edit([json(200, secret()), late], ADD, { signal: abort.signal });
    expect(exitCode).toBe(143);
    expect(stderr).toContain(`kept in ${file}: delete it after use`);
    expect(existsSync(file)).toBe(true);
    await rm(dirname(file), { recursive: true });
  });
});
