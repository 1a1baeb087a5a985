import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Transport } from "../../src/transport/transport.js";
import { TransportError } from "../../src/transport/transport-error.js";
import { api, kubeconfigFor, makeNamespace } from "../support/namespaces.js";
import { runCli } from "../support/run-cli.js";
import { SERVERS, suiteName, type TestServer } from "../support/servers.js";

type Data = Readonly<Record<string, string>>;
type State = Readonly<Record<string, { uid: string; resourceVersion: string; data: Data }>>;

type Command =
  | { is: "create" | "apply"; name: string; data: Data }
  | { is: "set"; name: string; key: string; value: string }
  | { is: "unset"; name: string; key: string }
  | { is: "delete"; name: string }
  | { is: "copy"; name: string; to: string };

/** What happens to the write of a command: another client's command just before it, and a reply or request that gets lost. */
interface Interception {
  before(): Promise<void>;
  fault: "none" | "lost request" | "lost reply";
}

const name = fc.constantFrom("a", "b");
const key = fc.constantFrom("k", "l", "m");
const value = fc.constantFrom("1", "2", "3");
const data = fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ is: fc.constantFrom("create" as const, "apply" as const, "apply" as const), name, data }),
  fc.record({ is: fc.constant("set" as const), name, key, value }),
  fc.record({ is: fc.constant("unset" as const), name, key }),
  fc.record({ is: fc.constant("delete" as const), name }),
  fc.record({ is: fc.constant("copy" as const), name, to: name }),
);
const step = fc.record({
  command,
  other: fc.option(command, { nil: undefined }),
  fault: fc.constantFrom("none" as const, "none" as const, "lost request" as const, "lost reply" as const),
});

for (const candidate of SERVERS) {
  describe.skipIf(!candidate.available)(suiteName("changes by two clients", candidate), () => {
    let server: TestServer;
    let folder: string;
    let namespace: string;
    let env: Record<string, string>;
    let interception: Interception | undefined;

    beforeAll(async () => {
      server = await candidate.start();
      folder = await mkdtemp(join(tmpdir(), "pachctl-model-"));
      const request = Transport.prototype.request;
      vi.spyOn(Transport.prototype, "request").mockImplementation(async function (this: Transport, sent) {
        if (sent.method === "GET" || interception === undefined) return request.call(this, sent);
        const { before, fault } = interception;
        interception = undefined;
        await before();
        const lost = new TransportError("lost by the test", { sent: true });
        if (fault === "lost request") throw lost;
        const reply = await request.call(this, sent);
        if (fault === "lost reply") throw lost;
        return reply;
      });
    });
    afterAll(async () => {
      vi.restoreAllMocks();
      await server.close();
      await rm(folder, { recursive: true });
    });
    afterEach(() => {
      interception = undefined;
    });

    async function begin(): Promise<void> {
      namespace = await makeNamespace(server);
      const kubeconfig = join(folder, "config");
      await writeFile(kubeconfig, kubeconfigFor(server, namespace), { mode: 0o600 });
      env = { KUBECONFIG: kubeconfig, HOME: folder };
    }

    async function run(command: Command): Promise<number> {
      const { argv, input } = words(command);
      const { exitCode } = await runCli([...argv, "-q"], { env, input });
      return exitCode;
    }

    async function state(): Promise<State> {
      const { json } = await api(server, "GET", `/api/v1/namespaces/${namespace}/secrets`);
      const { items } = json as {
        items: { metadata: { name: string; uid: string; resourceVersion: string }; data?: Data }[];
      };
      return Object.fromEntries(
        items.map(({ metadata: { name, uid, resourceVersion }, data = {} }) => [
          name,
          { uid, resourceVersion, data: decoded(data) },
        ]),
      );
    }

    it("lose no update, overwrite nothing in silence, and end in true exit codes", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
          await begin();
          for (const { command, other, fault } of steps) {
            const read = await state();
            let before = read;
            interception = {
              before: async () => {
                if (other !== undefined) await run(other);
                before = await state();
              },
              fault,
            };
            const exitCode = await run(command);
            const isWritten = interception === undefined;
            interception = undefined;
            check({
              command,
              read,
              before,
              after: await state(),
              exitCode,
              fault: isWritten ? fault : "none",
            });
          }
        }),
        { numRuns: 40, seed: 6 },
      );
    }, 300_000);

    it("of 50 who create the same secret, one does", async () => {
      await begin();
      const exitCodes = await Promise.all(
        Array.from({ length: 50 }, (_, at) => run({ is: "create", name: "one", data: { k: `v${at}` } })),
      );
      const winner = exitCodes.indexOf(0);
      expect([...exitCodes].sort()).toEqual([0, ...Array.from({ length: 49 }, () => 21)]);
      expect((await state()).one?.data).toEqual({ k: `v${winner}` });
    });

    it.each([
      { title: "different keys: both live", other: "l", exitCode: 0, expected: { k: "mine", l: "theirs" } },
      {
        title: "the same key: the second gets 22",
        other: "k",
        exitCode: 22,
        expected: { k: "theirs", l: "0" },
      },
    ])("two updates of $title", async ({ other, exitCode, expected }) => {
      await begin();
      await run({ is: "create", name: "s", data: { k: "0", l: "0" } });
      const theirs: Command = { is: "set", name: "s", key: other, value: "theirs" };
      interception = { before: async () => expect(await run(theirs)).toBe(0), fault: "none" };
      expect(await run({ is: "set", name: "s", key: "k", value: "mine" })).toBe(exitCode);
      expect((await state()).s?.data).toEqual(expected);
    });
  });
}

function words(command: Command): { argv: string[]; input: string } {
  const manifest = (name: string, stringData: Data): string =>
    JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name }, stringData });
  switch (command.is) {
    case "create":
      return { argv: ["create", "secret", "-f", "-"], input: manifest(command.name, command.data) };
    case "apply":
      return { argv: ["update", "secret", "-f", "-"], input: manifest(command.name, command.data) };
    case "set":
      return { argv: ["update", "secret", command.name, "--set", `${command.key}=-`], input: command.value };
    case "unset":
      return { argv: ["update", "secret", command.name, "--unset", command.key], input: "" };
    case "delete":
      return { argv: ["delete", "secret", command.name], input: "" };
    case "copy":
      return { argv: ["copy", "secret", command.name, "--as", command.to, "--force"], input: "" };
  }
}

/** What a command wants of the secret that it writes; undefined values are to go, a missing map is no secret. */
function wanted(
  command: Command,
  read: State,
): { name: string; data: Record<string, string | undefined> | undefined } {
  const { name } = command;
  switch (command.is) {
    case "create":
    case "apply": {
      const gone = Object.keys(read[name]?.data ?? {}).map((key) => [key, undefined]);
      return { name, data: { ...Object.fromEntries(gone), ...command.data } };
    }
    case "set":
      return { name, data: { [command.key]: command.value } };
    case "unset":
      return { name, data: { [command.key]: undefined } };
    case "delete":
      return { name, data: undefined };
    case "copy": {
      const gone = Object.keys(read[command.to]?.data ?? {}).map((key) => [key, undefined]);
      return { name: command.to, data: { ...Object.fromEntries(gone), ...read[name]?.data } };
    }
  }
}

interface Observation {
  command: Command;
  /** As the command read it, as it was when its write was sent, and as it is now. */
  read: State;
  before: State;
  after: State;
  exitCode: number;
  fault: Interception["fault"];
}

const NOTHING_CHANGED = [2, 20, 21, 22, 24, 25, 26, 29];

function check({ command, read, before, after, exitCode, fault }: Observation): void {
  const context = JSON.stringify({ command, read, before, after, exitCode, fault });
  // Whoever wants to update what is missing, and finds that somebody was faster, reads again.
  const isReadAgain = command.is === "apply" && read[command.name] === undefined;
  const { name, data } = wanted(command, isReadAgain ? before : read);
  expect([0, 20, 21, 22, 27], context).toContain(exitCode);
  if (fault !== "none") expect([0, 21, 22, 27], context).toContain(exitCode);
  // No other secret is touched, ever.
  expect(without(after, name), context).toEqual(without(before, name));
  if (NOTHING_CHANGED.includes(exitCode)) expect(after, context).toEqual(before);
  const [theirs, is] = [before[name], after[name]];
  const was = isReadAgain ? theirs : read[name];
  if (exitCode === 0) {
    if (data === undefined) expect(is?.uid === undefined || is.uid !== was?.uid, context).toBe(true);
    else for (const [key, value] of Object.entries(data)) expect(is?.data[key], context).toBe(value);
  }
  if (theirs === undefined || is === undefined) {
    // Deleted only if it was the one that was read, unchanged.
    if (theirs !== undefined) {
      expect(command.is, context).toBe("delete");
      expect(theirs, context).toEqual(was);
    }
    return;
  }
  for (const each of new Set([...Object.keys(theirs.data), ...Object.keys(is.data)])) {
    if (is.data[each] === theirs.data[each]) continue;
    // What changed was meant to, and was as it had been read.
    expect(Object.hasOwn(data ?? {}, each), context).toBe(true);
    expect(theirs.data[each], context).toBe(was?.data[each]);
    expect(theirs.uid, context).toBe(was?.uid);
  }
}

function without(state: State, name: string): State {
  const { [name]: _, ...others } = state;
  return others;
}

function decoded(data: Data): Data {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
  );
}
