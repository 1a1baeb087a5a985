import { isUtf8 } from "node:buffer";
import http from "node:http";
import https from "node:https";
import type { Credentials } from "./credentials.js";
import { type Endpoint, hostName } from "./endpoint.js";
import { type Exchange, exchange, MAX_REPLY_BYTES } from "./exchange.js";
import { TransportError } from "./transport-error.js";

export interface TransportRequest {
  method: "GET" | "POST" | "DELETE";
  /** From `/api` on; every part of it is checked or encoded. */
  path: string;
  query?: Readonly<Record<string, string | undefined>>;
  accept: string;
  /** JSON text. */
  body?: string;
}

export interface TransportReply {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Decoded and valid UTF-8. */
  text: string;
}

export interface TransportOptions {
  userAgent: string;
  /** Milliseconds for one request, reply included; undefined means the defaults, 0 no limit. */
  requestTimeout: number | undefined;
  signal: AbortSignal;
  /** Method, path, status and milliseconds of every reply, for `-v`. Never headers or bodies. */
  onReply(line: string): void;
  /** The text of a `Warning` header, as the server sent it; each text once. */
  onWarning(text: string): void;
}

/** The API server gives up on writes after 34 s and on lists after 60 s: waiting a little longer learns the outcome. */
const WRITE_TIMEOUT = 40_000;
const READ_TIMEOUT = 65_000;
const MAX_CONNECTIONS = 16;
const MAX_WARNINGS = 10;

/**
 * HTTP/1.1 to one API server over one keep-alive agent. Follows no redirect, sends credentials to nobody else, limits
 * time and size, and always sends Content-Length with a body: without it the API server ignores the body of a
 * DELETE, preconditions and dry run included (reference: kubernetes 0.4).
 */
export class Transport {
  readonly #endpoint: Endpoint;
  readonly #credentials: Credentials;
  readonly #options: TransportOptions;
  readonly #warned = new Set<string>();
  #agent: http.Agent | undefined;

  constructor(endpoint: Endpoint, credentials: Credentials, options: TransportOptions) {
    this.#endpoint = endpoint;
    this.#credentials = credentials;
    this.#options = options;
  }

  /** Scheme, host and port, for messages. */
  get origin(): string {
    return this.#endpoint.url.origin;
  }

  /**
   * One attempt.
   * @throws TransportError when no complete, readable reply came; `sent` tells whether the request may have arrived
   */
  async request(request: TransportRequest): Promise<TransportReply> {
    const started = performance.now();
    this.#agent ??= await createAgent(this.#endpoint);
    const target = pathAndQuery(this.#endpoint.prefix, request);
    const { response, body } = await this.#exchange(request, target, this.#agent);
    const status = response.statusCode ?? 0;
    this.#options.onReply(
      `${request.method} ${target} ${status} ${Math.round(performance.now() - started)} ms`,
    );
    this.#collectWarnings(response);
    return { status, headers: response.headers, text: await decode(response, body, this.origin) };
  }

  /** Ends idle connections, so that nothing keeps the process alive. */
  close(): void {
    this.#agent?.destroy();
  }

  #exchange(request: TransportRequest, target: string, agent: http.Agent): Promise<Exchange> {
    const { url, tls } = this.#endpoint;
    const secure = url.protocol === "https:";
    const outgoing = (secure ? https : http).request({
      ...(secure && tls),
      agent,
      host: hostName(url),
      ...(url.port !== "" && { port: url.port }),
      method: request.method,
      path: target,
      headers: this.#headers(request),
    });
    const limit = this.#options.requestTimeout ?? (request.method === "GET" ? READ_TIMEOUT : WRITE_TIMEOUT);
    return exchange(outgoing, {
      body: request.body,
      limit,
      signal: this.#options.signal,
      origin: this.origin,
      secure,
    });
  }

  #headers(request: TransportRequest): http.OutgoingHttpHeaders {
    const { authorization } = this.#credentials;
    return {
      Accept: request.accept,
      "User-Agent": this.#options.userAgent,
      ...(this.#endpoint.compression && { "Accept-Encoding": "gzip" }),
      ...(authorization !== undefined && { Authorization: authorization }),
      ...(request.body !== undefined && {
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(request.body),
      }),
    };
  }

  #collectWarnings(response: http.IncomingMessage): void {
    for (const header of response.headersDistinct.warning ?? []) {
      const text = /^\d{3} \S+ "((?:[^"\\]|\\.)*)"/.exec(header)?.[1]?.replace(/\\(.)/g, "$1");
      if (text === undefined || this.#warned.has(text) || this.#warned.size >= MAX_WARNINGS) continue;
      this.#warned.add(text);
      this.#options.onWarning(text);
    }
  }
}

async function createAgent(endpoint: Endpoint): Promise<http.Agent> {
  if (endpoint.proxyUrl !== undefined) {
    const { createProxyAgent } = await import("./proxy-agent.js");
    return createProxyAgent(endpoint);
  }
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
  return endpoint.url.protocol === "https:"
    ? new https.Agent({ ...options, ...endpoint.tls })
    : new http.Agent(options);
}

function pathAndQuery(prefix: string, { path, query }: TransportRequest): string {
  const pairs = Object.entries(query ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const encoded = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return `${prefix}${path}${encoded === "" ? "" : `?${encoded}`}`;
}

async function decode(response: http.IncomingMessage, body: Buffer, origin: string): Promise<string> {
  const unreadable = new TransportError(`the reply of ${origin} cannot be read`, { sent: true });
  const encoding = response.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") throw unreadable;
  let bytes = body;
  if (encoding === "gzip") {
    const { gunzipSync } = await import("node:zlib");
    try {
      bytes = gunzipSync(body, { maxOutputLength: MAX_REPLY_BYTES });
    } catch {
      throw unreadable;
    }
  }
  if (!isUtf8(bytes)) throw unreadable;
  return bytes.toString("utf8");
}
