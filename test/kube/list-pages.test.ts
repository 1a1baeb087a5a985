import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { metadata, page, secretList, table } from "../support/api-objects.js";
import { connectTo, failureOf, namesOf, plainCluster, startServer } from "../support/cluster.js";
import {
  type Answer,
  bytes,
  failure,
  html,
  json,
  type Received,
  reply,
  reset,
  silence,
} from "../support/fault-server.js";

const INCONSISTENT = "warning: the list took so long that its later part shows a later state of the cluster";

/** How large a page is, is no promise. */
const A_NUMBER = expect.stringMatching(/^[1-9]\d*$/);

const first = json(200, page(["a", "b"], "t1"));
const second = json(200, page(["c", "d"], "t2"));
const third = json(200, page(["e"]));

function expired(token?: string): Answer {
  return failure(410, "Expired", {
    message: "The provided continue parameter is too old to display a consistent list result.",
    metadata: token === undefined ? {} : { continue: token },
  });
}

function parametersOf({ url }: Received): Record<string, string> {
  return Object.fromEntries(new URL(url, "http://x").searchParams);
}

/** The names handed out before the error, and the error. */
async function brokenList(pages: AsyncIterable<{ secrets: readonly { name: string }[] }>) {
  const names: string[] = [];
  const error = await failureOf(
    (async () => {
      for await (const { secrets } of pages) names.push(...secrets.map(({ name }) => name));
    })(),
  );
  return { names, kind: error.kind, problem: error.problems[0] };
}

describe("what is asked", () => {
  const TABLE =
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io";
  it("list: tables in pages, following the tokens with the same selectors", async () => {
    const labels = { suite: "pachyderm", a: "b" };
    const answers = [["a", "b"], ["c", "d"], ["e"]].map((names, at) => {
      const rows = names.map((name) => metadata({ name, labels }));
      return json(200, table(rows, at < 2 ? { continue: `t${at + 1}` } : {}, "a=b,c\\d"));
    });
    const { secrets, server } = await plainCluster(answers);
    const pages = secrets.list({ labelSelector: "suite=pachyderm,a in (b,c)", type: "a=b,c\\d" });
    expect(await namesOf(pages)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    const common = {
      includeObject: "Metadata",
      limit: A_NUMBER,
      labelSelector: "suite=pachyderm,a in (b,c)",
      fieldSelector: "type=a\\=b\\,c\\\\d",
    };
    expect(server.requests.map(parametersOf)).toEqual([
      common,
      { ...common, continue: "t1" },
      { ...common, continue: "t2" },
    ]);
    expect(server.requests.map(({ headers }) => headers.accept)).toEqual([TABLE, TABLE, TABLE]);
    expect(new Set(server.log)).toEqual(new Set(["GET /api/v1/namespaces/default/secrets"]));
    expect(server.connections).toBe(1);
  });

  it("listWithValues: whole secrets in small pages", async () => {
    const { secrets, server } = await plainCluster([
      json(200, secretList(["a"], "t1")),
      json(200, secretList(["b"])),
    ]);
    expect(await namesOf(secrets.listWithValues({}))).toEqual([["a"], ["b"]]);
    expect(server.requests.map(parametersOf)).toEqual([
      { limit: A_NUMBER },
      { limit: A_NUMBER, continue: "t1" },
    ]);
    expect(server.requests[0]?.headers.accept).toBe("application/json");
  });

  it.each([
    { title: "small rows", padding: 0, limits: ["500", /^[1-4]\d{3}$/, /^[1-4]\d{3}$/] },
    { title: "rows of 1 KiB and more", padding: 1024, limits: ["500", /^[5-9]\d\d$/, /^[5-9]\d\d$/] },
    { title: "rows of 8 KiB", padding: 8192, limits: ["500", "500", "500"] },
  ])("pages grow to a mebibyte: $title", async ({ padding, limits }) => {
    const annotations = { padding: "x".repeat(padding) };
    const names = Array.from({ length: 20 }, (_, at) => `s${at}`);
    const rows = names.map((name) => metadata({ name, annotations }));
    const answers = ["t1", "t2", undefined].map((token) =>
      json(200, table(rows, token === undefined ? {} : { continue: token })),
    );
    const { secrets, server } = await plainCluster(answers);
    await namesOf(secrets.list({}));
    expect(server.requests.map((request) => parametersOf(request).limit)).toEqual(
      limits.map((limit) => (typeof limit === "string" ? limit : expect.stringMatching(limit))),
    );
  });

  it("all namespaces", async () => {
    const rows = table([metadata({ namespace: "one" }), metadata({ namespace: "two" })]);
    const { secrets, server } = await plainCluster([json(200, rows)]);
    expect(await namesOf(secrets.list({ allNamespaces: true }))).toEqual([["s3", "s3"]]);
    expect(server.log).toEqual(["GET /api/v1/secrets"]);
  });

  it("nothing is asked before somebody reads", async () => {
    const { secrets, server } = await plainCluster([third]);
    secrets.list({});
    expect(server.requests).toEqual([]);
  });

  it("a token travels unchanged, whatever is in it", async () => {
    const token = "a+b/c=&limit=1#x y%20\u00fc";
    const { secrets, server } = await plainCluster([json(200, page(["a"], token)), third]);
    await namesOf(secrets.list({}));
    expect(server.requests.map(parametersOf)[1]).toEqual({
      includeObject: "Metadata",
      limit: A_NUMBER,
      continue: token,
    });
  });

  it.each([null, []])("an empty list (rows: %j) is one page without secrets", async (rows) => {
    const { secrets } = await plainCluster([json(200, { ...page([]), rows })]);
    expect(await namesOf(secrets.list({}))).toEqual([[]]);
  });
});

describe("the next page", () => {
  it("is on its way while one is used", async () => {
    const { secrets, server } = await plainCluster([first, second, third]);
    const pages = secrets.list({});
    expect((await pages.next()).value.secrets).toHaveLength(2);
    await vi.waitFor(() => expect(server.requests).toHaveLength(2), { interval: 5 });
    expect((await pages.next()).value.secrets).toHaveLength(2);
    await vi.waitFor(() => expect(server.requests).toHaveLength(3), { interval: 5 });
    expect((await pages.next()).value.secrets).toHaveLength(1);
    expect((await pages.next()).done).toBe(true);
    expect(server.requests).toHaveLength(3);
  });

  it("may fail while nobody waits for it, and is not forgotten", async () => {
    const { secrets, server } = await plainCluster([first, failure(403, "Forbidden")]);
    const pages = secrets.list({});
    await pages.next();
    await vi.waitFor(() => expect(server.requests).toHaveLength(2), { interval: 5 });
    expect((await failureOf(pages.next())).kind).toBe("forbidden");
  });

  it("is left alone by a reader who stops", async () => {
    const { secrets, server } = await plainCluster([first, silence]);
    for await (const { secrets: page } of secrets.list({})) {
      expect(page).toHaveLength(2);
      break;
    }
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });
});

describe("a page that is larger than a reply may be", () => {
  const tooLarge = reply(
    200,
    { "Content-Type": "application/json", "Content-Encoding": "gzip" },
    gzipSync(Buffer.alloc(129 * 1024 * 1024, " ")),
  );

  it("is asked for again with fewer secrets, and so is the next one", async () => {
    const { secrets, server } = await plainCluster([tooLarge, first, tooLarge, tooLarge, second, third]);
    expect(await namesOf(secrets.list({}))).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    const asked = server.requests.map(parametersOf);
    expect(asked.map((parameters) => parameters.continue)).toEqual([
      undefined,
      undefined,
      "t1",
      "t1",
      "t1",
      "t2",
    ]);
    const limits = asked.map(({ limit }) => Number(limit));
    expect(limits[1]).toBeLessThan(Number(limits[0]) / 2);
    expect(limits[4]).toBeLessThan(Number(limits[2]) / 4);
  });

  it("is an error when it holds one secret", async () => {
    const { secrets, server } = await plainCluster([first, ...Array<Answer>(8).fill(tooLarge)]);
    const { names, kind, problem } = await brokenList(secrets.list({}));
    expect(names).toEqual(["a", "b"]);
    expect([kind, problem]).toEqual(["unreachable", expect.stringMatching(/is larger than \d+ bytes$/)]);
    expect(server.requests.length).toBeLessThan(10);
    expect(parametersOf(server.requests.at(-1) as Received).limit).toBe("1");
  });
});

describe("a page in the middle that fails never ends the list silently", () => {
  it.each([
    { title: "500", answer: failure(500, "InternalError"), kind: "unavailable" },
    { title: "502 as a page", answer: html(502), kind: "unreachable" },
    { title: "403", answer: failure(403, "Forbidden"), kind: "forbidden" },
    { title: "401", answer: failure(401, "Unauthorized"), kind: "unauthenticated" },
    {
      title: "404 of a namespace",
      answer: failure(404, "NotFound", { details: { kind: "namespaces" } }),
      kind: "not-found",
    },
    {
      title: "400",
      answer: failure(400, "BadRequest", { message: "continue key is not valid" }),
      kind: "rejected",
    },
    { title: "429", answer: reply(429, { "Retry-After": "999999" }), kind: "unavailable" },
    { title: "a reset", answer: reset, kind: "unreachable" },
    { title: "silence", answer: silence, kind: "unreachable" },
    {
      title: "a cut",
      answer: bytes("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n{", "end"),
      kind: "unreachable",
    },
    { title: "204", answer: reply(204, {}), kind: "unreachable" },
    { title: "a redirect", answer: reply(302, { Location: "/" }), kind: "unreachable" },
    { title: "a login page", answer: html(200), kind: "unreachable" },
    {
      title: "truncated JSON",
      answer: reply(200, { "Content-Type": "application/json" }, '{"kind":"Table"'),
      kind: "unreachable",
    },
    { title: "a Status", answer: json(200, { kind: "Status", status: "Success" }), kind: "unreachable" },
    { title: "a SecretList instead of a Table", answer: json(200, secretList(["x"])), kind: "unreachable" },
    {
      title: "a Table without rows",
      answer: json(200, { ...page([]), rows: undefined }),
      kind: "unreachable",
    },
    {
      title: "a Table without columns",
      answer: json(200, { ...page(["x"]), columnDefinitions: null }),
      kind: "unreachable",
    },
    {
      title: "a Table without a type column",
      answer: json(200, { ...page(["x"]), columnDefinitions: [] }),
      kind: "unreachable",
    },
    {
      title: "a row without its object",
      answer: json(200, { ...page([]), rows: [{ cells: ["x", "Opaque"] }] }),
      kind: "unreachable",
    },
    {
      title: "a row without a name",
      answer: json(200, table([metadata({ name: "" })])),
      kind: "unreachable",
    },
    {
      title: "a row without a uid",
      answer: json(200, table([metadata({ uid: undefined })])),
      kind: "unreachable",
    },
    {
      title: "a row of another namespace",
      answer: json(200, table([metadata({ namespace: "other" })])),
      kind: "unreachable",
    },
    {
      title: "labels that are no text",
      answer: json(200, table([metadata({ labels: { a: 1 } })])),
      kind: "unreachable",
    },
  ])("$title", async ({ answer, kind }) => {
    const { secrets } = await plainCluster((_request, at) => (at === 0 ? first : answer), {
      requestTimeout: 300,
    });
    const outcome = await brokenList(secrets.list({}));
    expect(outcome).toEqual({
      names: ["a", "b"],
      kind,
      problem: expect.stringMatching(/^cannot list secrets: /),
    });
  });
});

describe("values of another shape are refused in listWithValues", () => {
  const item = (fields: Record<string, unknown>) => ({
    ...secretList([]),
    items: [{ metadata: metadata(), type: "Opaque", ...fields }],
  });
  it.each([
    { title: "a table", value: page(["a"]) },
    { title: "no items", value: { ...secretList([]), items: null } },
    { title: "an item that is none", value: { ...secretList([]), items: [1] } },
    { title: "a value that is no text", value: item({ data: { a: 1 } }) },
    { title: "data that is a list", value: item({ data: [] }) },
    { title: "immutable that is no truth value", value: item({ immutable: "yes" }) },
    { title: "no type", value: item({ type: undefined }) },
  ])("$title", async ({ value }) => {
    const { secrets } = await plainCluster([json(200, value)]);
    expect((await brokenList(secrets.listWithValues({}))).kind).toBe("unreachable");
  });

  it("data keys are kept, __proto__ too", async () => {
    const body = JSON.stringify(item({})).replace(
      '"type":"Opaque"',
      '"type":"Opaque","data":{"__proto__":"YQ==","1":"Yg=="}',
    );
    const { secrets } = await plainCluster([reply(200, { "Content-Type": "application/json" }, body)]);
    const { value } = await secrets.listWithValues({}).next();
    expect(Object.entries(value.secrets[0].data).sort()).toEqual([
      ["1", "Yg=="],
      ["__proto__", "YQ=="],
    ]);
  });
});

describe("a token that expired (410)", () => {
  const empty = json(200, page([], "t1"));

  it("before anything was handed out: the list begins again", async () => {
    const { secrets, server, warnings } = await plainCluster([empty, expired("x"), first, second, third]);
    expect((await namesOf(secrets.list({}))).flat()).toEqual(["a", "b", "c", "d", "e"]);
    expect(server.requests.map((request) => parametersOf(request).continue)).toEqual([
      undefined,
      "t1",
      undefined,
      "t1",
      "t2",
    ]);
    expect(warnings).toEqual([]);
  });

  it("after that: the list goes on with the token that the server offers, and says so", async () => {
    const { secrets, server, warnings } = await plainCluster([first, expired("later"), second, third]);
    expect((await namesOf(secrets.list({}))).flat()).toEqual(["a", "b", "c", "d", "e"]);
    expect(server.requests.map((request) => parametersOf(request).continue)).toEqual([
      undefined,
      "t1",
      "later",
      "t2",
    ]);
    expect(warnings).toEqual([INCONSISTENT]);
  });

  it("after that and without an offer: an error", async () => {
    const { secrets } = await plainCluster([first, expired()]);
    expect(await brokenList(secrets.list({}))).toEqual({
      names: ["a", "b"],
      kind: "unavailable",
      problem: "cannot list secrets: the list changed faster than it could be read",
    });
  });

  it("on every first page: an error after three attempts", async () => {
    const { secrets, server } = await plainCluster(() => expired());
    expect((await brokenList(secrets.list({}))).kind).toBe("unavailable");
    expect(server.requests).toHaveLength(3);
  });

  it("again and again, with a new offer each time: an error, not a loop", async () => {
    const enough = 40;
    const { secrets, server } = await plainCluster((_request, at) =>
      at === 0 ? first : at < enough ? expired(`offer${at}`) : html(500),
    );
    const { kind } = await brokenList(secrets.list({}));
    expect(server.requests.length, "requests").toBeLessThan(enough);
    expect(kind).toBe("unavailable");
  });

  it("with the same offer again: an error", async () => {
    const { secrets, server } = await plainCluster((_request, at) => (at === 0 ? first : expired("same")));
    expect((await brokenList(secrets.list({}))).names).toEqual(["a", "b"]);
    expect(server.requests.length).toBeLessThan(5);
  });
});

describe("a list without end", () => {
  it.each([
    { title: "the same token", tokens: ["t1", "t1"] },
    { title: "two tokens in turn", tokens: ["t1", "t2", "t1"] },
  ])("$title", async ({ tokens }) => {
    const { secrets, server } = await plainCluster((_request, at) =>
      json(200, page([`s${at}`], tokens[at % tokens.length])),
    );
    const { kind, problem } = await brokenList(secrets.list({}));
    expect({ kind, problem }).toEqual({
      kind: "unreachable",
      problem: `cannot list secrets: ${server.origin} repeats a page without end`,
    });
    expect(server.requests.length).toBeLessThanOrEqual(tokens.length);
  });

  it("a token that no URL can hold is the server's fault, not a bug", async () => {
    const body = JSON.stringify(page(["a"], "TOKEN")).replace("TOKEN", "\\ud800");
    const { secrets } = await plainCluster([reply(200, { "Content-Type": "application/json" }, body)]);
    expect((await brokenList(secrets.list({}))).kind).toBe("unreachable");
  });
});

it("a cluster that stops in the middle is named", async () => {
  const server = await startServer({ script: [first, second] });
  const { secrets } = await connectTo({ server: server.origin });
  const pages = secrets.list({});
  await pages.next();
  await vi.waitFor(() => expect(server.requests).toHaveLength(2), { interval: 5 });
  await pages.next();
  await server.stop();
  const error = await failureOf(pages.next());
  expect(error.kind).toBe("unreachable");
  expect(error.problems[0]).toContain(server.origin);
});

describe("what was not asked for is no answer", () => {
  const row = (labels: Record<string, string>) => metadata({ labels });
  it.each([
    { title: "a label missing", query: { labelSelector: "team" }, row: row({}), type: "Opaque" },
    { title: "another value", query: { labelSelector: "team=a" }, row: row({ team: "b" }), type: "Opaque" },
    { title: "an excluded label", query: { labelSelector: "!team" }, row: row({ team: "" }), type: "Opaque" },
    { title: "another type", query: { type: "x/y" }, row: row({}), type: "Opaque" },
  ])("$title", async ({ query, row, type }) => {
    const list = { kind: "SecretList", apiVersion: "v1", metadata: {}, items: [{ metadata: row, type }] };
    const answers = [json(200, table([row], {}, type)), json(200, list)];
    const { secrets } = await plainCluster(answers);
    for (const pages of [secrets.list(query), secrets.listWithValues(query)]) {
      expect(await brokenList(pages)).toMatchObject({ names: [], kind: "unreachable" });
    }
  });

  it("empty pages with a fresh token each are followed for a while only", async () => {
    const { secrets, server } = await plainCluster((_, at) => json(200, page([], `t${at}`)));
    expect(await brokenList(secrets.list({}))).toMatchObject({
      names: [],
      kind: "unreachable",
      problem: expect.stringMatching(/ sends empty pages without end$/),
    });
    expect(server.requests.length).toBeLessThan(110);
  });

  it("an empty page between others is none of that", async () => {
    const { secrets } = await plainCluster((_, at) =>
      json(200, page(at % 2 ? [] : [`s${at}`], at < 300 ? `t${at}` : undefined)),
    );
    expect((await namesOf(secrets.list({}))).flat()).toHaveLength(151);
  });
});
