import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PRECONDITIONS, secret, UID } from "../support/api-objects.js";
import { connectTo, failureOf, plainCluster } from "../support/cluster.js";
import {
  type Answer,
  bytes,
  dripping,
  gzipped,
  hangUp,
  html,
  json,
  reply,
  reset,
  resetEarly,
  silence,
} from "../support/fault-server.js";

const NOW = JSON.stringify(secret());
const JSON_TYPE = { "Content-Type": "application/json" };

function http11(headers: string, body: string | Uint8Array, status = "200 OK"): Buffer {
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n${headers}\r\n`),
    typeof body === "string" ? Buffer.from(body) : body,
  ]);
}

const CHUNK = `${Buffer.byteLength(NOW).toString(16)}\r\n${NOW}\r\n`;

describe("a reply that can be read", () => {
  const cases: { title: string; answer: Answer }[] = [
    { title: "with Content-Length", answer: json(200, secret()) },
    { title: "compressed", answer: gzipped(200, secret()) },
    {
      title: "in chunks",
      answer: {
        play: ({ response }) => void response.writeHead(200, JSON_TYPE).write(NOW, () => response.end()),
      },
    },
    { title: "ended by closing the connection", answer: bytes(http11("Connection: close\r\n", NOW), "end") },
    {
      title: "of HTTP/1.0",
      answer: bytes(`HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n${NOW}`, "end"),
    },
    {
      title: "as text/plain, as a server without its store sends it",
      answer: reply(200, { "Content-Type": "text/plain" }, NOW),
    },
    {
      title: "with a blank before the parameters of its content type",
      answer: reply(200, { "Content-Type": "application/json ; charset=utf-8" }, NOW),
    },
    {
      title: "after a flood of interim replies",
      answer: bytes(
        Buffer.concat([
          Buffer.from("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(500)),
          http11("Connection: close\r\n", NOW),
        ]),
        "end",
      ),
    },
    { title: "with cookies", answer: json(200, secret(), { "Set-Cookie": "session=1" }) },
  ];
  it.each(cases)("$title", async ({ answer }) => {
    const { secrets, server } = await plainCluster([answer, json(200, secret())]);
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(server.log).toEqual([
      "GET /api/v1/namespaces/default/secrets/s3",
      "GET /api/v1/namespaces/default/secrets/s3",
    ]);
    expect(server.requests[1]?.headers).not.toHaveProperty("cookie");
  });
});

describe("a reply that is not believed", () => {
  const big = 5000;
  const cases: { title: string; answer: Answer; problem: string }[] = [
    {
      title: "truncated JSON",
      answer: reply(200, JSON_TYPE, NOW.slice(0, 60)),
      problem: "is not a Kubernetes API",
    },
    {
      title: "text after the JSON",
      answer: reply(200, JSON_TYPE, `${NOW}x`),
      problem: "is not a Kubernetes API",
    },
    {
      title: "NaN",
      answer: reply(200, JSON_TYPE, NOW.replace('"data"', '"n":NaN,"data"')),
      problem: "is not a Kubernetes API",
    },
    { title: "nothing", answer: reply(200, JSON_TYPE), problem: "is not a Kubernetes API" },
    { title: "null", answer: json(200, null), problem: "is not a Kubernetes API" },
    { title: "a list", answer: json(200, [secret()]), problem: "is not a Kubernetes API" },
    {
      title: "a hundred thousand brackets",
      answer: reply(200, JSON_TYPE, "[".repeat(100_000) + "]".repeat(100_000)),
      problem: "is not a Kubernetes API",
    },
    {
      title: "invalid UTF-8",
      answer: reply(
        200,
        JSON_TYPE,
        Buffer.concat([Buffer.from('{"kind":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      ),
      problem: "cannot be read",
    },
    {
      title: "gzip that is none",
      answer: reply(200, { ...JSON_TYPE, "Content-Encoding": "gzip" }, NOW),
      problem: "cannot be read",
    },
    {
      title: "gzip cut off",
      answer: reply(200, { ...JSON_TYPE, "Content-Encoding": "gzip" }, gzipSync(NOW).subarray(0, 40)),
      problem: "cannot be read",
    },
    {
      title: "another encoding",
      answer: reply(200, { ...JSON_TYPE, "Content-Encoding": "br" }, NOW),
      problem: "cannot be read",
    },
    {
      title: "a login page",
      answer: html(200),
      problem: "is not a Kubernetes API: it answered 200 with text/html",
    },
    {
      title: "a proxy's 502 page",
      answer: html(502),
      problem: "is not a Kubernetes API: it answered 502 with text/html",
    },
    {
      title: "a proxy's 403 page",
      answer: html(403),
      problem: "is not a Kubernetes API: it answered 403 with text/html",
    },
    {
      title: "a web server's 404 page",
      answer: html(404),
      problem: "is not a Kubernetes API: it answered 404 with text/html",
    },
    { title: "202", answer: json(202, secret()), problem: "it answered 202" },
    { title: "204", answer: reply(204, {}), problem: "it answered 204 with no content type" },
    { title: "205", answer: reply(205, {}), problem: "it answered 205" },
    { title: "206", answer: json(206, secret()), problem: "it answered 206" },
    { title: "299", answer: json(299, secret()), problem: "it answered 299" },
    { title: "304", answer: reply(304, {}), problem: "answered with a redirect (304)" },
    { title: "no HTTP", answer: bytes("SSH-2.0-OpenSSH_9.6\r\n", "end"), problem: "the reply is not HTTP" },
    {
      title: "headers without end",
      answer: bytes(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(100_000)}`),
      problem: "the reply is not HTTP",
    },
    {
      title: "two lengths",
      answer: bytes(http11(`Content-Length: ${big}\r\nContent-Length: 3\r\n`, NOW)),
      problem: "the reply is not HTTP",
    },
    { title: "a shorter Content-Length", answer: bytes(http11("Content-Length: 20\r\n", NOW)), problem: "" },
  ];
  it.each(cases)("$title", async ({ answer, problem }) => {
    const { secrets, server } = await plainCluster([answer]);
    const error = await failureOf(secrets.getWithValues("s3"));
    expect(error.kind).toBe("unreachable");
    expect(error.problems).toEqual([expect.stringContaining(`cannot inspect secret "s3": `)]);
    expect(error.problems[0]).toContain(problem);
    expect(error.problems[0]).not.toMatch(/log in|<h1>/);
    expect(server.requests).toHaveLength(1);
  });
});

describe("a reply that is cut off", () => {
  const cases: { title: string; answer: Answer }[] = [
    { title: "RST before the reply", answer: reset },
    { title: "RST before the request is read", answer: resetEarly },
    { title: "FIN before the reply", answer: hangUp },
    { title: "RST after the headers", answer: bytes(http11("Content-Length: 500\r\n", ""), "reset") },
    { title: "RST in the body", answer: bytes(http11("Content-Length: 5000\r\n", NOW), "reset") },
    { title: "FIN after the headers", answer: bytes(http11("Content-Length: 500\r\n", ""), "end") },
    {
      title: "FIN in a body with Content-Length",
      answer: bytes(http11("Content-Length: 5000\r\n", NOW), "end"),
    },
    { title: "FIN in the headers", answer: bytes("HTTP/1.1 200 OK\r\nContent-Ty", "end") },
    {
      title: "chunks without the last one",
      answer: bytes(http11("Transfer-Encoding: chunked\r\n", CHUNK), "end"),
    },
    {
      title: "FIN within a chunk",
      answer: bytes(http11("Transfer-Encoding: chunked\r\n", CHUNK.slice(0, 50)), "end"),
    },
  ];
  it.each(cases)("$title: a read is repeated on a new connection", async ({ answer }) => {
    const { secrets, server } = await plainCluster([answer, json(200, secret())]);
    expect((await secrets.getWithValues("s3")).uid).toBe(UID);
    expect(server.requests[1]?.connection).toBe(1);
  });

  it.each(cases)("$title: every time", async ({ answer }) => {
    const { secrets, server } = await plainCluster(() => answer);
    const error = await failureOf(secrets.getWithValues("s3"));
    expect(error.kind).toBe("unreachable");
    expect(error.problems[0]).toMatch(
      /was cut off|connection was reset|connection was closed|connection failed/,
    );
    expect(server.requests.length).toBeLessThanOrEqual(5);
    expect(server.requests.length).toBeGreaterThan(1);
  });

  it("an upgrade to another protocol ends as an error", async () => {
    const { secrets } = await plainCluster(() =>
      bytes("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
    );
    expect((await failureOf(secrets.getWithValues("s3"))).kind).toBe("unreachable");
  });
});

describe("the time of one request is limited", () => {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${NOW.length}\r\n\r\n`;
  const cases: { title: string; answer: Answer }[] = [
    { title: "silence", answer: silence },
    { title: "headers byte by byte", answer: dripping(head + NOW, 20) },
    {
      title: "a body byte by byte",
      answer: {
        play: (line) => {
          line.write(head);
          return dripping(NOW, 20).play(line);
        },
      },
    },
    {
      title: "interim replies without end",
      answer: dripping("HTTP/1.1 102 Processing\r\n\r\n".repeat(1000), 1),
    },
    {
      title: "a chunked body that goes on for ever",
      answer: dripping(
        `${head.replace(/Content-Length.*/, "Transfer-Encoding: chunked")}${"1\r\n \r\n".repeat(1000)}`,
        2,
      ),
    },
  ];
  it.each(cases)("$title", async ({ answer }) => {
    const { secrets, server } = await plainCluster(() => answer, { requestTimeout: 300 });
    const started = performance.now();
    const error = await failureOf(secrets.getWithValues("s3"));
    expect(error.kind).toBe("unreachable");
    expect(error.problems).toEqual([`cannot inspect secret "s3": ${server.origin} did not answer in 0.3 s`]);
    expect(performance.now() - started).toBeLessThan(1500);
    expect(server.requests).toHaveLength(1);
  });

  it("0 is no limit", async () => {
    const { secrets } = await plainCluster([dripping(head + NOW, 1)], { requestTimeout: 0 });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
  });
});

describe("a server that cannot be reached", () => {
  it("refuses the connection: names server and context, quickly", async () => {
    const { secrets, server } = await plainCluster([]);
    await server.stop();
    const started = performance.now();
    for (const call of [() => secrets.getWithValues("s3"), () => secrets.delete("s3", PRECONDITIONS)]) {
      const error = await failureOf(call());
      expect(error.kind).toBe("unreachable");
      expect(error.problems[0]).toContain(`cannot reach ${server.origin}: the connection was refused`);
      expect(error.hint).toContain('"faulty"');
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("has an unknown host name", async () => {
    const { secrets } = await connectTo({ server: "http://no-such-host.invalid:1", requestTimeout: 3000 });
    const error = await failureOf(secrets.get("s3"));
    expect(error.kind).toBe("unreachable");
    expect(error.problems[0]).toContain("http://no-such-host.invalid:1");
  });
});

describe("what is sent", () => {
  it("a read has no body and asks for gzip", async () => {
    const { secrets, server } = await plainCluster([json(200, secret())]);
    await secrets.getWithValues("s3");
    expect(server.requests[0]?.headers).toEqual({
      host: `127.0.0.1:${server.port}`,
      accept: "application/json",
      "accept-encoding": "gzip",
      connection: "keep-alive",
      "user-agent": "pachctl/0.0.0 (test/test)",
    });
  });

  it("disable-compression is kept to", async () => {
    const { secrets, server } = await plainCluster([json(200, secret())], {
      cluster: { "disable-compression": true },
    });
    await secrets.getWithValues("s3");
    expect(server.requests[0]?.headers).not.toHaveProperty("accept-encoding");
  });

  it("one connection serves one request after the other", async () => {
    const { secrets, server } = await plainCluster(() => json(200, secret()));
    for (let count = 0; count < 5; count++) await secrets.getWithValues("s3");
    expect(server.connections).toBe(1);
  });

  it("an idle connection that the server has cut is replaced for a read", async () => {
    const { secrets, server } = await plainCluster(() => json(200, secret()));
    await secrets.getWithValues("s3");
    server.resetConnections();
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(server.connections).toBe(2);
  });

  it("many requests at once share sixteen connections", async () => {
    const { secrets, server } = await plainCluster((request) =>
      json(200, secret({ name: request.url.split("/").at(-1) })),
    );
    const names = Array.from({ length: 100 }, (_, at) => `s${at}`);
    const found = await Promise.all(names.map((name) => secrets.getWithValues(name)));
    expect(found.map(({ name }) => name)).toEqual(names);
    expect(server.connections).toBeLessThanOrEqual(16);
  });

  it.each([
    { path: "", sent: "/api/v1/namespaces/default/secrets/s3" },
    { path: "/", sent: "/api/v1/namespaces/default/secrets/s3" },
    { path: "/k8s/clusters/c-1/", sent: "/k8s/clusters/c-1/api/v1/namespaces/default/secrets/s3" },
  ])("the path of the server URL is kept: '$path'", async ({ path, sent }) => {
    const { server } = await plainCluster([json(200, secret())]);
    const { secrets } = await connectTo({ server: `${server.origin}${path}` });
    await secrets.getWithValues("s3");
    expect(server.requests[0]?.url).toBe(sent);
  });

  it("-v shows what decided, and then method, path, status and time", async () => {
    const { secrets, traces } = await plainCluster([json(200, secret())]);
    await secrets.getWithValues("s3");
    expect(traces).toEqual([
      expect.stringMatching(/^context "faulty": /),
      expect.stringMatching(/^cluster "c": /),
      expect.stringMatching(/^user "u": /),
      'namespace "default": the default',
      expect.stringMatching(/^GET \/api\/v1\/namespaces\/default\/secrets\/s3 200 \d+ ms$/),
    ]);
  });
});

describe("warnings of the server", () => {
  const warned = (...values: string[]): Answer => json(200, secret(), { Warning: values });
  const said = (text: string): string => `warning: the server says: ${text}`;
  it.each([
    { title: "one", answer: warned('299 - "is deprecated"'), expected: [said("is deprecated")] },
    { title: "quoted characters", answer: warned('299 - "a \\"b\\" \\\\c"'), expected: [said('a "b" \\c')] },
    { title: "the same one twice", answer: warned('299 - "a"', '299 - "a"'), expected: [said("a")] },
    {
      title: "two in one header",
      answer: warned('299 - "a", 299 - "b, c"'),
      expected: [said("a"), said("b, c")],
    },
    { title: "nonsense", answer: warned("nonsense", "299", '299 - "open'), expected: [] },
    {
      title: "a hundred",
      answer: warned(...Array.from({ length: 100 }, (_, at) => `299 - "w${at}"`)),
      expected: Array.from({ length: 10 }, (_, at) => said(`w${at}`)),
    },
    // Go writes UTF-8 into headers, and Node reads Latin-1.
    {
      title: "UTF-8",
      answer: warned(Buffer.from('299 - "veraltet für ü"').toString("latin1")),
      expected: [said("veraltet für ü")],
    },
  ])("$title", async ({ answer, expected }) => {
    const { secrets, warnings } = await plainCluster(() => answer);
    await secrets.getWithValues("s3");
    await secrets.getWithValues("s3");
    expect(warnings).toEqual(expected);
  });
});

describe("redirects are never followed", () => {
  it.each([301, 302, 303, 307, 308])("%d to another server, and to itself", async (status) => {
    const { server: other } = await plainCluster(() => json(200, secret()));
    for (const location of [
      `${other.origin}/api/v1/namespaces/default/secrets/s3`,
      "/api/v1/namespaces/default/secrets/s3",
    ]) {
      const { secrets, server } = await plainCluster(() => reply(status, { Location: location }));
      const error = await failureOf(secrets.getWithValues("s3"));
      expect(error.kind).toBe("unreachable");
      expect(error.problems).toEqual([
        `cannot inspect secret "s3": ${server.origin} answered with a redirect (${status}), which is not followed`,
      ]);
      expect(server.requests).toHaveLength(1);
    }
    expect(other.requests).toEqual([]);
  });
});
