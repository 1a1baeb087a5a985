import http from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { SecureContextOptions } from "node:tls";
import { gzipSync } from "node:zlib";

/** A request as it arrived. */
export interface Received {
  method: string;
  /** Path and query, as sent. */
  url: string;
  headers: http.IncomingHttpHeaders;
  rawHeaders: readonly string[];
  body: Buffer;
  /** Number of the TCP connection, from 0. */
  connection: number;
  /** `performance.now()` when the headers had come. */
  at: number;
}

/** One side of a connection that an answer plays on. */
export interface Line {
  request: Received;
  response: http.ServerResponse;
  /** Bytes past the HTTP machinery, encrypted when the server speaks TLS. */
  write(bytes: string | Uint8Array): void;
  /** FIN after what was written. */
  end(): void;
  /** RST: what the other side has not read yet may be lost. */
  reset(): void;
  /** False once the client has gone. */
  isOpen(): boolean;
}

export interface Answer {
  play(line: Line): void | Promise<void>;
  /** Played when the headers are there, without reading the body. */
  early?: boolean;
}

/** The answers in order, or a function that chooses one. Requests past the end of a list get a page that is no API. */
export type Script = readonly Answer[] | ((request: Received, at: number) => Answer);

export interface FaultServerOptions {
  /** Without: plain http. */
  tls?: https.ServerOptions & SecureContextOptions;
  script?: Script;
}

/** An HTTP server on 127.0.0.1 that records what it is asked and answers as badly as it is told to. */
export class FaultServer {
  readonly requests: Received[] = [];
  /** Accepted TCP connections, in all. */
  connections = 0;
  script: Script;
  /** Still told after `stop`. */
  port = 0;
  readonly #server: http.Server | https.Server;
  readonly #sockets = new Set<Socket>();
  readonly #byPort = new Map<number, { socket: Socket; number: number }>();

  private constructor(options: FaultServerOptions) {
    this.script = options.script ?? [];
    const listen = (request: http.IncomingMessage, response: http.ServerResponse): void => {
      void this.#serve(request, response);
    };
    this.#server =
      options.tls === undefined ? http.createServer(listen) : https.createServer(options.tls, listen);
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    // On a TLS server these are the sockets below the TLS ones: only they can send a RST.
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      this.#byPort.set(socket.remotePort ?? 0, { socket, number: this.connections++ });
      socket.on("error", () => {});
      socket.on("close", () => this.#sockets.delete(socket));
    });
    if (options.tls !== undefined)
      this.#server.on("secureConnection", (socket: Socket) => socket.on("error", () => {}));
    this.#server.on("clientError", (_error, socket) => socket.destroy());
    this.#server.on("tlsClientError", () => {});
  }

  static async start(options: FaultServerOptions = {}): Promise<FaultServer> {
    const server = new FaultServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    server.port = (server.#server.address() as AddressInfo).port;
    return server;
  }

  get origin(): string {
    return `${this.#server instanceof https.Server ? "https" : "http"}://127.0.0.1:${this.port}`;
  }

  /** Method and path of every request, for comparing a run whole. */
  get log(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${url.split("?")[0]}`);
  }

  /** Cuts every connection with a RST; the server goes on listening. */
  resetConnections(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { socket, number } = this.#byPort.get(request.socket.remotePort ?? 0) ?? {};
    const received: Received = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body: Buffer.alloc(0),
      connection: number ?? -1,
      at: performance.now(),
    };
    const at = this.requests.push(received) - 1;
    const answer =
      (typeof this.script === "function" ? this.script(received, at) : this.script[at]) ?? PAST_THE_END;
    request.on("error", () => {});
    if (!answer.early) received.body = await collect(request);
    await answer.play({
      request: received,
      response,
      write: (bytes) => void request.socket.write(bytes),
      end: () => void request.socket.end(),
      reset: () => socket?.resetAndDestroy(),
      isOpen: () => !request.socket.destroyed,
    });
  }
}

async function collect(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    // A client that hangs up in the middle of its body: what came is recorded.
  }
  return Buffer.concat(chunks);
}

type Headers = http.OutgoingHttpHeaders;

export function reply(status: number, headers: Headers, body: string | Uint8Array = ""): Answer {
  return {
    play: ({ response }) => {
      response.writeHead(status, { "Content-Length": Buffer.byteLength(body), ...headers });
      // As text it would drag the headers into UTF-8 with it.
      response.end(Buffer.from(body));
    },
  };
}

export function json(status: number, value: unknown, headers: Headers = {}): Answer {
  return reply(status, { "Content-Type": "application/json", ...headers }, `${JSON.stringify(value)}\n`);
}

export function html(status: number, headers: Headers = {}): Answer {
  return reply(
    status,
    { "Content-Type": "text/html; charset=utf-8", ...headers },
    "<html><h1>Please log in</h1></html>",
  );
}

const PAST_THE_END = html(500);

/** A failure `Status`, shaped as kube-apiserver 1.20 writes it. */
export function failure(
  code: number,
  reason: string | undefined,
  rest: Record<string, unknown> = {},
  headers: Headers = {},
): Answer {
  const status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "",
    reason,
    ...rest,
    code,
  };
  return json(code, status, headers);
}

export function redirect(code: number, location: string): Answer {
  return reply(code, { Location: location });
}

export function gzipped(status: number, value: unknown): Answer {
  const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
  return reply(status, headers, gzipSync(JSON.stringify(value)));
}

/** Exactly these bytes; afterwards the line stays open, is closed, or is reset. */
export function bytes(text: string | Uint8Array, then: "open" | "end" | "reset" = "open"): Answer {
  return {
    play: async (line) => {
      line.write(text);
      if (then === "end") line.end();
      if (then !== "reset") return;
      // A RST overtakes what the kernel has not delivered.
      await turns(5);
      line.reset();
    },
  };
}

export const silence: Answer = { play: () => {} };

export const reset: Answer = { play: (line) => line.reset() };

/** Before the body is read. */
export const resetEarly: Answer = { play: (line) => line.reset(), early: true };

export const hangUp: Answer = { play: (line) => line.end() };

/** One byte at a time, until all are out or the client has gone. */
export function dripping(text: string, everyMs: number): Answer {
  return {
    play: (line) => {
      const left = [...text];
      const timer = setInterval(() => {
        const next = left.shift();
        if (next === undefined || !line.isOpen()) return clearInterval(timer);
        line.write(next);
      }, everyMs);
    },
  };
}

/** What `effect` does on the server comes about, and then the answer is given. */
export function afterwards(effect: (request: Received) => void, answer: Answer): Answer {
  return {
    ...answer,
    play: (line) => {
      effect(line.request);
      return answer.play(line);
    },
  };
}

export async function turns(count: number): Promise<void> {
  for (let at = 0; at < count; at++) await new Promise(setImmediate);
}
