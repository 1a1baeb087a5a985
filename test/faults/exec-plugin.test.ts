import { spawnSync } from "node:child_process";
import type { TLSSocket } from "node:tls";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { metadata, newSecret, secret, table } from "../support/api-objects.js";
import { Authority, type Issued } from "../support/authority.js";
import {
  base64,
  CANARY_TOKEN,
  type ClientOptions,
  connectTo,
  expectNoCanary,
  failureOf,
  startServer,
  tlsCluster,
} from "../support/cluster.js";
import {
  type Answer,
  afterwards,
  type FaultServer,
  failure,
  json,
  type Received,
  reset,
} from "../support/fault-server.js";
import { credential, PluginFolder, runAtTerminal, V1 } from "../support/plugins.js";
import { type ProgramOptions, runProgram } from "../support/program.js";

const UNAUTHORIZED = failure(401, "Unauthorized", { message: "Unauthorized" });
const HOUR = 3_600_000;
/** Milliseconds: long enough for everything that ends by itself. */
const PATIENCE = 30_000;

let authority: Authority;
let good: Issued;
let plugins: PluginFolder;

beforeAll(async () => {
  authority = await Authority.create();
  good = await authority.issue({ ip: "127.0.0.1" });
});

beforeEach(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  plugins = await PluginFolder.make();
  return () => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  };
});

/** A TLS server that has the secret "s3", and a client that asks the folder's plugin who it is. */
function pluggedCluster(
  script: (authorization: string | undefined) => Answer,
  exec: Record<string, unknown> = {},
  options: Partial<ClientOptions> = {},
) {
  const user = { exec: { ...V1, command: plugins.at("plugin"), ...exec } };
  const answer = ({ headers }: Received): Answer => script(headers.authorization);
  return tlsCluster(authority, good, answer, {
    user,
    requestTimeout: PATIENCE,
    env: { PATH: process.env.PATH },
    ...options,
  });
}

function has(method: string | undefined): Answer {
  return json(method === "POST" ? 201 : 200, secret());
}

const answers = (): Answer => has("GET");

function tokens(server: FaultServer): (string | undefined)[] {
  return server.requests.map(({ headers }) => headers.authorization?.replace("Bearer ", ""));
}

function hourFromNow(hours: number): string {
  return new Date(Date.now() + hours * HOUR).toISOString();
}

/** The clock of the client, and nothing else, stands still. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
}

function passTime(hours: number): void {
  vi.setSystemTime(Date.now() + hours * HOUR);
}

function times<T>(count: number, call: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, call));
}

describe("credentials of a plugin", () => {
  it("are asked for when they are needed, and once for all requests", async () => {
    await plugins.answering(credential({ token: CANARY_TOKEN, unknown: 1 }, { more: {} }));
    const { secrets, server, warnings } = await pluggedCluster(answers);
    expect(await plugins.runs()).toBe(0);
    for (let at = 0; at < 3; at++) await secrets.getWithValues("s3");
    await times(20, () => secrets.getWithValues("s3"));
    expect(tokens(server)).toEqual(Array(23).fill(CANARY_TOKEN));
    expect({ runs: await plugins.runs(), warnings }).toEqual({ runs: 1, warnings: [] });
  });

  it("are shared by requests that start together", async () => {
    await plugins.answering(credential({ token: "t1" }));
    const { secrets, server } = await pluggedCluster(answers);
    await times(20, () => secrets.getWithValues("s3"));
    expect({ runs: await plugins.runs(), requests: server.requests.length }).toEqual({
      runs: 1,
      requests: 20,
    });
  });

  it("are renewed when they have expired, not before, and once for all requests", async () => {
    stopClock();
    const first = credential({ token: "t1", expirationTimestamp: hourFromNow(1) });
    await plugins.answering(first, credential({ token: "t2", expirationTimestamp: hourFromNow(9) }));
    const { secrets, server } = await pluggedCluster(answers);
    await secrets.getWithValues("s3");
    passTime(0.99);
    await secrets.getWithValues("s3");
    expect({ runs: await plugins.runs(), tokens: tokens(server) }).toEqual({ runs: 1, tokens: ["t1", "t1"] });
    passTime(0.02);
    await times(20, () => secrets.getWithValues("s3"));
    expect({ runs: await plugins.runs(), tokens: tokens(server).slice(2) }).toEqual({
      runs: 2,
      tokens: Array(20).fill("t2"),
    });
  });

  it.each(["+02:00", "Z"])("expire by the clock of their time zone (%s)", async (zone) => {
    stopClock();
    vi.setSystemTime(Date.parse("2030-01-01T10:00:00Z"));
    const end = `2030-01-01T${zone === "Z" ? "10" : "12"}:30:00.5${zone}`;
    await plugins.answering(
      credential({ token: "t1", expirationTimestamp: end }),
      credential({ token: "t2" }),
    );
    const { secrets, server } = await pluggedCluster(answers);
    await secrets.getWithValues("s3");
    passTime(0.4);
    await secrets.getWithValues("s3");
    passTime(0.2);
    await secrets.getWithValues("s3");
    expect(tokens(server)).toEqual(["t1", "t1", "t2"]);
  });
});

describe("credentials that the server rejects", () => {
  it.each([
    { title: "a read", call: "get" as const },
    { title: "a create", call: "create" as const },
  ])("$title: one new run, and the whole request again", async ({ call }) => {
    await plugins.answering(credential({ token: "t1" }), credential({ token: "t2" }));
    const { secrets, server } = await pluggedCluster((token) =>
      token === "Bearer t1" ? UNAUTHORIZED : has(call === "create" ? "POST" : "GET"),
    );
    const found = await (call === "create" ? secrets.create(newSecret()) : secrets.getWithValues("s3"));
    expect(found.name).toBe("s3");
    expect({ runs: await plugins.runs(), tokens: tokens(server) }).toEqual({ runs: 2, tokens: ["t1", "t2"] });
    const [one, other] = server.requests.map(({ method, url, body }) => ({ method, url, body: `${body}` }));
    expect(other).toEqual(one);
    expect(one?.body.length).toBeGreaterThan(call === "create" ? 100 : -1);
  });

  it.each(["get", "create"])("twice is the end (%s)", async (call) => {
    await plugins.answering(credential({ token: CANARY_TOKEN }));
    const { secrets, server } = await pluggedCluster(() => UNAUTHORIZED);
    const error = await failureOf(
      call === "create" ? secrets.create(newSecret()) : secrets.getWithValues("s3"),
    );
    expect(error.kind).toBe("unauthenticated");
    expect({ runs: await plugins.runs(), requests: server.requests.length }).toEqual({
      runs: 2,
      requests: 2,
    });
  });

  it("are renewed once for 20 requests that hear of it together", async () => {
    await plugins.answering(credential({ token: "t1" }), credential({ token: "t2" }));
    const { secrets } = await pluggedCluster((token) => (token === "Bearer t1" ? UNAUTHORIZED : answers()));
    await times(20, () => secrets.getWithValues("s3"));
    expect(await plugins.runs()).toBe(2);
  });

  it("and a plugin that has no others: exit 23, a create was not executed", async () => {
    await plugins.file("answer", JSON.stringify(credential({ token: "t1" })));
    await plugins.shell('[ $run -gt 1 ] && exit 4\ncat "$dir/answer"');
    const { secrets, server } = await pluggedCluster(() => UNAUTHORIZED);
    const error = await failureOf(secrets.create(newSecret()));
    expect({ kind: error.kind, message: error.message }).toEqual({
      kind: "unauthenticated",
      message: `cannot get credentials from plugin "${plugins.at("plugin")}": it ended with exit code 4`,
    });
    expect(server.log).toEqual(["POST /api/v1/namespaces/default/secrets"]);
  });
});

it("a create whose reply is lost is never a refusal, not even when the plugin fails then", async () => {
  stopClock();
  const answer = credential({ token: "t1", expirationTimestamp: hourFromNow(1) });
  await plugins.file("answer", JSON.stringify(answer));
  await plugins.shell('[ $run -gt 1 ] && exit 3\ncat "$dir/answer"');
  const { secrets, server } = await pluggedCluster(() => afterwards(() => passTime(2), reset));
  expect((await failureOf(secrets.create(newSecret()))).kind).toBe("outcome-unknown");
  expect({ runs: await plugins.runs(), requests: server.requests.length }).toEqual({ runs: 2, requests: 1 });
});

describe("a client certificate of a plugin", () => {
  /** A server that lets nobody in without a certificate, and the serial numbers that it saw. */
  async function strictCluster(answer: (at: number) => Answer) {
    const seen: { serial: string; connection: number; authorization: string | undefined }[] = [];
    const tls = { ...good, ca: authority.caCertificate, requestCert: true, rejectUnauthorized: true };
    const script = (_request: unknown, at: number): Answer => ({
      play: (line) => {
        const serial = (line.response.req.socket as TLSSocket).getPeerCertificate().serialNumber;
        const { connection, headers } = line.request;
        seen.push({ serial, connection, authorization: headers.authorization });
        return answer(at).play(line);
      },
    });
    const server = await startServer({ tls, script });
    const { secrets } = await connectTo({
      server: server.origin,
      cluster: { "certificate-authority-data": base64(authority.caCertificate) },
      user: { exec: { ...V1, command: plugins.at("plugin") } },
      requestTimeout: PATIENCE,
      env: { PATH: process.env.PATH },
    });
    return { secrets, server, seen };
  }

  async function pair(status: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const { cert, key } = await authority.issue({ forClient: true });
    return credential({ clientCertificateData: cert, clientKeyData: key, ...status });
  }

  it("opens the connection; with a token, both are used", async () => {
    await plugins.answering(await pair({ token: "t1" }));
    const { secrets, seen } = await strictCluster(answers);
    await secrets.getWithValues("s3");
    await secrets.getWithValues("s3");
    expect(seen[0]).toEqual({ serial: expect.any(String), connection: 0, authorization: "Bearer t1" });
    expect(seen[1]).toEqual(seen[0]);
    expect(await plugins.runs()).toBe(1);
  });

  it.each(["expired", "rejected"])(
    "and the next one is used on a new connection when it is %s",
    async (how) => {
      stopClock();
      await plugins.answering(await pair({ expirationTimestamp: hourFromNow(1) }), await pair());
      const { secrets, seen } = await strictCluster((at) =>
        how === "rejected" && at === 1 ? UNAUTHORIZED : answers(),
      );
      await secrets.getWithValues("s3");
      if (how === "expired") passTime(2);
      await secrets.getWithValues("s3");
      const [first, last] = [seen[0], seen.at(-1)];
      expect(last?.serial).not.toBe(first?.serial);
      expect(last?.connection).not.toBe(first?.connection);
      expect({ runs: await plugins.runs(), requests: seen.length }).toEqual({
        runs: 2,
        requests: how === "rejected" ? 3 : 2,
      });
    },
  );

  it("is renewed without cutting off a request under way", async () => {
    stopClock();
    await plugins.answering(await pair({ expirationTimestamp: hourFromNow(1) }), await pair());
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: Answer = { play: (line) => held.then(() => has("POST").play(line)) };
    const { secrets, server } = await strictCluster((at) => (at === 0 ? slow : answers()));
    const created = secrets.create(newSecret()).catch((error: unknown) => error);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), { interval: 5, timeout: 5000 });
    passTime(2);
    await secrets.getWithValues("s3");
    release();
    expect(await created).toMatchObject({ name: "s3" });
    expect(server.log).toHaveLength(2);
  });
});

describe("a plugin that gives nothing", () => {
  const INSTALL = "run: login --again";
  const token = CANARY_TOKEN;
  const good = credential({ token });
  const wrong = (changes: Record<string, unknown>): unknown => credential({ token, ...changes });

  async function failing(exec: Record<string, unknown> = {}, options: Partial<ClientOptions> = {}) {
    const { secrets, server, warnings } = await pluggedCluster(
      answers,
      { installHint: INSTALL, ...exec },
      options,
    );
    const started = performance.now();
    const error = await failureOf(secrets.create(newSecret()));
    const took = performance.now() - started;
    expect(server.requests).toEqual([]);
    const start = `cannot get credentials from plugin "${exec.command ?? plugins.at("plugin")}": `;
    expect(error.message).toContain(start);
    return { kind: error.kind, state: error.message.replace(start, ""), hint: error.hint, warnings, took };
  }

  function refused(state: string) {
    return { kind: "unauthenticated", state, hint: INSTALL };
  }

  it.each([
    { title: "exit code 3", body: `echo ${token}; exit 3`, state: "it ended with exit code 3" },
    {
      title: "a good answer and exit code 1",
      body: `cat "$dir/answer"; exit 1`,
      state: "it ended with exit code 1",
    },
    { title: "killed", body: `echo ${token}; kill -9 $$`, state: "it was ended by SIGKILL" },
    { title: "nothing", body: ":", state: "it wrote nothing to stdout" },
    { title: "a line end", body: "echo", state: "it wrote nothing to stdout" },
    { title: "a bare token", body: `echo ${token}`, state: "it did not write JSON to stdout" },
    { title: "a quoted token", body: `echo '"${token}"'`, state: "what it wrote is no ExecCredential" },
    {
      title: "two answers",
      body: 'cat "$dir/answer" "$dir/answer"',
      state: "it did not write JSON to stdout",
    },
    {
      title: "the answer on stderr",
      body: 'cat "$dir/answer" | tr -d "[:alnum:]" >&2',
      state: "it wrote nothing to stdout",
    },
  ])("$title", async ({ body, state }) => {
    await plugins.file("answer", JSON.stringify(good));
    await plugins.shell(body);
    expect(await failing()).toMatchObject(refused(state));
  });

  const shape = "what it wrote is no ExecCredential";
  it.each([
    { title: "an array", answer: [good], state: shape },
    { title: "null", answer: "null", state: shape },
    { title: "no status", answer: credential(undefined), state: `${shape}: status is missing or wrong` },
    { title: "a null status", answer: credential(null), state: `${shape}: status is missing or wrong` },
    { title: "an empty status", answer: credential({}), state: "it gave neither a token nor a certificate" },
    {
      title: "empty texts",
      answer: wrong({ token: "", clientKeyData: "" }),
      state: "it gave neither a token nor a certificate",
    },
    {
      title: "a token that is no text",
      answer: credential({ token: [token] }),
      state: `${shape}: status.token is missing or wrong`,
    },
    {
      title: "another kind",
      answer: credential({ token }, { kind: "TokenReview" }),
      state: `${shape}: kind is missing or wrong`,
    },
    {
      title: "no version",
      answer: credential({ token }, { apiVersion: undefined }),
      state: `${shape}: apiVersion is missing or wrong`,
    },
    {
      title: "another version",
      answer: credential({ token }, { apiVersion: "client.authentication.k8s.io/v1beta1" }),
      state: `it answered in another version than ${V1.apiVersion}`,
    },
    {
      title: "expired credentials",
      answer: wrong({ expirationTimestamp: "2020-02-02T02:02:02Z" }),
      state: "its credentials have expired, at 2020-02-02T02:02:02.000Z",
    },
    ...["tomorrow", "2030-01-01", "2030-01-01T10:00:00", "2030-13-01T10:00:00Z", "1893456000"].map(
      (time) => ({
        title: `the time ${time}`,
        answer: wrong({ expirationTimestamp: time }),
        state: "its expirationTimestamp is no time",
      }),
    ),
    {
      title: "a certificate without key",
      answer: wrong({ clientCertificateData: token }),
      state: "it gave a certificate without key, or a key without one",
    },
    {
      title: "a key without certificate",
      answer: wrong({ clientKeyData: token }),
      state: "it gave a certificate without key, or a key without one",
    },
    {
      title: "a certificate that is none",
      answer: wrong({ clientCertificateData: token, clientKeyData: token }),
      state: "its certificate and key cannot be used together",
    },
    {
      title: "a token of two lines",
      answer: credential({ token: `${token}\r\nX-Evil: 1` }),
      state: "its token holds characters that a token cannot have",
    },
    {
      title: "a token with a line end",
      answer: credential({ token: `${token}\n` }),
      state: "its token holds characters that a token cannot have",
    },
    {
      title: "a token that is not ASCII",
      answer: credential({ token: `${token}é` }),
      state: "its token holds characters that a token cannot have",
    },
  ])("answers $title", async ({ answer, state }) => {
    await plugins.answering(answer);
    expect(await failing()).toMatchObject(refused(state));
  });

  it("answers with a certificate and the key of another", async () => {
    const [one, other] = [
      await authority.issue({ forClient: true }),
      await authority.issue({ forClient: true }),
    ];
    await plugins.answering(wrong({ clientCertificateData: one.cert, clientKeyData: other.key }));
    expect(await failing()).toMatchObject(refused("its certificate and key cannot be used together"));
  });

  it("there is none", async () => {
    expect(await failing()).toMatchObject(refused("there is no such program"));
    const command = "pachctl-test-no-such-plugin";
    expect(await failing({ command })).toMatchObject(refused("there is no such program"));
    expect((await failing({ installHint: undefined, command })).hint).toBe(
      "install it, or add its folder to PATH",
    );
  });

  it("is not asked again for every request", async () => {
    await plugins.shell("exit 3");
    const { secrets, server } = await pluggedCluster(answers);
    const errors = await times(20, () => failureOf(secrets.getWithValues("s3")));
    expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(["unauthenticated"]));
    expect({ runs: await plugins.runs(), requests: server.requests }).toEqual({ runs: 1, requests: [] });
  });

  it.each(["a file", "a folder"])("%s that is not executable", async (what) => {
    const path = what === "a file" ? await plugins.file("plugin", "#!/bin/sh\n") : plugins.path;
    expect(await failing({ command: path })).toMatchObject(refused("it is not executable"));
  });

  it.each([
    { title: "hangs in a child", body: 'sleep 600 & echo $! >> "$dir/children"; wait' },
    { title: "hangs itself", body: "exec sleep 600" },
    {
      title: "hangs and ignores SIGTERM",
      body: `trap "" TERM; (sleep 600; :) & echo $! >> "$dir/children"; while :; do sleep 600; done`,
    },
  ])("$title: it is ended, and what it started", async ({ body }) => {
    await plugins.shell(`echo ${token}\n${body}`);
    const outcome = await failing({}, { requestTimeout: 1000 });
    expect(outcome).toMatchObject(refused("it did not end in 1 s"));
    expect(outcome.took).toBeLessThan(4500);
    await vi.waitFor(async () => expect(await plugins.running()).toEqual([]), {
      interval: 10,
      timeout: 2000,
    });
  });

  it("has ended, and left somebody who holds its stdout", async () => {
    await plugins.file("answer", JSON.stringify(good));
    await plugins.shell('sleep 600 & echo $! >> "$dir/children"\ncat "$dir/answer"');
    const { secrets, server } = await pluggedCluster(answers);
    const started = performance.now();
    await secrets.getWithValues("s3");
    expect(performance.now() - started).toBeLessThan(4000);
    expect(tokens(server)).toEqual([token]);
  });

  it.each([
    { stream: "stdout", body: "head -c 1000000000 /dev/zero" },
    { stream: "stderr", body: "yes >&2" },
  ])("writes a gigabyte to $stream: it is ended early, in little memory", async ({ body }) => {
    await plugins.shell(body);
    const before = process.memoryUsage().rss;
    const outcome = await failing();
    expect(outcome).toMatchObject(refused("it wrote more than 1048576 bytes"));
    expect(outcome.took).toBeLessThan(4000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    expect(outcome.warnings.join("").length).toBeLessThan(5 * 1024 * 1024);
    await vi.waitFor(async () => expect(await plugins.running()).toEqual([]), {
      interval: 10,
      timeout: 2000,
    });
  });
});

describe("what a plugin says on stderr", () => {
  async function said(body: string): Promise<string> {
    await plugins.shell(`{ ${body}\n} >&2\necho ${CANARY_TOKEN}`);
    const { secrets, warnings } = await pluggedCluster(answers);
    await failureOf(secrets.getWithValues("s3"));
    return warnings.join("");
  }

  it.each([
    { title: "lines", body: 'printf "one\\ntwo\\r\\nthree\\n"', shown: "one\ntwo\nthree\n" },
    { title: "nothing", body: ":", shown: "" },
    { title: "escape codes", body: 'printf "\\033[2Jhome\\a \\r\\n"', shown: "\\x1b[2Jhome\\x07 \n" },
    { title: "a line drawn over", body: 'printf "10%%\\r20%%\\n"', shown: "10%\\r20%\n" },
    { title: "a CR at the very end", body: 'printf "end\\r"', shown: "end\\r\n" },
    { title: "bidi marks", body: 'printf "\\342\\200\\256abc\\n"', shown: "\\u202eabc\n" },
    { title: "bytes that are no text", body: 'printf "a\\377\\303\\n"', shown: "a\ufffd\ufffd\n" },
    {
      title: "a character in two writes",
      body: 'printf "\\303"; sleep 0.2; printf "\\251\\n"',
      shown: "é\n",
    },
    { title: "half a character at the end", body: 'printf "a\\303"', shown: "a\ufffd\n" },
    {
      title: "a prompt, and what follows on a line of its own",
      body: 'printf "login: "',
      shown: "login: \n",
    },
    {
      title: "a line end in two writes",
      body: 'printf "a\\r"; sleep 0.2; printf "\\nb\\n"',
      shown: "a\nb\n",
    },
  ])("$title", async ({ body, shown }) => {
    expect(await said(body)).toBe(shown);
  });
});

describe("the program", () => {
  /** A kubeconfig of a server that holds "s3", and of the folder's plugin. */
  async function prepare(exec: Record<string, unknown> = {}) {
    const script = (request: { method: string; url: string }): Answer =>
      request.url.endsWith("/s3") || request.method === "POST"
        ? has(request.method)
        : json(200, table([metadata({ creationTimestamp: hourFromNow(-1) })]));
    const server = await startServer({ script, tls: good });
    const kubeconfig = await plugins.kubeconfig(
      { server: server.origin, "certificate-authority-data": base64(authority.caCertificate) },
      { exec: { ...V1, command: "./plugin", ...exec } },
    );
    return { server, argv: ["--kubeconfig", kubeconfig] };
  }

  async function run(argv: readonly string[], options: ProgramOptions = {}) {
    const result = await runProgram(argv, options);
    expectNoCanary(`${result.stdout}${result.stderr}`);
    return result;
  }

  it("lists with the token of a plugin", async () => {
    await plugins.answering(credential({ token: CANARY_TOKEN }));
    const { server, argv } = await prepare();
    expect(await run(["list", "secret", "-v", ...argv])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("s3"),
    });
    expect(tokens(server)).toEqual([CANARY_TOKEN]);
  });

  it("shows a prompt while the plugin waits, and then names it, its exit code and the hint", async () => {
    await plugins.shell(
      `printf 'open \\033[1mhttps://login: ' >&2; until [ -e "$dir/go" ]; do sleep 0.05; done; echo ${CANARY_TOKEN}; exit 3`,
    );
    const { server, argv } = await prepare({ installHint: "read \u001b[2Jthe manual" });
    let shownEarly = "";
    const result = await run(["list", "secret", ...argv], {
      onStart: ({ stderr }) =>
        stderr?.on("data", (chunk: Buffer) => {
          if (shownEarly === "") shownEarly = chunk.toString();
          void plugins.file("go", "");
        }),
    });
    expect(shownEarly).toBe("open \\x1b[1mhttps://login: ");
    expect(result).toEqual({
      exitCode: 23,
      stdout: "",
      stderr: [
        `open \\x1b[1mhttps://login: \nerror: cannot get credentials from plugin "${plugins.at("plugin")}": it ended with exit code 3`,
        "hint: read \\x1b[2Jthe manual\n",
      ].join("\n"),
    });
    expect(server.requests).toEqual([]);
  });

  it.each([
    { signal: "SIGINT" as const, exitCode: 130 },
    { signal: "SIGTERM" as const, exitCode: 143 },
    { signal: "SIGHUP" as const, exitCode: 129 },
  ])("$signal ends a plugin that hangs, and what it started", async ({ signal, exitCode }) => {
    await plugins.shell(`echo ${CANARY_TOKEN}; sleep 600 & echo $! >> "$dir/children"; wait`);
    const { server, argv } = await prepare();
    const result = await run(["list", "secret", ...argv], {
      onStart: (child) => void plugins.written("children").then(() => child.kill(signal)),
    });
    expect(result).toMatchObject({ exitCode, stdout: "" });
    expect(server.requests).toEqual([]);
    expect(await plugins.numbers("runs")).toHaveLength(1);
    await vi.waitFor(async () => expect(await plugins.running()).toEqual([]), {
      interval: 10,
      timeout: 2000,
    });
  });

  const noScript = spawnSync("script", ["--version"]).status !== 0;
  const suite = `at a terminal${noScript ? " (skipped: util-linux's script is missing)" : ""}`;
  describe.skipIf(noScript)(suite, () => {
    const asks = [
      "printf 'code: ' >&2",
      "read -r code || code=nobody",
      `printf '{"apiVersion":"%s","kind":"ExecCredential","status":{"token":"%s"}}' '${V1.apiVersion}' "$code"`,
    ].join("\n");
    const interactive = (yes: boolean) => ({ spec: { interactive: yes } });

    it.each(["IfAvailable", "Always"])(
      "the plugin asks, and the answer reaches it (%s)",
      async (interactiveMode) => {
        await plugins.shell(asks);
        const { server, argv } = await prepare({ interactiveMode });
        const typing = [{ prompt: "code: ", keys: "kite77\n" }];
        const { exitCode, screen } = await runAtTerminal(["list", "secret", ...argv], { typing });
        expect({ exitCode, tokens: tokens(server) }).toEqual({ exitCode: 0, tokens: ["kite77"] });
        expect(screen).toMatch(/^code: kite77\nNAME[\s\S]*s3/);
        expect(await plugins.info()).toMatchObject(interactive(true));
      },
    );

    it.each([
      { title: "Never", exec: { interactiveMode: "Never" }, redirect: "" },
      { title: "stdin is not the terminal", exec: {}, redirect: "< /dev/null" },
    ])("the plugin can ask nobody: $title", async ({ exec, redirect }) => {
      await plugins.shell(asks);
      const { server, argv } = await prepare(exec);
      const { exitCode, screen } = await runAtTerminal(["list", "secret", ...argv], { redirect });
      expect({ exitCode, tokens: tokens(server) }).toEqual({ exitCode: 0, tokens: ["nobody"] });
      expect(screen).toMatch(/^code: /);
      expect(await plugins.info()).toMatchObject(interactive(false));
    });

    it("the plugin can ask nobody: the manifest is typed", async () => {
      await plugins.shell(asks);
      const { server, argv } = await prepare();
      const manifest = { apiVersion: "v1", kind: "Secret", metadata: { name: "s3" }, stringData: { a: "b" } };
      const { exitCode } = await runAtTerminal(["create", "secret", "-f", "-", ...argv], {
        typing: [{ prompt: "Ctrl-D", keys: `${JSON.stringify(manifest)}\n\u0004` }],
      });
      // The look for pachd is a request as well, and shares the answer.
      expect({ exitCode, tokens: [...new Set(tokens(server))] }).toEqual({ exitCode: 0, tokens: ["nobody"] });
      expect(await plugins.info()).toMatchObject(interactive(false));
    });

    it("Always, and stdin is taken: not run", async () => {
      await plugins.shell(asks);
      await plugins.file(
        "manifest",
        JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: "s3" } }),
      );
      const { server, argv } = await prepare({ interactiveMode: "Always" });
      const { exitCode, screen } = await runAtTerminal(["create", "secret", "-f", "-", ...argv], {
        redirect: `< '${plugins.at("manifest")}'`,
      });
      expect({ exitCode, runs: await plugins.runs() }).toEqual({ exitCode: 23, runs: 0 });
      expect(screen).toContain("it needs a terminal to ask questions on");
      expect(server.requests).toEqual([]);
    });

    it("Ctrl-C at the plugin's question ends both", async () => {
      await plugins.shell(asks);
      const { server, argv } = await prepare();
      const typing = [{ prompt: "code: ", keys: "\u0003" }];
      const { exitCode } = await runAtTerminal(["list", "secret", ...argv], { typing });
      expect({ exitCode, requests: server.requests.length }).toEqual({ exitCode: 130, requests: 0 });
      expect(await plugins.running()).toEqual([]);
    });
  });
});
