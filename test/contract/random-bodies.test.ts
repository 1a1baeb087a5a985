import type { Agent } from "node:https";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient, newAgent } from "../support/api-client.js";
import { MODEL_SERVERS, suiteName, type TestServer } from "../support/servers.js";
import { randomBody } from "./random-bodies.js";

const [sandbox, real] = MODEL_SERVERS;
const RUNS = 8000;
/** Each of a seed of its own, so that one that fails can be looked at alone. */
const SEEDS = [1, 2, 3, 4];
const AT_ONCE = 16;

/** What the model has to answer alike: code, reason, and what would be stored. The wording of wrong types is free. */
describe.skipIf(real === undefined || !real.available)(
  real === undefined ? "random bodies" : suiteName("random bodies on the sandbox and", real),
  () => {
    let servers: TestServer[] = [];
    let clients: ApiClient[] = [];
    let agents: Agent[] = [];
    beforeAll(async () => {
      servers = await Promise.all(
        [sandbox, real].flatMap((each) => (each === undefined ? [] : [each.start()])),
      );
      agents = servers.map(newAgent);
      clients = servers.map((server, at) => new ApiClient(server, agents[at] as Agent, "random"));
      for (const client of clients) await client.createNamespace();
    });
    afterAll(async () => {
      for (const agent of agents) agent.destroy();
      for (const server of servers) await server.close();
    });

    it.each(SEEDS)("get the same answers, seed %i", { timeout: 300_000 }, async (seed) => {
      const bodies = fc.sample(randomBody(), { numRuns: RUNS / SEEDS.length, seed });
      const differences: unknown[] = [];
      const left = [...bodies.entries()];
      const worker = async (): Promise<void> => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) {
          const [at, body] = next;
          const path = `S?dryRun=All&fieldValidation=${["Strict", "Warn", "Ignore"][at % 3]}`;
          const answers = await Promise.all(clients.map((client) => answerTo(client, path, body)));
          if (JSON.stringify(answers[0]) !== JSON.stringify(answers[1]))
            differences.push({ path, body, answers });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      expect(differences.slice(0, 3)).toEqual([]);
    });
  },
);

async function answerTo(client: ApiClient, path: string, body: object): Promise<unknown> {
  const { status, text, warnings } = await client.call({ method: "POST", path, body });
  const object = JSON.parse(client.normalize(text));
  if (status === 201) {
    // A generated name is random.
    if (object.metadata.generateName !== undefined) object.metadata.name = "GENERATED";
    return { status, object, warnings };
  }
  const { reason, details, message } = object;
  // Go's maps have no order.
  const fields = (details?.causes ?? [])
    .map((cause: { field: string; reason: string }) => `${cause.field} ${cause.reason}`)
    .sort();
  const name = String(details?.name ?? "").startsWith(
    String((body as { metadata?: { generateName?: string } }).metadata?.generateName ?? " "),
  )
    ? "GENERATED"
    : details?.name;
  return {
    status,
    reason,
    kind: details?.kind,
    name,
    fields,
    strict: /strict decoding error.*/.exec(message)?.[0],
  };
}
