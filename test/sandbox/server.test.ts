import { X509Certificate } from "node:crypto";
import { request } from "node:https";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/server.js";
import { COMPACTION_MS } from "../../src/sandbox/storage/store.js";
import { startTestSandbox } from "../support/sandbox.js";

const SECRETS = "/api/v1/namespaces/default/secrets";

interface Reply {
  status: number;
  json: { [field: string]: unknown; metadata: { continue: string }; items: unknown[]; message: string };
}

function call(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const options = {
    method,
    ca: sandbox.caCertificate,
    agent: false,
    headers: { Authorization: `Bearer ${sandbox.token}`, ...headers },
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${sandbox.url}${path}`, options, async (reply) => {
      let text = "";
      for await (const chunk of reply) text += chunk;
      resolve({ status: reply.statusCode ?? 0, json: text === "" ? undefined : JSON.parse(text) });
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

describe("startSandbox", () => {
  it("listens on this machine only, with a certificate of its own authority", async () => {
    const sandbox = await startTestSandbox();
    const certificate = new X509Certificate(sandbox.caCertificate);
    expect(sandbox.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(certificate.ca).toBe(true);
    expect((await call(sandbox, "GET", SECRETS)).status).toBe(200);
  });

  it("has another token and authority each time", async () => {
    const [one, other] = [await startTestSandbox(), await startTestSandbox()];
    expect(one.token).not.toBe(other.token);
    expect(one.caCertificate).not.toBe(other.caCertificate);
    expect(
      (await call(other, "GET", SECRETS, undefined, { Authorization: `Bearer ${one.token}` })).status,
    ).toBe(401);
  });

  it("gives a kubeconfig that holds everything", async () => {
    const sandbox = await startTestSandbox();
    expect(JSON.parse(sandbox.kubeconfig())).toEqual({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "sandbox",
      clusters: [
        {
          name: "sandbox",
          cluster: {
            server: sandbox.url,
            "certificate-authority-data": Buffer.from(sandbox.caCertificate).toString("base64"),
          },
        },
      ],
      users: [{ name: "sandbox", user: { token: sandbox.token } }],
      contexts: [{ name: "sandbox", context: { cluster: "sandbox", user: "sandbox", namespace: "default" } }],
    });
  });

  it("remembers what was asked for, but no bodies and no headers", async () => {
    const sandbox = await startTestSandbox();
    await call(sandbox, "POST", `${SECRETS}?dryRun=All`, {
      metadata: { name: "x" },
      stringData: { k: "hidden" },
    });
    await call(sandbox, "GET", "/nope", undefined, { Authorization: "Bearer hidden" });
    expect(sandbox.requests).toEqual([
      { method: "POST", path: `${SECRETS}?dryRun=All` },
      { method: "GET", path: "/nope" },
    ]);
  });

  it("takes times from its clock", async () => {
    let now = new Date("2026-01-01T00:00:00.900Z");
    const sandbox = await startTestSandbox({ now: () => now });
    const { json } = await call(sandbox, "POST", SECRETS, { metadata: { name: "x" } });
    expect(json.metadata).toMatchObject({ creationTimestamp: "2026-01-01T00:00:00Z" });
    now = new Date("2026-01-01T03:00:00Z");
    const table = await call(sandbox, "GET", `${SECRETS}?includeObject=None`, undefined, {
      Accept: "application/json;as=Table;v=v1;g=meta.k8s.io",
    });
    expect(table.json.rows).toEqual([{ cells: ["x", "Opaque", 0, "3h"], object: null }]);
  });

  it("answers 410 for a snapshot that is gone, with a token for the rest", async () => {
    let time = Date.parse("2026-01-01T00:00:00Z");
    const sandbox = await startTestSandbox({ now: () => new Date(time) });
    for (const name of ["a", "b", "c"]) await call(sandbox, "POST", SECRETS, { metadata: { name } });
    const first = await call(sandbox, "GET", `${SECRETS}?limit=1`);
    await call(sandbox, "DELETE", `${SECRETS}/b`);
    await call(sandbox, "POST", SECRETS, { metadata: { name: "d" } });
    time += COMPACTION_MS;
    const gone = await call(sandbox, "GET", `${SECRETS}?limit=1&continue=${first.json.metadata.continue}`);
    const { continue: token } = gone.json.metadata;
    expect(gone).toEqual({
      status: 410,
      json: {
        kind: "Status",
        apiVersion: "v1",
        metadata: { continue: token },
        status: "Failure",
        message:
          "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
        reason: "Expired",
        code: 410,
      },
    });
    expect(Buffer.from(token, "base64url").toString()).toBe(
      '{"v":"meta.k8s.io/v1","rv":-1,"start":"/a\\u0000"}',
    );
    const rest = await call(sandbox, "GET", `${SECRETS}?continue=${token}`);
    expect(rest.json.items).toMatchObject([{ metadata: { name: "c" } }, { metadata: { name: "d" } }]);
    const exact = await call(sandbox, "GET", `${SECRETS}?resourceVersion=2&limit=1`);
    expect([exact.status, exact.json.message]).toEqual([
      410,
      "The resourceVersion for the provided list is too old.",
    ]);
  });

  it("does not serve watches, replacements and collections yet", async () => {
    const sandbox = await startTestSandbox();
    const calls = [
      call(sandbox, "GET", `${SECRETS}?watch=true`),
      call(sandbox, "PUT", `${SECRETS}/x`, {}),
      call(sandbox, "DELETE", SECRETS),
    ];
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([405, 405, 405]);
  });

  it("closes with connections open", async () => {
    const sandbox = await startTestSandbox();
    const socket = connect(Number(new URL(sandbox.url).port), "127.0.0.1");
    const closed = new Promise((resolve) => socket.on("close", resolve).on("error", () => {}));
    await new Promise((resolve) => socket.on("connect", resolve));
    await sandbox.close();
    await closed;
  });
});
