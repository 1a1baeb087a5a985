import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type Answer, failure, json, reset } from "../support/fault-server.js";
import {
  type ProxyBehaviour,
  type RecordingProxy,
  startHttpProxy,
  startSocksProxy,
} from "../support/proxies.js";
import {
  CANARY_DATA,
  CANARY_VALUE,
  metadata,
  NOT_FOUND,
  newSecret,
  PRECONDITIONS,
  secret,
  table,
} from "./api-objects.js";
import { Authority, type Issued } from "./authority.js";
import {
  base64,
  CANARY_TOKEN,
  type ClientOptions,
  connectTo,
  failureOf,
  outcomeOf,
  startServer,
  tlsCluster,
} from "./cluster.js";

let authority: Authority;
let good: Issued;
const answer = json(200, secret());

beforeAll(async () => {
  authority = await Authority.create();
  good = await authority.issue({ ip: "127.0.0.1" });
});

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

const kinds = [
  { scheme: "http", start: startHttpProxy, refusal: 407 },
  { scheme: "socks5", start: startSocksProxy, refusal: 5 },
];

describe.each(kinds)("proxy-url: $scheme", ({ start, refusal }) => {
  async function through(
    script: readonly Answer[] | (() => Answer),
    behaviour: ProxyBehaviour = {},
    issued = good,
    options: Partial<ClientOptions> = {},
  ) {
    const proxy = await startProxy(behaviour);
    const cluster = { "proxy-url": proxy.url, ...options.cluster };
    return { proxy, ...(await tlsCluster(authority, issued, script, { ...options, cluster })) };
  }

  async function startProxy(behaviour: ProxyBehaviour = {}): Promise<RecordingProxy> {
    const proxy = await start(behaviour);
    onTestFinished(() => proxy.stop());
    return proxy;
  }

  it("one tunnel serves several requests, and the proxy learns neither token nor values", async () => {
    const { secrets, server, proxy } = await through([
      answer,
      json(201, secret()),
      json(200, table([metadata()])),
    ]);
    await secrets.getWithValues("s3");
    await secrets.create(newSecret());
    await secrets.get("s3");
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array(3).fill(`Bearer ${CANARY_TOKEN}`),
    );
    expect(proxy.tunnels).toEqual([`127.0.0.1:${server.port}`]);
    expect(server.connections).toBe(1);
    const seen = proxy.seen().toString("latin1");
    for (const word of ["authorization", CANARY_TOKEN, CANARY_VALUE, CANARY_DATA.password]) {
      expect(seen.toLowerCase()).not.toContain(word.toLowerCase());
    }
  });

  it("several requests at once", async () => {
    const { secrets } = await through(() => answer);
    const found = await Promise.all(Array.from({ length: 20 }, () => secrets.getWithValues("s3")));
    expect(found).toHaveLength(20);
  });

  it("a plain http server behind it", async () => {
    const proxy = await startProxy();
    const server = await startServer({ script: () => answer });
    const { secrets } = await connectTo({ server: server.origin, cluster: { "proxy-url": proxy.url } });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(proxy.tunnels).toEqual([`127.0.0.1:${server.port}`]);
  });

  it("a write that gets lost is never sent twice: https", async () => {
    const { secrets, server } = await through([reset, failure(404, "NotFound", NOT_FOUND)]);
    expect(await outcomeOf(secrets.create(newSecret()))).toBe("outcome-unknown");
    expect(server.log.map((line) => line.split(" ")[0])).toEqual(["POST", "GET"]);
  });

  it("a write that gets lost is never sent twice: http", async () => {
    const proxy = await startProxy();
    const server = await startServer({ script: [reset, failure(404, "NotFound", NOT_FOUND)] });
    const { secrets } = await connectTo({ server: server.origin, cluster: { "proxy-url": proxy.url } });
    expect(await outcomeOf(secrets.create(newSecret()))).toBe("outcome-unknown");
    expect(server.log.map((line) => line.split(" ")[0])).toEqual(["POST", "GET"]);
  });

  it.each([
    { title: "refuses", behaviour: { refuseWith: refusal } },
    { title: "hangs up", behaviour: { drop: true } },
    { title: "is silent", behaviour: { silent: true } },
  ])("a proxy that $title: unreachable, and nothing was sent", async ({ behaviour }) => {
    const { secrets, server } = await through(() => answer, behaviour, good, { requestTimeout: 500 });
    const calls = [
      () => secrets.getWithValues("s3"),
      () => secrets.create(newSecret()),
      () => secrets.delete("s3", PRECONDITIONS),
    ];
    for (const call of calls) expect((await failureOf(call())).kind).toBe("unreachable");
    expect(server.connections).toBe(0);
  });

  it("a proxy that is not there", async () => {
    const { secrets, server, proxy } = await through(() => answer);
    await proxy.stop();
    expect((await failureOf(secrets.create(newSecret()))).kind).toBe("unreachable");
    expect(server.connections).toBe(0);
  });

  it("a proxy's password is not shown", async () => {
    const proxy = await startProxy({ refuseWith: refusal });
    const url = proxy.url.replace("://", `://user:${CANARY_TOKEN}@`);
    const { secrets } = await tlsCluster(authority, good, () => answer, {
      cluster: { "proxy-url": url },
      requestTimeout: 500,
    });
    expect((await failureOf(secrets.getWithValues("s3"))).kind).toBe("unreachable");
  });

  it.each([
    {
      title: "unknown CA",
      issue: async () => (await Authority.create("a stranger")).issue({ ip: "127.0.0.1" }),
      problem: "unknown authority",
    },
    {
      title: "localhost, where the address was asked for",
      issue: () => authority.issue({ dns: "localhost" }),
      problem: "another host name",
    },
    {
      title: "wrong host name",
      issue: () => authority.issue({ dns: "other.example" }),
      problem: "another host name",
    },
  ])("TLS is checked through it: $title", async ({ issue, problem }) => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    onTestFinished(() => void vi.unstubAllEnvs());
    const { secrets, server } = await through(() => answer, {}, await issue());
    const error = await failureOf(secrets.getWithValues("s3"));
    expect(error.kind).toBe("unreachable");
    expect(error.problems[0]).toContain(problem);
    expect(server.requests).toEqual([]);
  });

  it("tls-server-name and client certificate go through it", async () => {
    const proxy = await startProxy();
    const server = await startServer({
      script: [answer],
      tls: {
        ...(await authority.issue({ dns: "kubernetes.default" })),
        ca: authority.caCertificate,
        requestCert: true,
      },
    });
    const { cert, key } = await authority.issue({ forClient: true });
    const { secrets } = await connectTo({
      server: server.origin,
      cluster: {
        "proxy-url": proxy.url,
        "tls-server-name": "kubernetes.default",
        "certificate-authority-data": base64(authority.caCertificate),
      },
      user: { "client-certificate-data": base64(cert), "client-key-data": base64(key) },
    });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
  });
});
