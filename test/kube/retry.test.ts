import { describe, expect, it } from "vitest";
import { deleted, NOT_FOUND, newSecret, OTHER_UID, PRECONDITIONS, secret } from "../support/api-objects.js";
import { type Client, failureOf, outcomeOf, plainCluster } from "../support/cluster.js";
import { type Answer, type FaultServer, failure, html, json, reply } from "../support/fault-server.js";

const NOW: Record<string, string> = { "Retry-After": "0" };
const BUSY = "Too many requests, please try again later.\n";

function tooMany(headers: Record<string, string> = NOW): Answer {
  return reply(429, { "Content-Type": "text/plain; charset=utf-8", ...headers }, BUSY);
}

function shuttingDown(headers: Record<string, string> = NOW): Answer {
  return failure(503, "ServiceUnavailable", { message: "apiserver is shutting down" }, headers);
}

interface Call {
  verb: string;
  run(client: Client): Promise<unknown>;
  success: Answer;
}

const READ: Call = {
  verb: "GET",
  run: ({ secrets }) => secrets.getWithValues("s3"),
  success: json(200, secret()),
};
const CREATE: Call = {
  verb: "POST",
  run: ({ secrets }) => secrets.create(newSecret()),
  success: json(201, secret()),
};
const GENERATE: Call = {
  verb: "POST",
  run: ({ secrets }) => secrets.create(newSecret({ name: undefined, generateName: "s" })),
  success: json(201, secret()),
};
const DELETE: Call = {
  verb: "DELETE",
  run: ({ secrets }) => secrets.delete("s3", PRECONDITIONS),
  success: json(200, deleted()),
};
const DRY_CREATE: Call = { ...CREATE, run: ({ secrets }) => secrets.create(newSecret(), true) };
const DRY_DELETE: Call = { ...DELETE, run: ({ secrets }) => secrets.delete("s3", PRECONDITIONS, true) };
const WRITES = [
  { title: "create", call: CREATE },
  { title: "create with a generated name", call: GENERATE },
  { title: "delete", call: DELETE },
  { title: "create, dry run", call: DRY_CREATE },
  { title: "delete, dry run", call: DRY_DELETE },
];
const ALL = [{ title: "inspect", call: READ }, ...WRITES];

/** Pauses of our own choice are left out; those that a server asks for stay. */
function verbs(server: FaultServer): string[] {
  return server.requests.map(({ method }) => method);
}

describe.each(ALL)("$title is repeated after a reply that proves that it was not executed", ({ call }) => {
  it.each([
    { title: "429", answer: tooMany({}) },
    { title: "429, Retry-After 0", answer: tooMany() },
    { title: "429, a date", answer: tooMany({ "Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT" }) },
    { title: "429, garbage", answer: tooMany({ "Retry-After": "soon" }) },
    { title: "429, negative", answer: tooMany({ "Retry-After": "-5" }) },
    { title: "429, a fraction", answer: tooMany({ "Retry-After": "0.5" }) },
    { title: "429 as a page", answer: html(429) },
    { title: "503 with Retry-After", answer: shuttingDown() },
  ])("$title", async ({ answer }) => {
    const client = await plainCluster([answer, answer, call.success]);
    expect(await outcomeOf(call.run(client))).not.toBeTypeOf("undefined");
    expect(verbs(client.server)).toEqual([call.verb, call.verb, call.verb]);
    const [first, second, third] = client.server.requests;
    expect([second?.url, third?.url]).toEqual([first?.url, first?.url]);
    expect([second?.body, third?.body]).toEqual([first?.body, first?.body]);
    expect([second?.rawHeaders, third?.rawHeaders]).toEqual([first?.rawHeaders, first?.rawHeaders]);
  });

  it.each([
    { title: "429 for ever", answer: tooMany() },
    { title: "503 with Retry-After for ever", answer: shuttingDown() },
  ])("$title: five attempts, then it is known that nothing happened", async ({ answer }) => {
    const client = await plainCluster(() => answer);
    expect((await failureOf(call.run(client))).kind).toBe("unavailable");
    expect(verbs(client.server)).toEqual(Array(5).fill(call.verb));
  });

  it.each([
    { title: "429", answer: tooMany({ "Retry-After": "999999" }) },
    { title: "503", answer: shuttingDown({ "Retry-After": "999999" }) },
  ])("$title that wants days is not waited for", async ({ answer }) => {
    const client = await plainCluster(() => answer);
    const started = performance.now();
    expect((await failureOf(call.run(client))).kind).toBe("unavailable");
    expect(verbs(client.server)).toEqual([call.verb]);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

it("Retry-After is kept to", async () => {
  const client = await plainCluster([tooMany({ "Retry-After": "1" }), CREATE.success]);
  await CREATE.run(client);
  const [first, second] = client.server.requests;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
});

describe("a write whose fate is open", () => {
  const open: { title: string; answer: Answer; isPage?: boolean }[] = [
    { title: "500", answer: failure(500, "InternalError", { message: "etcdserver: request timed out" }) },
    { title: "500 without a reason", answer: failure(500, undefined, { message: "leader changed" }) },
    { title: "500 with Retry-After", answer: failure(500, "ServerTimeout", {}, NOW) },
    { title: "502", answer: html(502), isPage: true },
    { title: "502 as a Status", answer: failure(502, "BadGateway") },
    { title: "503 without Retry-After", answer: shuttingDown({}) },
    { title: "503 of a proxy with Retry-After", answer: html(503, NOW), isPage: true },
    {
      title: "504",
      answer: failure(504, "Timeout", { message: "request did not complete within requested timeout" }),
    },
    { title: "504 with Retry-After", answer: failure(504, "Timeout", {}, NOW) },
  ];
  it.each(open)("$title: create is sent once and looked up once", async ({ answer }) => {
    const client = await plainCluster([answer, failure(404, "NotFound", NOT_FOUND)]);
    expect((await failureOf(CREATE.run(client))).kind).toBe("outcome-unknown");
    expect(verbs(client.server)).toEqual(["POST", "GET"]);
  });

  it.each(open)(
    "$title: create with a generated name is sent once and cannot be looked up",
    async ({ answer }) => {
      const client = await plainCluster([answer]);
      expect((await failureOf(GENERATE.run(client))).kind).toBe("outcome-unknown");
      expect(verbs(client.server)).toEqual(["POST"]);
    },
  );

  it.each(open)("$title: delete is sent once and looked up once", async ({ answer }) => {
    const client = await plainCluster([answer, failure(404, "NotFound", NOT_FOUND)]);
    expect(await outcomeOf(DELETE.run(client))).toBe("deleted");
    expect(verbs(client.server)).toEqual(["DELETE", "GET"]);
  });

  it.each(open)("$title: a dry run is sent once and settles nothing", async ({ answer, isPage = false }) => {
    for (const call of [DRY_CREATE, DRY_DELETE]) {
      const client = await plainCluster([answer]);
      const error = await failureOf(call.run(client));
      expect(error.kind).toBe(isPage ? "unreachable" : "unavailable");
      expect(error.problems[0]?.includes("is not a Kubernetes API")).toBe(isPage);
      expect(verbs(client.server)).toEqual([call.verb]);
    }
  });
});

describe("a read is repeated after a failure of the server", () => {
  it.each([
    { title: "500", answer: failure(500, "InternalError") },
    { title: "503 without Retry-After", answer: shuttingDown({}) },
    { title: "504", answer: failure(504, "Timeout") },
  ])("$title", async ({ answer }) => {
    const client = await plainCluster([answer, answer, READ.success]);
    expect(await outcomeOf(READ.run(client))).toHaveProperty("name", "s3");
  });

  it("five times at most", async () => {
    const client = await plainCluster(() => failure(500, "InternalError"));
    const error = await failureOf(READ.run(client));
    expect(error.kind).toBe("unavailable");
    expect(error.problems).toEqual(['cannot inspect secret "s3": the server failed (500 InternalError)']);
    expect(client.server.requests).toHaveLength(5);
  });

  it.each([400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422])("not after %d", async (status) => {
    const client = await plainCluster(() => failure(status, undefined, { details: { kind: "secrets" } }));
    await failureOf(READ.run(client));
    expect(client.server.requests).toHaveLength(1);
  });
});

describe.each(WRITES)("$title is sent once", ({ call }) => {
  it.each([400, 401, 403, 404, 405, 406, 409, 413, 415, 422])("and %d is its answer", async (status) => {
    const client = await plainCluster(() => failure(status, undefined, { details: { kind: "secrets" } }));
    await failureOf(call.run(client));
    expect(verbs(client.server)).toEqual([call.verb]);
  });
});

it("a write that was refused for being busy and then got lost is looked up, not repeated", async () => {
  const client = await plainCluster([
    tooMany(),
    failure(504, "Timeout"),
    json(200, secret({ uid: OTHER_UID })),
  ]);
  expect(await outcomeOf(CREATE.run(client))).toMatchObject({ uid: OTHER_UID });
  expect(verbs(client.server)).toEqual(["POST", "POST", "GET"]);
});
