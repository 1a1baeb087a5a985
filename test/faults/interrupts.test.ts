import { describe, expect, it, vi } from "vitest";
import { Interrupted } from "../../src/deps.js";
import { PachctlError } from "../../src/errors.js";
import type { Secrets } from "../../src/kube/secrets.js";
import { newSecret, PRECONDITIONS, page } from "../support/api-objects.js";
import { plainCluster } from "../support/cluster.js";
import { type Answer, bytes, failure, json, reply, silence } from "../support/fault-server.js";

/** Long enough that only the signal can end what is pending. */
const options = { requestTimeout: 30_000 };

/** A PachctlError's kind; `interrupted` for everything else that only a pressed Ctrl-C can have caused. */
async function endOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof PachctlError) return error.kind;
  return error instanceof Interrupted || (error instanceof Error && error.name === "AbortError")
    ? "interrupted"
    : String(error);
}

const half = bytes(
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"kind"',
);
const later = reply(429, { "Retry-After": "29" });
const writes = [
  { title: "create", call: (secrets: Secrets) => secrets.create(newSecret()) },
  { title: "delete", call: (secrets: Secrets) => secrets.delete("s3", PRECONDITIONS) },
];
const reads = [
  { title: "get", call: (secrets: Secrets) => secrets.get("s3") },
  { title: "getWithValues", call: (secrets: Secrets) => secrets.getWithValues("s3") },
  { title: "list", call: (secrets: Secrets) => secrets.list({}).next() },
];

/** `-v` also tells where the cluster was found, before the first request. */
function repliesIn(traces: readonly string[]): number {
  return traces.filter((line) => /^(?:GET|POST|DELETE) /.test(line)).length;
}

async function interruptDuring(
  script: readonly Answer[],
  requests: number,
  call: (secrets: Secrets) => Promise<unknown>,
) {
  const { secrets, server, abort, traces } = await plainCluster(script, options);
  const end = endOf(call(secrets));
  // A reply that is followed by a pause must have been read, and not only sent.
  const replies = script[0] === later ? 1 : requests - 1;
  await vi.waitFor(
    () =>
      expect({ sent: server.requests.length, read: repliesIn(traces) }).toEqual({
        sent: requests,
        read: replies,
      }),
    { interval: 5 },
  );
  const started = performance.now();
  abort.abort(new Interrupted("SIGINT"));
  const kind = await end;
  expect(performance.now() - started).toBeLessThan(500);
  expect(server.requests).toHaveLength(requests);
  return kind;
}

describe.each(writes)("$title", ({ call }) => {
  it.each([
    { title: "before the reply", answer: silence },
    { title: "in the reply", answer: half },
  ])("interrupted $title: unknown, at once, and nothing more is sent", async ({ answer }) => {
    expect(await interruptDuring([answer], 1, call)).toBe("outcome-unknown");
  });

  it("interrupted while it is looked up: unknown", async () => {
    expect(await interruptDuring([failure(504, "Timeout"), silence], 2, call)).toBe("outcome-unknown");
  });

  it("interrupted before a repetition: nothing happened, and nobody claims otherwise", async () => {
    expect(["interrupted", "unreachable", "unavailable"]).toContain(await interruptDuring([later], 1, call));
  });

  it("interrupted before it began: nothing is sent, and no stray error follows", async () => {
    const { secrets, server, abort } = await plainCluster([silence], options);
    abort.abort(new Interrupted("SIGTERM"));
    expect(["interrupted", "unreachable"]).toContain(await endOf(call(secrets)));
    await vi.waitFor(() => expect(server.connections).toBeLessThanOrEqual(1));
    expect(server.requests).toEqual([]);
  });
});

describe.each(reads)("$title", ({ call }) => {
  it.each([
    { title: "before the reply", answer: silence },
    { title: "in the reply", answer: half },
    { title: "before a repetition", answer: later },
  ])("interrupted $title", async ({ answer }) => {
    expect(["interrupted", "unreachable"]).toContain(await interruptDuring([answer], 1, call));
  });
});

it("a list interrupted between two pages ends with an error, and no stray error follows", async () => {
  const { secrets, abort } = await plainCluster([json(200, page(["a"], "t1")), silence], options);
  const pages = secrets.list({});
  await pages.next();
  abort.abort(new Interrupted("SIGINT"));
  expect(["interrupted", "unreachable"]).toContain(await endOf(pages.next()));
});
