import { describe, expect, it } from "vitest";
import type { NewSecret } from "../../src/secret/secret.js";
import {
  CANARY_DATA,
  deleted,
  metadata,
  NOT_FOUND,
  newSecret,
  OTHER_UID,
  PRECONDITIONS,
  secret,
  table,
  timestamp,
  UID,
} from "../support/api-objects.js";
import { failureOf, outcomeOf, plainCluster } from "../support/cluster.js";
import {
  type Answer,
  bytes,
  failure,
  hangUp,
  html,
  json,
  redirect,
  reply,
  reset,
  resetEarly,
  silence,
} from "../support/fault-server.js";

const COLLECTION = "/api/v1/namespaces/default/secrets";
const MISSING = failure(404, "NotFound", NOT_FOUND);
const JSON_TYPE = { "Content-Type": "application/json" };

function cutOff(status: string): Answer {
  return bytes(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"kind"`,
    "end",
  );
}

/**
 * Replies after which nobody knows whether a write was executed; `stopped`: unless reading back shows no change; `closed`: the
 * connection was lost.
 */
const LOST: { title: string; answer: Answer; stopped?: boolean; closed?: boolean }[] = [
  { title: "RST before the reply", answer: reset, closed: true },
  { title: "RST before the body is read", answer: resetEarly, closed: true },
  { title: "FIN before the reply", answer: hangUp, closed: true },
  { title: "a reply cut off", answer: cutOff("201 Created"), closed: true },
  {
    title: "chunks without the last one",
    closed: true,
    answer: bytes('HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"kin\r\n', "end"),
  },
  { title: "no reply in time", answer: silence },
  { title: "no HTTP", answer: bytes("hello\r\n\r\n", "end") },
  { title: "truncated JSON", answer: reply(201, JSON_TYPE, '{"kind":"Secret"') },
  { title: "invalid UTF-8", answer: reply(201, JSON_TYPE, Uint8Array.of(0x7b, 0xff, 0x7d)) },
  { title: "a page", answer: html(200) },
  { title: "a proxy's 403 page", answer: html(403), stopped: true },
  { title: "a proxy's 502 page", answer: html(502) },
  { title: "202", answer: json(202, { kind: "Status", status: "Success" }) },
  { title: "204", answer: reply(204, {}) },
  { title: "205", answer: reply(205, {}) },
  { title: "307 to itself", answer: redirect(307, COLLECTION), stopped: true },
  { title: "302 elsewhere", answer: redirect(302, "http://127.0.0.1:1/"), stopped: true },
  { title: "a gateway's 408", answer: html(408) },
  { title: "a gateway's 408 as JSON", answer: json(408, { status: 408, message: "Request Timeout" }) },
  { title: "a gateway's 400 as JSON", answer: json(400, { status: "error", code: 400 }) },
  { title: "a gateway's 403 as JSON", answer: json(403, { status: "Failure" }), stopped: true },
  { title: "a Status of 408", answer: failure(408, "Timeout") },
  { title: "500", answer: failure(500, "InternalError") },
  { title: "503", answer: failure(503, "ServiceUnavailable") },
  { title: "504", answer: failure(504, "Timeout") },
];

/** Confirmations of something that was not asked for. */
const ELSE: { title: string; value: unknown }[] = [
  { title: "another kind", value: { ...secret(), kind: "Pod" } },
  { title: "another apiVersion", value: { ...secret(), apiVersion: "v2" } },
  { title: "another name", value: secret({ name: "s4" }) },
  { title: "another namespace", value: secret({ namespace: "kube-system" }) },
  { title: "no namespace", value: secret({ namespace: undefined }) },
  { title: "no uid", value: secret({ uid: undefined }) },
  { title: "an empty uid", value: secret({ uid: "" }) },
  { title: "no metadata", value: { kind: "Secret", apiVersion: "v1", type: "Opaque" } },
  { title: "a Status", value: deleted() },
  { title: "a table", value: table([metadata()]) },
  { title: "a list", value: { kind: "SecretList", apiVersion: "v1", metadata: {}, items: [secret()] } },
];

describe("create", () => {
  it("sends the secret once, with its length", async () => {
    const annotations = { note: "ünï" };
    const answer = secret({ annotations }, { immutable: true, type: "x/y" });
    const { secrets, server } = await plainCluster([json(201, answer)]);
    const created = await secrets.create(newSecret({ annotations, immutable: true, type: "x/y" }));
    expect(created).toMatchObject({ name: "s3", uid: UID });
    expect(JSON.stringify(created)).not.toContain(CANARY_DATA.password);
    const [request] = server.requests;
    expect(request?.url).toBe(`${COLLECTION}?fieldManager=pachctl&fieldValidation=Strict`);
    expect(request?.headers["content-length"]).toBe(String(request?.body.length));
    expect(request?.headers).not.toHaveProperty("transfer-encoding");
    expect(JSON.parse(String(request?.body))).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: "s3",
        namespace: "default",
        labels: { suite: "pachyderm", "secret-source": "pachyderm-user" },
        annotations: { note: "ünï" },
      },
      immutable: true,
      data: CANARY_DATA,
      type: "x/y",
    });
    expect(server.requests).toHaveLength(1);
  });

  it("sends a data key __proto__", async () => {
    const data = Object.assign(Object.create(null), { ["__proto__"]: "YQ==" });
    const { secrets, server } = await plainCluster([json(201, secret({}, { data }))]);
    await secrets.create(newSecret({ data }));
    expect(String(server.requests[0]?.body)).toContain('"data":{"__proto__":"YQ=="}');
  });

  it("sends a mebibyte whole", async () => {
    const data = { big: Buffer.alloc(1_048_576, 7).toString("base64") };
    const { secrets, server } = await plainCluster([json(201, secret({}, { data }))]);
    await secrets.create(newSecret({ data }));
    expect(JSON.parse(String(server.requests[0]?.body)).data).toEqual(data);
  });

  it("reports the name that the server generated", async () => {
    const { secrets } = await plainCluster([json(201, secret({ name: "gen-x7k2p" }))]);
    expect((await secrets.create(newSecret({ name: undefined, generateName: "gen-" }))).name).toBe(
      "gen-x7k2p",
    );
  });

  it.each(["other-x7k2p", "gen-\u001b[2J", "gen-a\nsecret/b", "gen-", "gen-A"])(
    "does not believe a generated name %j",
    async (name) => {
      const { secrets } = await plainCluster([json(201, secret({ name }))]);
      const creation = secrets.create(newSecret({ name: undefined, generateName: "gen-" }));
      expect((await failureOf(creation)).kind).toBe("outcome-unknown");
    },
  );
});

describe("create answered with something else than what was sent", () => {
  const changes: { title: string; answer: Record<string, unknown>; words: string }[] = [
    {
      title: "another value",
      answer: secret({}, { data: { password: "eA==" } }),
      words: 'data key "password"',
    },
    { title: "no data", answer: secret({}, { data: undefined }), words: 'data key "password"' },
    {
      title: "a key more",
      answer: secret({}, { data: { ...CANARY_DATA, "ca.crt": "eA==" } }),
      words: 'data key "ca.crt"',
    },
    { title: "another type", answer: secret({}, { type: "x/y" }), words: "type" },
    {
      title: "labels missing",
      answer: secret({ labels: undefined }),
      words: 'label "suite", label "secret-source"',
    },
  ];
  const read = ["POST /api/v1/namespaces/default/secrets", "GET /api/v1/namespaces/default/secrets/s3"];

  it.each(changes)("$title: a warning when the server holds it so", async ({ answer, words }) => {
    const { secrets, server, warnings } = await plainCluster([json(201, answer), json(200, answer)]);
    expect(await secrets.create(newSecret())).toMatchObject({ name: "s3", uid: UID });
    expect(warnings).toEqual([
      `warning: something changed secret "s3" on its way into the cluster: ${words}`,
    ]);
    expect(server.log).toEqual(read);
  });

  it.each(changes)("$title: unknown when it holds something else", async ({ answer }) => {
    for (const held of [secret(), { ...answer, metadata: metadata({ uid: OTHER_UID }) }]) {
      const { secrets, warnings } = await plainCluster([json(201, answer), json(200, held)]);
      const error = await failureOf(secrets.create(newSecret()));
      expect(error.kind).toBe("outcome-unknown");
      expect(error.problems[0]).toMatch(/answered with another secret than the one that was sent$/);
      expect(warnings).toEqual([]);
    }
  });

  it.each(changes)("$title: unknown when nothing is there, or nobody knows", async ({ answer }) => {
    for (const look of [MISSING, html(200)]) {
      const { secrets } = await plainCluster([json(201, answer), look]);
      expect((await failureOf(secrets.create(newSecret()))).kind).toBe("outcome-unknown");
    }
  });

  it.each(changes)("$title: a dry run has nothing to read back", async ({ answer, words }) => {
    const { secrets, warnings } = await plainCluster([json(201, answer)]);
    await secrets.create(newSecret(), true);
    expect(warnings).toEqual([expect.stringContaining(words)]);
  });

  it("is unknown when it is being deleted", async () => {
    const leaving = secret({ deletionTimestamp: timestamp(0) });
    for (const [answer, held] of [
      [leaving, leaving],
      [leaving, secret()],
      [secret({}, { type: "x/y" }), secret({ deletionTimestamp: timestamp(0) }, { type: "x/y" })],
    ]) {
      const { secrets } = await plainCluster([json(201, answer), json(200, held)]);
      expect((await failureOf(secrets.create(newSecret()))).kind).toBe("outcome-unknown");
    }
  });

  it("is read back by its generated name", async () => {
    const answer = secret({ name: "gen-x7k2p" }, { type: "x/y" });
    const { secrets, server } = await plainCluster([json(201, answer), json(200, answer)]);
    await secrets.create(newSecret({ name: undefined, generateName: "gen-" }));
    expect(server.log[1]).toBe("GET /api/v1/namespaces/default/secrets/gen-x7k2p");
  });

  it("more labels and annotations are no difference", async () => {
    const labels = { ...newSecret().labels, team: "a" };
    const { secrets, server, warnings } = await plainCluster([
      json(201, secret({ labels, annotations: { seen: "y" } })),
    ]);
    await secrets.create(newSecret());
    expect([server.log, warnings]).toEqual([read.slice(0, 1), []]);
  });
});

describe("create whose reply is lost is settled by one look", () => {
  const read = ["POST /api/v1/namespaces/default/secrets", "GET /api/v1/namespaces/default/secrets/s3"];
  const options = { requestTimeout: 300 };
  it.each(LOST)("$title: it is there", async ({ answer }) => {
    const { secrets, server } = await plainCluster([answer, json(200, secret())], options);
    expect(await outcomeOf(secrets.create(newSecret()))).toMatchObject({ name: "s3", uid: UID });
    expect(server.log).toEqual(read);
  });

  it.each(LOST.filter(({ stopped }) => stopped))(
    "$title: it is not there, and nothing can have come through",
    async ({ answer }) => {
      const { secrets, server } = await plainCluster([answer, MISSING], options);
      const error = await failureOf(secrets.create(newSecret()));
      expect(error.kind).toBe("unreachable");
      expect(error.problems).toEqual([
        expect.stringMatching(
          /^cannot create secret "s3": http:.* (?:is not a Kubernetes API: it answered 403 with (?:text\/html|application\/json)|answered with a redirect)/,
        ),
      ]);
      expect(server.log).toEqual(read);
    },
  );

  it.each(LOST.filter(({ stopped }) => !stopped))("$title: it is not there", async ({ answer }) => {
    const { secrets, server } = await plainCluster([answer, MISSING], options);
    const error = await failureOf(secrets.create(newSecret()));
    expect(error.kind).toBe("outcome-unknown");
    expect(error.problems).toEqual([
      expect.stringMatching(/^it is not known whether pachctl could create secret "s3": /),
    ]);
    expect(error.hint).toMatch(/^look with pachctl inspect secret s3 --kubeconfig \S+\/config$/);
    expect(server.log).toEqual(read);
  });

  it.each(LOST)("$title: with a generated name there is nothing to look up", async ({ answer }) => {
    const { secrets, server } = await plainCluster([answer], options);
    const error = await failureOf(secrets.create(newSecret({ name: undefined, generateName: "gen-" })));
    expect(error.kind).toBe("outcome-unknown");
    expect(server.log).toEqual(["POST /api/v1/namespaces/default/secrets"]);
  });

  it("the hint does not name a secret by the prefix of a generated name", async () => {
    const { secrets } = await plainCluster([reset]);
    const error = await failureOf(secrets.create(newSecret({ name: undefined, generateName: "gen-" })));
    expect(error.hint).not.toContain("inspect secret gen-");
  });

  it.each(LOST)("$title: a dry run changed nothing in any case", async ({ answer }) => {
    const { secrets, server } = await plainCluster([answer], options);
    const error = await failureOf(secrets.create(newSecret(), true));
    expect(["unreachable", "unavailable"]).toContain(error.kind);
    expect(server.log).toEqual(["POST /api/v1/namespaces/default/secrets"]);
    expect(server.requests[0]?.url).toContain("&dryRun=All");
  });

  it.each(ELSE)("a confirmation with $title is none", async ({ value }) => {
    const { secrets, server } = await plainCluster([json(201, value), MISSING]);
    expect((await failureOf(secrets.create(newSecret()))).kind).toBe("outcome-unknown");
    expect(server.log).toEqual(read);
  });

  it("200 is no confirmation either", async () => {
    const { secrets, server } = await plainCluster([json(200, secret()), MISSING]);
    expect((await failureOf(secrets.create(newSecret()))).kind).toBe("outcome-unknown");
    expect(server.log).toEqual(read);
  });

  it.each([
    { title: "403", answer: failure(403, "Forbidden") },
    { title: "401", answer: failure(401, "Unauthorized") },
    { title: "a gateway's 408", answer: html(408) },
    { title: "a gateway's 408 as JSON", answer: json(408, { status: 408, message: "Request Timeout" }) },
    { title: "a gateway's 400 as JSON", answer: json(400, { status: "error", code: 400 }) },
    { title: "a gateway's 403 as JSON", answer: json(403, { status: "Failure" }), stopped: true },
    { title: "a Status of 408", answer: failure(408, "Timeout") },
    { title: "500", answer: failure(500, "InternalError") },
    { title: "404 of the address", answer: failure(404, "NotFound", { details: {} }) },
    { title: "404 as a page", answer: html(404) },
    { title: "a page", answer: html(200) },
    { title: "429", answer: reply(429, { "Retry-After": "999999" }) },
    { title: "RST", answer: reset },
    { title: "silence", answer: silence },
    { title: "another secret", answer: json(200, secret({ name: "s4" })) },
  ])("the look fails with $title: unknown", async ({ answer }) => {
    const { secrets } = await plainCluster(
      (request) => (request.method === "POST" ? reset : answer),
      options,
    );
    expect((await failureOf(secrets.create(newSecret()))).kind).toBe("outcome-unknown");
  });
});

describe("whose creation is it that is there after a lost reply?", () => {
  const hour = 3_600_000;
  const sent: Partial<NewSecret> = { annotations: { note: "x" } };
  const annotations = { note: "x" };
  const cases: { title: string; ours: boolean; found: unknown; sent?: Partial<NewSecret>; clock?: number }[] =
    [
      { title: "the same", ours: true, found: secret({ annotations }) },
      {
        title: "more labels and annotations, of a webhook",
        ours: true,
        found: secret({
          annotations: { note: "x", seen: "y" },
          labels: { ...newSecret().labels, team: "a" },
        }),
      },
      {
        title: "without managed fields, of an old server",
        ours: true,
        found: secret({ annotations, managedFields: undefined }),
      },
      {
        title: "immutable left out for false",
        ours: true,
        found: secret({ annotations }),
        sent: { ...sent, immutable: false },
      },
      {
        title: "base64 with line ends, written without by the server",
        ours: true,
        found: secret({ annotations }),
        sent: {
          ...sent,
          data: { password: `${CANARY_DATA.password.slice(0, 8)}\n${CANARY_DATA.password.slice(8)}` },
        },
      },
      { title: "another value", ours: false, found: secret({ annotations }, { data: { password: "eA==" } }) },
      {
        title: "a key more",
        ours: false,
        found: secret({ annotations }, { data: { ...CANARY_DATA, more: "eA==" } }),
      },
      { title: "no data", ours: false, found: secret({ annotations }, { data: undefined }) },
      {
        title: "another key of an object's prototype",
        ours: false,
        found: secret({ annotations }, { data: { constructor: "eA==" } }),
      },
      { title: "another type", ours: false, found: secret({ annotations }, { type: "x/y" }) },
      { title: "immutable", ours: false, found: secret({ annotations }, { immutable: true }) },
      {
        title: "without our label",
        ours: false,
        found: secret({ annotations, labels: { suite: "pachyderm" } }),
      },
      { title: "without our annotation", ours: false, found: secret() },
      {
        title: "being deleted",
        ours: false,
        found: secret({ annotations, deletionTimestamp: timestamp(Date.now()) }),
      },
      {
        title: "three seconds old, of an earlier run",
        ours: false,
        found: secret({ annotations, creationTimestamp: timestamp(Date.now() - 3000) }),
      },
      {
        title: "an hour old",
        ours: false,
        found: secret({ annotations, creationTimestamp: timestamp(Date.now() - hour) }),
      },
      { title: "of no time", ours: false, found: secret({ annotations, creationTimestamp: undefined }) },
      {
        title: "of another manager",
        ours: false,
        found: secret({ annotations, managedFields: [{ manager: "kubectl-create" }] }),
      },
      {
        title: "new, by a server whose clock is an hour behind",
        ours: true,
        found: secret({ annotations, creationTimestamp: timestamp(Date.now() - hour + 60_000) }),
        clock: -hour,
      },
      {
        title: "half an hour old, by a server whose clock is an hour ahead",
        ours: false,
        found: secret({ annotations, creationTimestamp: timestamp(Date.now() + hour / 2) }),
        clock: hour,
      },
    ];
  it.each(cases)("$title: ours is $ours", async ({ ours, found, sent: changes = sent, clock = 0 }) => {
    const date = { Date: new Date(Date.now() + clock).toUTCString() };
    const { secrets, server } = await plainCluster([
      failure(504, "Timeout", {}, date),
      json(200, found, date),
    ]);
    const outcome = await outcomeOf(secrets.create(newSecret(changes)));
    if (ours) expect(outcome).toMatchObject({ name: "s3", uid: UID });
    else expect(outcome).toBe("already-exists");
    expect(server.requests).toHaveLength(2);
  });
});

describe("delete", () => {
  const marked = secret({ deletionTimestamp: timestamp(0) });
  it("carries uid, resourceVersion and dry run in the body only, with its length", async () => {
    for (const dryRun of [false, true]) {
      const { secrets, server } = await plainCluster([json(200, deleted())]);
      expect(await secrets.delete("s3", PRECONDITIONS, dryRun)).toBe("deleted");
      const [request] = server.requests;
      expect(request?.url).toBe(`${COLLECTION}/s3`);
      expect(request?.headers["content-length"]).toBe(String(request?.body.length));
      expect(request?.headers).not.toHaveProperty("transfer-encoding");
      expect(JSON.parse(String(request?.body))).toEqual({
        kind: "DeleteOptions",
        apiVersion: "v1",
        preconditions: PRECONDITIONS,
        ...(dryRun && { dryRun: ["All"] }),
      });
      expect(server.requests).toHaveLength(1);
    }
  });

  it.each([
    { title: "Status", answer: json(200, deleted()), expected: "deleted" },
    { title: "the secret, kept by finalizers", answer: json(200, marked), expected: "pending" },
    { title: "the secret with 202", answer: json(202, marked), expected: "pending" },
  ])("confirmed by $title", async ({ answer, expected }) => {
    const { secrets, server } = await plainCluster([answer]);
    expect(await secrets.delete("s3", PRECONDITIONS)).toBe(expected);
    expect(server.requests).toHaveLength(1);
  });
});

describe("delete whose reply is lost is settled by one look", () => {
  const read = ["DELETE /api/v1/namespaces/default/secrets/s3", "GET /api/v1/namespaces/default/secrets/s3"];
  const options = { requestTimeout: 300 };
  it.each(LOST)("$title: it is gone", async ({ answer }) => {
    const { secrets, server } = await plainCluster([answer, MISSING], options);
    expect(await outcomeOf(secrets.delete("s3", PRECONDITIONS))).toBe("deleted");
    expect(server.log).toEqual(read);
  });

  it.each(LOST)("$title: it is there unchanged", async ({ answer, stopped, closed }) => {
    const there = json(200, table([metadata()]));
    const { secrets, server } = await plainCluster([answer, there, answer, there], options);
    const error = await failureOf(secrets.delete("s3", PRECONDITIONS));
    expect(error.kind).toBe(stopped ? "unreachable" : "outcome-unknown");
    expect(error.problems).toEqual([
      expect.stringMatching(
        stopped
          ? /^cannot delete secret "s3": /
          : /^it is not known whether pachctl could delete secret "s3": /,
      ),
    ]);
    expect(server.log).toEqual(closed ? [...read, ...read] : read);
  });

  it.each(LOST)(
    "$title: it was changed by somebody else, so that it cannot be deleted",
    async ({ answer }) => {
      const changed = json(200, table([metadata({ resourceVersion: "42" })]));
      const { secrets, server } = await plainCluster([answer, changed], options);
      expect((await failureOf(secrets.delete("s3", PRECONDITIONS))).kind).toBe("conflict");
      expect(server.log).toEqual(read);
    },
  );

  it.each(LOST.filter(({ closed }) => closed))("$title: it is sent once more", async ({ answer }) => {
    const there = json(200, table([metadata()]));
    const other = json(200, table([metadata({ uid: OTHER_UID })]));
    const marked = json(200, table([metadata({ deletionTimestamp: timestamp(0) })]));
    const changed = json(200, table([metadata({ resourceVersion: "42" })]));
    for (const [second, look, expected] of [
      [json(200, deleted()), undefined, "deleted"],
      [json(202, secret({ deletionTimestamp: timestamp(0) })), undefined, "pending"],
      [MISSING, MISSING, "deleted"],
      [failure(409, "Conflict"), other, "deleted"],
      [failure(409, "Conflict"), marked, "pending"],
      [failure(409, "Conflict"), changed, "conflict"],
      // The first one may still arrive.
      [failure(403, "Forbidden"), undefined, "outcome-unknown"],
      [hangUp, MISSING, "deleted"],
      [hangUp, there, "outcome-unknown"],
    ] as const) {
      const { secrets, server } = await plainCluster(
        [answer, there, second, ...(look === undefined ? [] : [look])],
        options,
      );
      expect(await outcomeOf(secrets.delete("s3", PRECONDITIONS))).toBe(expected);
      expect(server.log).toEqual([...read, ...(look === undefined ? read.slice(0, 1) : read)]);
      const [first, , again] = server.requests;
      expect(JSON.parse(String(again?.body))).toMatchObject({ preconditions: PRECONDITIONS });
      expect(again?.connection).not.toBe(first?.connection);
    }
  });

  it.each(LOST)("$title: a dry run changed nothing in any case", async ({ answer }) => {
    const { secrets, server } = await plainCluster([answer], options);
    const error = await failureOf(secrets.delete("s3", PRECONDITIONS, true));
    expect(["unreachable", "unavailable"]).toContain(error.kind);
    expect(server.log).toEqual(["DELETE /api/v1/namespaces/default/secrets/s3"]);
  });

  it.each([
    {
      title: "another one of that name",
      answer: json(200, table([metadata({ uid: OTHER_UID })])),
      expected: "deleted",
    },
    {
      title: "one that is being deleted",
      answer: json(200, table([metadata({ deletionTimestamp: timestamp(0) })])),
      expected: "pending",
    },
    { title: "403", answer: failure(403, "Forbidden"), expected: "outcome-unknown" },
    { title: "404 as a page", answer: html(404), expected: "outcome-unknown" },
    {
      title: "404 of the address",
      answer: failure(404, "NotFound", { details: {} }),
      expected: "outcome-unknown",
    },
    { title: "RST", answer: reset, expected: "outcome-unknown" },
    { title: "an empty table", answer: json(200, table([])), expected: "outcome-unknown" },
    {
      title: "a row of another name",
      answer: json(200, table([metadata({ name: "s4" })])),
      expected: "outcome-unknown",
    },
    { title: "two rows", answer: json(200, table([metadata(), metadata()])), expected: "outcome-unknown" },
  ])("the look finds $title: $expected", async ({ answer, expected }) => {
    const { secrets } = await plainCluster((request) => (request.method === "DELETE" ? reset : answer));
    expect(await outcomeOf(secrets.delete("s3", PRECONDITIONS))).toBe(expected);
  });

  it.each([
    { title: "a Status of another uid", value: deleted(OTHER_UID) },
    { title: "a Status without uid", value: { kind: "Status", status: "Success" } },
    { title: "a failure with 200", value: { ...deleted(), status: "Failure" } },
    { title: "a secret of another name", value: secret({ name: "s4" }) },
    { title: "a secret of another uid", value: secret({ uid: OTHER_UID }) },
    { title: "the secret, which is not being deleted", value: secret() },
    { title: "a Pod", value: { ...secret(), kind: "Pod" } },
    { title: "the deleted list of a whole collection", value: { kind: "SecretList", items: [secret()] } },
  ])("a confirmation with $title is none", async ({ value }) => {
    const { secrets, server } = await plainCluster([json(200, value), json(200, table([metadata()]))]);
    expect((await failureOf(secrets.delete("s3", PRECONDITIONS))).kind).toBe("outcome-unknown");
    expect(server.log).toEqual(read);
  });

  it("an idle connection that the server has cut is no obstacle", async () => {
    const { secrets, server } = await plainCluster((request) =>
      request.method === "GET" ? json(200, table([metadata()])) : json(200, deleted()),
    );
    await secrets.get("s3");
    server.resetConnections();
    expect(await outcomeOf(secrets.delete("s3", PRECONDITIONS))).toBe("deleted");
  });

  it("an idle connection that is closed just as the request goes out is no obstacle", async () => {
    let deletes = 0;
    const { secrets, server } = await plainCluster((request) => {
      if (request.method === "GET") return json(200, table([metadata()]));
      return deletes++ === 0 ? hangUp : json(200, deleted());
    });
    await secrets.get("s3");
    expect(await outcomeOf(secrets.delete("s3", PRECONDITIONS))).toBe("deleted");
    expect(server.log).toEqual([read[1], ...read, read[0]]);
  });
});

describe("get and getWithValues believe only the secret that was asked for", () => {
  it.each(ELSE)("$title", async ({ title, value }) => {
    const { secrets } = await plainCluster([json(200, value), json(200, value)]);
    expect((await failureOf(secrets.getWithValues("s3"))).kind).toBe("unreachable");
    if (title !== "a table") expect((await failureOf(secrets.get("s3"))).kind).toBe("unreachable");
  });

  it.each([
    { title: "another name", row: metadata({ name: "s4" }) },
    { title: "another namespace", row: metadata({ namespace: "other" }) },
    { title: "an empty uid", row: metadata({ uid: "" }) },
  ])("a table with $title", async ({ row }) => {
    const { secrets } = await plainCluster([json(200, table([row]))]);
    expect((await failureOf(secrets.get("s3"))).kind).toBe("unreachable");
  });
});
