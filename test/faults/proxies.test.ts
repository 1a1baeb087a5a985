import { X509Certificate } from "node:crypto";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  CANARY_DATA,
  CANARY_VALUE,
  metadata,
  NOT_FOUND,
  newSecret,
  PRECONDITIONS,
  secret,
  table,
} from "../support/api-objects.js";
import { Authority, type Issued } from "../support/authority.js";
import {
  base64,
  CANARY_TOKEN,
  type ClientOptions,
  connectTo,
  failureOf,
  namesOf,
  outcomeOf,
  startServer,
  tlsCluster,
} from "../support/cluster.js";
import { type Answer, failure, json, reset } from "../support/fault-server.js";
import { makeNamespace } from "../support/namespaces.js";
import { credential, PluginFolder, V1 } from "../support/plugins.js";
import { runProcess, runProgram } from "../support/program.js";
import {
  type ProxyBehaviour,
  type RecordingProxy,
  startHttpProxy,
  startSocksProxy,
} from "../support/proxies.js";
import { startRecordingServer } from "../support/recording-server.js";
import { SERVERS, suiteName, type TestServer } from "../support/servers.js";

let authority: Authority;
let good: Issued;
const answer = json(200, secret());

beforeAll(async () => {
  authority = await Authority.create();
  good = await authority.issue({ ip: "127.0.0.1" });
});

const HAS_IPV6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);
const NO_IPV6 = HAS_IPV6 ? "" : " (skipped: this machine has no ::1)";

const kinds = [
  { scheme: "http", start: startHttpProxy, refusal: 407 },
  { scheme: "socks5", start: startSocksProxy, refusal: 5 },
];

describe.each(kinds)("proxy-url: $scheme", ({ scheme, start, refusal }) => {
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
    const { kind, problems } = await failureOf(secrets.create(newSecret()));
    expect({ kind, problems }).toEqual({
      kind: "unreachable",
      problems: [
        expect.stringContaining(`: cannot reach the proxy ${proxy.url}: the connection was refused`),
      ],
    });
    expect(server.connections).toBe(0);
  });

  it("a proxy whose name is unknown", async () => {
    const cluster = { "proxy-url": `${scheme}://user:${CANARY_TOKEN}@proxy.invalid:3128` };
    const { secrets } = await through(() => answer, {}, good, { cluster });
    const { problems } = await failureOf(secrets.create(newSecret()));
    expect(problems.join()).not.toContain(CANARY_TOKEN);
    expect(problems).toEqual([
      expect.stringMatching(
        new RegExp(`: cannot reach the proxy ${scheme}://\\S*proxy\\.invalid:3128: the host name `),
      ),
    ]);
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

  it("no header of ours is for the proxy: not whom we act as, either", async () => {
    const { secrets, server, proxy } = await through([answer], {}, good, {
      user: { token: CANARY_TOKEN, as: "jane", "as-groups": ["admins"] },
    });
    await secrets.getWithValues("s3");
    expect(server.requests[0]?.headers["impersonate-user"]).toBe("jane");
    expect(proxy.seen().toString("latin1").toLowerCase()).not.toMatch(/impersonate|jane|admins|bearer/);
  });

  it("user and password go to the proxy only, percent-decoded, and are never shown", async () => {
    const login = `us er:${CANARY_TOKEN}@:/ü`;
    const proxy = await startProxy({ login });
    const url = proxy.url.replace("://", `://us%20er:${CANARY_TOKEN}%40%3A%2F%C3%BC@`);
    const { secrets, server, traces } = await tlsCluster(authority, good, [answer], {
      cluster: { "proxy-url": url },
      user: {},
    });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(proxy.logins).toEqual([login]);
    expect(server.requests[0]?.rawHeaders.join("\n").toLowerCase()).not.toMatch(/authorization/);
    expect(traces.join("\n")).toContain(`proxy ${proxy.url.replace("://", "://***@")}`);
  });

  it.each([
    { title: "none", userInfo: "", problem: { http: "user name and a password", socks5: "the proxy" } },
    {
      title: "wrong",
      userInfo: `u:${CANARY_TOKEN}@`,
      problem: { http: "user name and a password", socks5: "rejected the user name or the password" },
    },
  ])("user and password $title: the error says so", async ({ userInfo, problem }) => {
    const proxy = await startProxy({ login: "other:password" });
    const { secrets, server } = await tlsCluster(authority, good, () => answer, {
      cluster: { "proxy-url": proxy.url.replace("://", `://${userInfo}`) },
    });
    const error = await failureOf(secrets.create(newSecret()));
    expect({ kind: error.kind, problem: error.problems[0] }).toEqual({
      kind: "unreachable",
      problem: expect.stringContaining(problem[scheme as "http" | "socks5"]),
    });
    expect(server.connections).toBe(0);
  });

  it("the proxy looks names up, as in Go", async () => {
    const proxy = await startProxy({ hosts: { "kube.test": "127.0.0.1" } });
    const server = await startServer({
      script: () => answer,
      tls: await authority.issue({ dns: "kube.test" }),
    });
    const { secrets } = await connectTo({
      server: `https://kube.test:${server.port}`,
      cluster: { "proxy-url": proxy.url, ...trustAuthority() },
    });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(proxy.tunnels).toEqual([`kube.test:${server.port}`]);
  });

  it("a server with an address of IPv6", async () => {
    const proxy = await startProxy({ hosts: { "2001:db8::7": "127.0.0.1" } });
    const server = await startServer({
      script: () => answer,
      tls: await authority.issue({ ip: "2001:db8::7" }),
    });
    const { secrets } = await connectTo({
      server: `https://[2001:db8::7]:${server.port}`,
      cluster: { "proxy-url": proxy.url, ...trustAuthority() },
    });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(proxy.tunnels).toEqual([`[2001:db8::7]:${server.port}`]);
  });

  it.skipIf(!HAS_IPV6)(`a proxy with an address of IPv6${NO_IPV6}`, async () => {
    const { secrets, proxy } = await through([answer], { address: "::1" });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(proxy.tunnels).toHaveLength(1);
  });

  it("proxy-url before HTTPS_PROXY, whatever NO_PROXY says", async () => {
    const { secrets, proxy } = await through([answer], {}, good, {
      env: { HTTPS_PROXY: "http://127.0.0.1:1", NO_PROXY: "*" },
    });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(proxy.tunnels).toHaveLength(1);
  });

  it.each(["HTTPS_PROXY", "https_proxy"])("%s of the environment", async (name) => {
    const proxy = await startProxy({ hosts: { "kube.test": "127.0.0.1" }, login: `u:${CANARY_TOKEN}` });
    const server = await startServer({
      script: () => answer,
      tls: await authority.issue({ dns: "inner.test" }),
    });
    const { secrets, traces } = await connectTo({
      server: `https://kube.test:${server.port}`,
      cluster: { "tls-server-name": "inner.test", ...trustAuthority() },
      env: { [name]: proxy.url.replace("://", `://u:${CANARY_TOKEN}@`) },
    });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(proxy.tunnels).toEqual([`kube.test:${server.port}`]);
    expect(traces.join("\n")).toContain(name);
  });

  it("a renewed client certificate is used through the proxy", async () => {
    const plugins = await PluginFolder.make();
    const [first, second] = await Promise.all([
      authority.issue({ forClient: true }),
      authority.issue({ forClient: true }),
    ]);
    await plugins.answering(
      ...[first, second].map(({ cert, key }) =>
        credential({ clientCertificateData: cert, clientKeyData: key }),
      ),
    );
    const serialOf = ({ cert }: Issued): string => new X509Certificate(cert).serialNumber;
    const proxy = await startProxy();
    const server = await startRecordingServer(
      { ...good, ca: authority.caCertificate },
      ({ certificate }) => certificate === serialOf(second),
    );
    onTestFinished(() => server.stop());
    const { secrets } = await connectTo({
      server: server.origin,
      requestTimeout: 20_000,
      cluster: { "proxy-url": proxy.url, ...trustAuthority() },
      user: { exec: { ...V1, command: plugins.at("plugin") } },
      env: { PATH: process.env.PATH },
    });
    expect(await namesOf(secrets.list({}))).toEqual([[]]);
    expect(server.take().map(({ certificate }) => certificate)).toEqual([serialOf(first), serialOf(second)]);
    expect(proxy.tunnels).toEqual(Array(2).fill(`127.0.0.1:${server.port}`));
  });
});

function trustAuthority(): Record<string, string> {
  return { "certificate-authority-data": base64(authority.caCertificate) };
}

describe("an https proxy", () => {
  async function behind(proxyAuthority: Authority, env: Record<string, string> = {}) {
    const proxy = await startHttpProxy({
      tls: await proxyAuthority.issue({ ip: "127.0.0.1" }),
      login: "u:p",
    });
    onTestFinished(() => proxy.stop());
    const url = proxy.url.replace("://", "://u:p@");
    const client = await tlsCluster(authority, good, () => answer, { cluster: { "proxy-url": url }, env });
    return { proxy, url, ...client };
  }

  it("of the cluster's CA, named by its address: Node warns of nothing", async () => {
    const warnings: string[] = [];
    const collect = ({ message }: Error): number => warnings.push(message);
    process.on("warning", collect);
    onTestFinished(() => void process.off("warning", collect));
    const { secrets, proxy } = await behind(authority);
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(proxy.logins).toEqual(["u:p"]);
    expect(warnings).toEqual([]);
  });

  it("of an unknown CA hears neither its password nor anything else", async () => {
    const { secrets, proxy, server } = await behind(await Authority.create("a stranger"));
    const error = await failureOf(secrets.create(newSecret()));
    expect({ kind: error.kind, problem: error.problems[0] }).toEqual({
      kind: "unreachable",
      problem: expect.stringContaining("unknown authority"),
    });
    expect([proxy.logins, proxy.tunnels, server.connections]).toEqual([[], [], 0]);
  });

  it("of a CA in NODE_EXTRA_CA_CERTS", async () => {
    const stranger = await Authority.create("a stranger");
    const folder = await PluginFolder.make();
    const extra = await folder.file("extra.pem", stranger.caCertificate);
    const { server, url, proxy } = await behind(stranger);
    server.script = () => json(200, table([metadata()]));
    const cluster = { server: server.origin, "proxy-url": url, ...trustAuthority() };
    const kubeconfig = await folder.kubeconfig(cluster, { token: CANARY_TOKEN });
    const run = await runProgram(["list", "secret", "--all", "--kubeconfig", kubeconfig], {
      env: { NODE_EXTRA_CA_CERTS: extra },
    });
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(proxy.tunnels).toEqual([`127.0.0.1:${server.port}`]);
  });
});

const KUBECTL = process.env.PACHCTL_TEST_KUBECTL;
const KUBECTL_ABSENT = KUBECTL === undefined ? " (skipped: PACHCTL_TEST_KUBECTL is not set)" : "";

describe("NO_PROXY", () => {
  const NAME = "https://kube.test:6443";
  // Addresses for documentation (RFC 5737, RFC 3849): nobody answers there.
  const IPV4 = "https://192.0.2.7:6443";
  const IPV6 = "https://[2001:db8::7]:6443";
  const cases = [
    { server: NAME, noProxy: "", proxied: true },
    { server: NAME, noProxy: "kube.test", proxied: false },
    { server: NAME, noProxy: "KUBE.test", proxied: false },
    { server: NAME, noProxy: "test", proxied: false },
    { server: NAME, noProxy: ".test", proxied: false },
    { server: NAME, noProxy: "*.test", proxied: false },
    { server: NAME, noProxy: ".kube.test", proxied: true },
    { server: NAME, noProxy: "be.test", proxied: true },
    { server: NAME, noProxy: "kube.test:6443", proxied: false },
    { server: NAME, noProxy: "kube.test:443", proxied: true },
    { server: NAME, noProxy: "a.example, kube.test ,", proxied: false },
    { server: NAME, noProxy: "*", proxied: false },
    { server: NAME, noProxy: "a.example kube.test", proxied: true },
    { server: IPV4, noProxy: "192.0.2.0/24", proxied: false },
    { server: IPV4, noProxy: "192.0.3.0/24", proxied: true },
    { server: IPV4, noProxy: "192.0.2.7", proxied: false },
    { server: IPV4, noProxy: "192.0.2.7:443", proxied: true },
    { server: IPV4, noProxy: "192.0.2", proxied: true },
    { server: IPV6, noProxy: "2001:db8::/32", proxied: false },
    { server: IPV6, noProxy: "[2001:db8::7]:6443", proxied: false },
    { server: IPV6, noProxy: "2001:db8:0:0::7", proxied: false },
    { server: IPV6, noProxy: "2001:db8::8", proxied: true },
    { server: "https://localhost:1", noProxy: "", proxied: false },
    { server: "https://127.9.9.9:1", noProxy: "", proxied: false },
    { server: "https://[::1]:1", noProxy: "", proxied: false },
  ];

  async function refusingProxy(): Promise<RecordingProxy> {
    const proxy = await startHttpProxy({ refuseWith: 403 });
    onTestFinished(() => proxy.stop());
    return proxy;
  }

  it.each(cases)('"$noProxy" for $server: $proxied', async ({ server, noProxy, proxied }) => {
    const proxy = await refusingProxy();
    const { secrets } = await connectTo({
      server,
      requestTimeout: 300,
      env: { HTTPS_PROXY: proxy.url, NO_PROXY: noProxy },
    });
    expect((await failureOf(secrets.getWithValues("s3"))).kind).toBe("unreachable");
    expect(proxy.tunnels.length > 0).toBe(proxied);
  });

  describe.skipIf(KUBECTL === undefined)(`as kubectl reads it${KUBECTL_ABSENT}`, () => {
    it.concurrent.each(cases)('"$noProxy" for $server', async ({ server, noProxy, proxied }) => {
      const proxy = await startHttpProxy({ refuseWith: 403 });
      const argv = ["get", "--raw", "/api", "--token", "t", "--request-timeout", "1s", "--server", server];
      const env = { HTTPS_PROXY: proxy.url, NO_PROXY: noProxy, HOME: "/nonexistent" };
      const { exitCode } = await runProcess(KUBECTL ?? "", argv, { env });
      const { tunnels } = proxy;
      await proxy.stop();
      expect([exitCode, tunnels.length > 0]).toEqual([1, proxied]);
    });
  });
});

describe.each(SERVERS)("with $name behind it", (underTest) => {
  describe.skipIf(!underTest.available)(suiteName("the built program", underTest), () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await underTest.start();
    });
    afterAll(() => server.close());

    /** HTTPS_PROXY is for names that are not this machine's: the proxy alone knows kube.test. */
    async function world(start: typeof startHttpProxy, way: "proxy-url" | "HTTPS_PROXY") {
      const proxy = await start({ hosts: { "kube.test": "127.0.0.1" }, login: "u:p" });
      onTestFinished(() => proxy.stop());
      const url = proxy.url.replace("://", "://u:p@");
      const folder = await PluginFolder.make();
      const namespace = await makeNamespace(server);
      const target = new URL(server.url);
      if (way === "HTTPS_PROXY") target.hostname = "kube.test";
      const kubeconfig = await folder.kubeconfig(
        {
          server: target.origin,
          "tls-server-name": "localhost",
          "certificate-authority-data": base64(server.caCertificate),
          ...(way === "proxy-url" && { "proxy-url": url }),
        },
        { token: server.token },
      );
      const secretFile = JSON.stringify({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "s3" },
        data: { k: "dg==" },
      });
      const manifest = await folder.file("secret.json", secretFile);
      const env = { KUBECONFIG: kubeconfig, HOME: folder.path, ...(way === "HTTPS_PROXY" && { [way]: url }) };
      const pachctl = (...argv: string[]) => runProgram([...argv, "-n", namespace], { env });
      const kubectl = (...argv: string[]) => runProcess(KUBECTL ?? "", [...argv, "-n", namespace], { env });
      return { proxy, manifest, target: target.host, pachctl, kubectl };
    }

    const ways = kinds.flatMap(({ scheme, start }) =>
      (["proxy-url", "HTTPS_PROXY"] as const).map((way) => ({ scheme, start, way })),
    );

    it.each(ways)("$way, $scheme: create, list, inspect, delete", async ({ start, way }) => {
      const { proxy, manifest, target, pachctl } = await world(start, way);
      expect(await pachctl("create", "secret", "-f", manifest, "-o", "name")).toMatchObject({
        exitCode: 0,
        stdout: "secret/s3\n",
      });
      expect(await pachctl("list", "secret", "--all", "-o", "name")).toEqual({
        exitCode: 0,
        stdout: "secret/s3\n",
        stderr: "",
      });
      expect(await pachctl("inspect", "secret", "s3", "-o", "name")).toEqual({
        exitCode: 0,
        stdout: "secret/s3\n",
        stderr: "",
      });
      expect(await pachctl("delete", "secret", "s3", "-o", "name")).toMatchObject({
        exitCode: 0,
        stdout: "secret/s3\n",
      });
      expect(await pachctl("list", "secret", "--all", "-o", "name")).toMatchObject({
        exitCode: 0,
        stdout: "",
      });
      expect(new Set(proxy.tunnels)).toEqual(new Set([target]));
      expect(new Set(proxy.logins)).toEqual(new Set(["u:p"]));
    });

    it.skipIf(KUBECTL === undefined).each(ways)(
      `$way, $scheme: kubectl agrees${KUBECTL_ABSENT}`,
      async ({ start, way }) => {
        const { proxy, manifest, target, pachctl, kubectl } = await world(start, way);
        expect(await pachctl("create", "secret", "-f", manifest, "-q")).toMatchObject({ exitCode: 0 });
        expect(await kubectl("get", "secrets", "-o", "name")).toEqual({
          exitCode: 0,
          stdout: "secret/s3\n",
          stderr: "",
        });
        expect(new Set(proxy.tunnels)).toEqual(new Set([target]));
        expect(new Set(proxy.logins)).toEqual(new Set(["u:p"]));
      },
    );
  });
});
