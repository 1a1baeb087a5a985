import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CANARY_VALUE, metadata, NOT_FOUND, secret, table } from "../support/api-objects.js";
import { expectNoCanary, plainKubeconfig } from "../support/cluster.js";
import { type Answer, FaultServer, failure, json, type Received } from "../support/fault-server.js";
import { EXECUTABLE, type ProgramRun, runProgram } from "../support/program.js";
import { runCli } from "../support/run-cli.js";
import { REPLIES, type ScriptedReply } from "../support/scripted-replies.js";

/** What is typed, what is answered as scripted (everything else truthfully), and what the request then did. */
interface Scenario {
  title: string;
  argv: readonly string[];
  scripted(request: Received): boolean;
  before: State;
  after: State;
  confirmation?: "create" | "update" | "delete";
}

type State = "missing" | "there" | "changed";

const writes = {
  create: ["create", "secret", "-f", "-"],
  update: ["update", "secret", "s3", "--unset", "password"],
  delete: ["delete", "secret", "s3"],
};
const isRead = ({ method, url }: Received): boolean => method === "GET" && url.includes("/secrets");
const SCENARIOS: readonly Scenario[] = [
  { title: "list", argv: ["list", "secret"], scripted: isRead, before: "there", after: "there" },
  { title: "inspect", argv: ["inspect", "secret", "s3"], scripted: isRead, before: "there", after: "there" },
  {
    title: "inspect --key",
    argv: ["inspect", "secret", "s3", "--key", "password"],
    scripted: isRead,
    before: "there",
    after: "there",
  },
  {
    title: "create, executed",
    argv: writes.create,
    scripted: ({ method }) => method === "POST",
    before: "missing",
    after: "there",
    confirmation: "create",
  },
  {
    title: "create, not executed",
    argv: writes.create,
    scripted: ({ method }) => method === "POST",
    before: "missing",
    after: "missing",
    confirmation: "create",
  },
  {
    title: "update, executed",
    argv: writes.update,
    scripted: ({ method }) => method === "PATCH",
    before: "there",
    after: "changed",
    confirmation: "update",
  },
  {
    title: "update, not executed",
    argv: writes.update,
    scripted: ({ method }) => method === "PATCH",
    before: "there",
    after: "there",
    confirmation: "update",
  },
  {
    title: "delete, executed",
    argv: writes.delete,
    scripted: ({ method }) => method === "DELETE",
    before: "there",
    after: "missing",
    confirmation: "delete",
  },
  {
    title: "delete, not executed",
    argv: writes.delete,
    scripted: ({ method }) => method === "DELETE",
    before: "there",
    after: "there",
    confirmation: "delete",
  },
];

/** Exit codes of the README that say that nothing changed. */
const NOTHING_CHANGED = [2, 20, 21, 22, 23, 24, 25, 26, 29];

/** A server with one secret, or without. */
class Fake {
  state: State = "missing";
  scenario: Scenario | undefined;
  reply: Answer | undefined;
  readonly script = (request: Received): Answer => {
    const { scenario, reply } = this;
    if (scenario === undefined || reply === undefined) throw new Error("nobody is expected");
    if (!scenario.scripted(request)) return this.#truth(request);
    this.state = scenario.after;
    return reply;
  };

  #truth({ url, headers }: Received): Answer {
    if (!url.includes("/secrets/")) {
      const kind = url.includes("/pods") ? "PodList" : "ReplicationControllerList";
      return json(200, { kind, apiVersion: "v1", metadata: {}, items: [] });
    }
    if (this.state === "missing") return failure(404, "NotFound", NOT_FOUND);
    if (this.state === "changed") return json(200, secret({ resourceVersion: "42" }, { data: {} }));
    return json(200, headers.accept?.includes("as=Table") ? table([metadata()]) : secret());
  }
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pachctl-replies-"));
});
afterAll(() => rm(folder, { recursive: true }));

const MANIFEST = JSON.stringify({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "s3" },
  stringData: { password: CANARY_VALUE },
});

interface Outcome extends ProgramRun {
  firstLine: string;
  isChanged: boolean;
}

/** A run against a server of its own; in this process, or of the executable that is tested. */
async function outcome(scenario: Scenario, { answer }: ScriptedReply): Promise<Outcome> {
  const fake = new Fake();
  Object.assign(fake, { scenario, reply: answer, state: scenario.before });
  const server = await FaultServer.start({ script: fake.script });
  try {
    const kubeconfig = await plainKubeconfig(join(folder, `config-${server.port}`), server.origin);
    const isExecutable = EXECUTABLE !== undefined;
    const timeout = isExecutable ? "800ms" : "300ms";
    const argv = [...scenario.argv, "--kubeconfig", kubeconfig, "--request-timeout", timeout];
    if (scenario.argv[0] !== "list") argv.push("-n", "default");
    const env = { HOME: folder };
    const done = isExecutable
      ? await runProgram(argv, { env, input: MANIFEST })
      : await runCli(argv, { env, input: MANIFEST, isPatient: false });
    const [firstLine = ""] = done.stderr
      .replaceAll(server.origin, "SERVER")
      .replace("0.8 s", "0.3 s")
      .split("\n");
    return { ...done, firstLine, isChanged: fake.state !== scenario.before };
  } finally {
    await server.stop();
  }
}

/** All that can be true: a refusal after an effect, or a confirmation without one, would be a lie that nobody can see through. */
function isTruthful({ before, after, confirmation }: Scenario, reply: ScriptedReply): boolean {
  const isExecuted = before !== after;
  if (confirmation === undefined) return true;
  return isExecuted ? reply.refuses !== true : reply.confirms !== confirmation;
}

describe.each(SCENARIOS)("$title", (scenario) => {
  const replies = REPLIES.filter((reply) => isTruthful(scenario, reply));
  let outcomes: ReadonlyMap<ScriptedReply, Outcome>;
  beforeAll(async () => {
    const inTurn = pLimit(8);
    outcomes = new Map(
      await Promise.all(
        replies.map((reply) => inTurn(async () => [reply, await outcome(scenario, reply)] as const)),
      ),
    );
  });

  it.each(replies)("$title", (reply) => {
    const { exitCode, stdout, stderr, isChanged } = outcomes.get(reply) as Outcome;
    if (isChanged) expect(NOTHING_CHANGED).not.toContain(exitCode);
    else if (scenario.confirmation !== undefined) expect(exitCode).not.toBe(0);
    expect(exitCode).not.toBe(70);
    if (!scenario.argv.includes("--key")) expectNoCanary(stdout);
    expectNoCanary(stderr);
  });

  it("ends as the table says", async () => {
    const file = `../data/replies/${scenario.title.replace(/[^a-z]+/g, "-")}.txt`;
    const rows = [...outcomes].map(
      ([{ title }, { exitCode, firstLine }]) => `${title} | ${exitCode} | ${firstLine}\n`,
    );
    await expect(rows.join("")).toMatchFileSnapshot(file);
  });
});

it("has rows enough", () => {
  const rows = SCENARIOS.flatMap((scenario) => REPLIES.filter((reply) => isTruthful(scenario, reply)));
  expect(rows.length).toBeGreaterThan(600);
});
