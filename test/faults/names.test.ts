import { describe, expect, it } from "vitest";
import { PRECONDITIONS, secret } from "../support/api-objects.js";
import { connectTo, failureOf, plainCluster, startServer } from "../support/cluster.js";
import { json } from "../support/fault-server.js";

/** client-go and client-node have deleted whole collections for names like these. */
const NAMES = [
  "",
  ".",
  "..",
  "...",
  "a/b",
  "/",
  "../secrets",
  "%2e",
  "%2e%2e",
  "a%2fb",
  "x?y",
  "x#y",
  "x\ny",
  "x\n",
  "x\r\nHost: y",
  "x y",
  " x",
  "x\t",
  "x\u0000",
  "\u202ex",
  "\uff0e",
  "s3\u0301",
  "S3",
  "-x",
  "x-",
  "x..y",
  ".x",
  "x.",
  "x_y",
  "x:y",
  "x;y",
  "x&y",
  "x=y",
  "x\\y",
  "\ud800",
  "x".repeat(254),
];
const NAMESPACES = [...NAMES.filter((name) => name !== ""), "a.b", "x".repeat(64)];

describe("a name that is none never reaches the wire", () => {
  it.each(NAMES.map((name) => ({ name })))("$name", async ({ name }) => {
    const { secrets, server } = await plainCluster(() => json(200, secret({ name })));
    const calls = [
      () => secrets.get(name),
      () => secrets.getWithValues(name),
      () => secrets.delete(name, PRECONDITIONS),
      () => secrets.delete(name, PRECONDITIONS, true),
    ];
    for (const call of calls) expect((await failureOf(call())).kind).toBe("usage");
    expect(server.connections).toBe(0);
  });
});

describe("a namespace that is none never reaches the wire", () => {
  it.each(["", ...NAMESPACES].map((namespace) => ({ namespace })))(
    "--namespace $namespace",
    async ({ namespace }) => {
      const server = await startServer({});
      const error = await failureOf(connectTo({ server: server.origin, namespace }));
      expect(error.kind).toBe("usage");
      expect(error.problems[0]).toContain("--namespace");
      expect(server.connections).toBe(0);
    },
  );
});

it("the longest names are good", async () => {
  const name = "x".repeat(253);
  const namespace = "y".repeat(63);
  const { secrets, server } = await plainCluster([json(200, secret({ name, namespace }))], { namespace });
  expect((await secrets.getWithValues(name)).name).toBe(name);
  expect(server.log).toEqual([`GET /api/v1/namespaces/${namespace}/secrets/${name}`]);
});
