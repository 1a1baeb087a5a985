import net from "node:net";
import { networkInterfaces } from "node:os";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { newSecret, PRECONDITIONS, secret, table } from "../support/api-objects.js";
import { Authority, type Issued } from "../support/authority.js";
import {
  base64,
  CANARY_TOKEN,
  type ClientOptions,
  connectTo,
  failureOf,
  outcomeOf,
  startServer,
  tlsCluster,
} from "../support/cluster.js";
import { type Answer, json, redirect, reply } from "../support/fault-server.js";
import { PluginFolder } from "../support/plugins.js";
import { type ProgramRun, runProgram } from "../support/program.js";
import { NO_TLS, portThat, REFUSED, TRUSTED, trusted, UNTRUSTED } from "../support/tls-cases.js";

let authority: Authority;
let stranger: Authority;
let good: Issued;
const answer = json(200, secret());

beforeAll(async () => {
  authority = await Authority.create();
  stranger = await Authority.create("a stranger");
  good = await authority.issue(trusted);
});

async function ask(issued: Issued, options: Partial<ClientOptions> = {}) {
  const client = await tlsCluster(authority, issued, () => answer, options);
  return { ...client, outcome: client.secrets.getWithValues("s3") };
}

describe("a server that is trusted", () => {
  it.each(TRUSTED)("$title", async ({ wish, cluster }) => {
    // Of Node: an address as a server name.
    const complaint = vi.spyOn(process, "emitWarning");
    onTestFinished(() => complaint.mockRestore());
    const { outcome, server, warnings } = await ask(await authority.issue(wish), {
      ...(cluster && { cluster }),
    });
    expect((await outcome).name).toBe("s3");
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${CANARY_TOKEN}`);
    expect(warnings).toEqual([]);
    expect(complaint).not.toHaveBeenCalled();
  });

  it("by its host name", async () => {
    const server = await startServer({ script: [answer], tls: await authority.issue({ dns: "localhost" }) });
    const { secrets } = await connectTo({
      server: `https://localhost:${server.port}`,
      cluster: { "certificate-authority-data": base64(authority.caCertificate) },
    });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
  });
});

describe("a server that is not trusted hears nothing", () => {
  it.each(UNTRUSTED)("$title", async ({ issuer, wish, cluster, problem }) => {
    const { secrets, server } = await tlsCluster(
      authority,
      await (issuer === "stranger" ? stranger : authority).issue(wish),
      () => answer,
      {
        ...(cluster && { cluster }),
      },
    );
    for (const call of [
      () => secrets.getWithValues("s3"),
      () => secrets.create(newSecret()),
      () => secrets.delete("s3", PRECONDITIONS),
    ]) {
      const error = await failureOf(call());
      expect(error.kind).toBe("unreachable");
      expect(error.problems[0]).toContain(`cannot trust ${server.origin}: ${problem}`);
    }
    expect(server.requests).toEqual([]);
    expect(server.connections).toBe(3);
  });

  it.each(UNTRUSTED.slice(0, 2))(
    "$title, and NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing",
    async ({ issuer, wish }) => {
      vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
      vi.spyOn(process, "emitWarning").mockImplementation(() => {});
      onTestFinished(() => void vi.unstubAllEnvs());
      const { outcome, server } = await ask(await (issuer === "stranger" ? stranger : authority).issue(wish));
      expect((await failureOf(outcome)).kind).toBe("unreachable");
      expect(server.requests).toEqual([]);
    },
  );

  it("a CA of its own replaces the system's: without one, ours is unknown", async () => {
    const server = await startServer({ script: [answer], tls: good });
    const { secrets } = await connectTo({ server: server.origin, user: { token: CANARY_TOKEN } });
    expect((await failureOf(secrets.getWithValues("s3"))).kind).toBe("unreachable");
    expect(server.requests).toEqual([]);
  });

  it("TLS 1.1 at most", async () => {
    const server = await startServer({
      script: [answer],
      tls: { ...good, maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "ALL@SECLEVEL=0" },
    });
    const { secrets } = await connectTo({ server: server.origin, user: { token: CANARY_TOKEN } });
    const error = await failureOf(secrets.create(newSecret()));
    expect(error.kind).toBe("unreachable");
    expect(error.problems[0]).toContain("the TLS handshake failed");
  });

  it.each(NO_TLS)("a port that $title", async ({ greet, problem }) => {
    const number = await portThat(greet);
    const { secrets } = await connectTo({
      server: `https://127.0.0.1:${number}`,
      requestTimeout: 300,
      user: { token: CANARY_TOKEN },
    });
    const error = await failureOf(secrets.create(newSecret()));
    expect({ kind: error.kind, problem: error.problems[0] }).toEqual({
      kind: "unreachable",
      problem: expect.stringMatching(problem),
    });
  });
});

describe("a client certificate", () => {
  async function mutual(user: Record<string, unknown>) {
    const server = await startServer({
      script: () => answer,
      tls: { ...good, ca: authority.caCertificate, requestCert: true, rejectUnauthorized: true },
    });
    const cluster = { "certificate-authority-data": base64(authority.caCertificate) };
    return { server, client: await connectTo({ server: server.origin, cluster, user }) };
  }
  const userOf = ({ cert, key }: Issued) => ({
    "client-certificate-data": base64(cert),
    "client-key-data": base64(key),
  });

  it("is shown to the server", async () => {
    const { client, server } = await mutual(userOf(await authority.issue({ forClient: true })));
    expect((await client.secrets.getWithValues("s3")).name).toBe("s3");
    expect(server.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it.each([
    { title: "missing", user: async () => ({}) },
    { title: "of a stranger", user: async () => userOf(await stranger.issue({ forClient: true })) },
  ])("$title: the handshake was refused, so no write was executed", async ({ user }) => {
    const { client, server } = await mutual(await user());
    expect(await outcomeOf(client.secrets.getWithValues("s3"))).toBe("unreachable");
    // In TLS 1.3 the refusal comes after our handshake, now and then as a bare reset: then nobody can tell.
    expect(["unreachable", "outcome-unknown"]).toContain(await outcomeOf(client.secrets.create(newSecret())));
    expect(server.requests).toEqual([]);
  });

  it("that does not fit its key is an error in words", async () => {
    const [{ cert }, { key }] = await Promise.all([authority.issue({}), authority.issue({})]);
    const outcome = mutual({ "client-certificate-data": base64(cert), "client-key-data": base64(key) }).then(
      ({ client }) => client.secrets.getWithValues("s3"),
    );
    expect(["usage", "unreachable"]).toContain((await failureOf(outcome)).kind);
  });

  it.each([
    {
      title: "certificate",
      user: { "client-certificate-data": base64("no PEM"), "client-key-data": base64("no PEM") },
      cluster: {},
    },
    {
      title: "authority",
      user: {},
      cluster: {
        "certificate-authority-data": base64(
          "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ),
      },
    },
  ])("a broken $title in the kubeconfig is an error in words", async ({ user, cluster }) => {
    const server = await startServer({ script: [answer], tls: good });
    const outcome = connectTo({ server: server.origin, user, cluster }).then(({ secrets }) =>
      secrets.getWithValues("s3"),
    );
    expect(["usage", "unreachable"]).toContain((await failureOf(outcome)).kind);
    expect(server.requests).toEqual([]);
  });
});

describe("insecure-skip-tls-verify", () => {
  it("works, and is said out loud", async () => {
    const server = await startServer({
      script: [answer],
      tls: await stranger.issue({ dns: "other.example" }),
    });
    const { secrets, warnings } = await connectTo({
      server: server.origin,
      cluster: { "insecure-skip-tls-verify": true },
      user: { token: CANARY_TOKEN },
    });
    expect((await secrets.getWithValues("s3")).name).toBe("s3");
    expect(warnings).toEqual([expect.stringContaining(`does not verify who 127.0.0.1:${server.port} is`)]);
  });

  it("together with an authority is refused", async () => {
    const outcome = tlsCluster(authority, good, [], { cluster: { "insecure-skip-tls-verify": true } });
    expect((await failureOf(outcome)).kind).toBe("usage");
  });
});

describe("credentials", () => {
  it.each(REFUSED)("$title: refused without quoting it", async ({ user, cluster, server: url }) => {
    const server = await startServer({ script: [answer] });
    const isAboutToken = "token" in user && user.token !== CANARY_TOKEN;
    const outcome = connectTo({
      server: url ?? (isAboutToken ? server.origin.replace("http", "https") : server.origin),
      user,
      ...(cluster && { cluster }),
    });
    expect((await failureOf(outcome)).kind).toBe("usage");
    expect(server.connections).toBe(0);
  });

  it.each([307, 308, 301])("are not taken to another server by %d", async (status) => {
    const other = await startServer({ script: () => answer, tls: good });
    const away: Answer = redirect(status, `${other.origin}/api/v1/namespaces/default/secrets`);
    const { secrets, server } = await tlsCluster(authority, good, () => away);
    expect(await outcomeOf(secrets.getWithValues("s3"))).toBe("unreachable");
    expect(await outcomeOf(secrets.create(newSecret()))).toBe("outcome-unknown");
    expect(await outcomeOf(secrets.delete("s3", PRECONDITIONS))).toBe("outcome-unknown");
    expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${CANARY_TOKEN}`)).toBe(
      true,
    );
    expect(other.connections).toBe(0);
  });

  it("of user name and password travel over TLS", async () => {
    const { secrets, server } = await tlsCluster(authority, good, [answer], {
      user: { username: "u", password: "p:ü" },
    });
    await secrets.getWithValues("s3");
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${base64("u:p:ü")}`);
  });

  it("refused (401) are not sent again", async () => {
    const { secrets, server } = await tlsCluster(authority, good, () => reply(401, {}));
    expect(await outcomeOf(secrets.getWithValues("s3"))).toBe("unauthenticated");
    expect(server.requests).toHaveLength(1);
  });
});

describe("NODE_EXTRA_CA_CERTS", () => {
  /** The built program: Node reads the variable when it starts. */
  async function list(server: string, cluster: Record<string, unknown>): Promise<ProgramRun> {
    const folder = await PluginFolder.make();
    const extra = await folder.file("extra.pem", authority.caCertificate);
    const kubeconfig = await folder.kubeconfig({ server, ...cluster }, { token: CANARY_TOKEN });
    return runProgram(["list", "secret", "--kubeconfig", kubeconfig, "--request-timeout", "5s"], {
      env: { NODE_EXTRA_CA_CERTS: extra },
    });
  }

  it("is trusted when the cluster names no CA", async () => {
    const server = await startServer({ script: () => json(200, table([])), tls: good });
    expect(await list(server.origin, {})).toMatchObject({ exitCode: 0 });
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${CANARY_TOKEN}`);
  });

  it("is not trusted when the cluster names one", async () => {
    const server = await startServer({ script: () => json(200, table([])), tls: good });
    const run = await list(server.origin, {
      "certificate-authority-data": base64(stranger.caCertificate),
    });
    expect(run).toMatchObject({ stdout: "", stderr: expect.stringContaining("unknown authority") });
    expect(run.exitCode).not.toBe(0);
    expect(server.requests).toEqual([]);
  });
});

describe("a server's URL", () => {
  it.each(["", "/", "/k8s/clusters/c-m-1", "/k8s/clusters/c-m-1/", "/a%20b"])(
    'with the path "%s"',
    async (path) => {
      const server = await startServer({ script: () => answer, tls: good });
      const { secrets } = await connectTo({
        server: `${server.origin}${path}`,
        cluster: { "certificate-authority-data": base64(authority.caCertificate) },
      });
      expect((await secrets.getWithValues("s3")).name).toBe("s3");
      expect(server.log).toEqual([`GET ${path.replace(/\/$/, "")}/api/v1/namespaces/default/secrets/s3`]);
    },
  );

  const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
    all?.some(({ address }) => address === "::1"),
  );
  it.skipIf(!hasIpv6)(
    `with an address of IPv6${hasIpv6 ? "" : " (skipped: this machine has no ::1)"}`,
    async () => {
      const server = await startServer({ script: () => answer, tls: await authority.issue({ ip: "::1" }) });
      const relay = net.createServer((socket) => {
        const target = net.connect(server.port, "127.0.0.1");
        socket.on("error", () => target.destroy());
        target.on("error", () => socket.destroy());
        socket.pipe(target).pipe(socket);
      });
      await new Promise<void>((resolve) => relay.listen(0, "::1", resolve));
      onTestFinished(() => void relay.close());
      const { port } = relay.address() as net.AddressInfo;
      const { secrets } = await connectTo({
        server: `https://[::1]:${port}`,
        cluster: { "certificate-authority-data": base64(authority.caCertificate) },
      });
      expect((await secrets.getWithValues("s3")).name).toBe("s3");
      expect(server.requests[0]?.headers.host).toBe(`[::1]:${port}`);
    },
  );
});
