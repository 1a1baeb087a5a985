import { isUtf8 } from "node:buffer";
import http from "node:http";
import https from "node:https";
import pLimit from "p-limit";
import type { CredentialSource, Credentials, Endpoint } from "../access.js";
import type { Clock } from "../deps.js";
import { PachctlError, systemErrorCode } from "../errors.js";
import { type Exchange, exchange, MAX_REPLY_BYTES } from "./exchange.js";
import { hostName } from "./host-name.js";
import { quotesValue } from "./quotes-value.js";
import { pathAndQuery, type RequestTarget, shownTarget } from "./request-target.js";
import { serverIdentity } from "./server-identity.js";
import { ReplyTooLarge, TransportError } from "./transport-error.js";

export interface TransportRequest extends RequestTarget {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  accept: string;
  /** JSON text. */
  body?: string;
  /** Of the body; plain JSON by default. */
  contentType?: string;
  /** The secret values in the body, as base64: a warning that quotes one is not passed on. */
  values?: readonly string[];
}

export interface TransportReply {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Decoded and valid UTF-8. */
  text: string;
}

export interface TransportOptions {
  userAgent: string;
  /** Headers of every request beside the usual ones: whom to act as. */
  headers: Readonly<Record<string, string | string[]>>;
  /** Milliseconds for one request, reply included; undefined means the defaults, 0 no limit. */
  requestTimeout: number | undefined;
  clock: Clock;
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
 * DELETE, preconditions and dry run included.
 */
export class Transport {
  readonly #endpoint: Endpoint;
  readonly #credentials: CredentialSource;
  readonly #options: TransportOptions;
  readonly #warned = new Set<string>();
  /** More requests than connections wait here, before their deadlines start. */
  readonly #inTurn = pLimit(MAX_CONNECTIONS);
  /** The agent of the client certificate in use; a promise, because requests that start together share one. */
  #agent: { certificate: Credentials["certificate"]; opened: Promise<http.Agent> } | undefined;
  /** Those before it: requests under way still use them. */
  readonly #retired: Promise<http.Agent>[] = [];

  constructor(endpoint: Endpoint, credentials: CredentialSource, options: TransportOptions) {
    const { url, tls } = endpoint;
    this.#endpoint = { ...endpoint, tls: { ...tls, ...serverIdentity(url, tls) } };
    this.#credentials = credentials;
    this.#options = options;
  }

  /** Scheme, host and port, for messages. */
  get origin(): string {
    return this.#endpoint.url.origin;
  }

  /**
   * One attempt, and a second one with new credentials when the server rejects ours (401: nothing was executed) and
   * there are others to be had.
   * @throws TransportError when no complete, readable reply came; `sent` tells whether the request may have arrived
   * @throws PachctlError unauthenticated or usage when there are no credentials to send
   */
  async request(request: TransportRequest): Promise<TransportReply> {
    const credentials = await this.#credentials.current();
    const reply = await this.#attempt(request, credentials);
    if (reply.status !== 401 || !(await this.#credentials.renew(credentials))) return reply;
    return this.#attempt(request, await this.#credentials.current());
  }

  /** From now on, requests go over new connections: an idle one may have been closed by the other side already. */
  renewConnections(): void {
    if (this.#agent !== undefined) this.#retired.push(this.#agent.opened);
    this.#agent = undefined;
  }

  /** Ends idle connections, so that nothing keeps the process alive. */
  close(): void {
    for (const opened of [...this.#retired, this.#agent?.opened])
      void opened?.then((agent) => agent.destroy());
  }

  async #attempt(request: TransportRequest, credentials: Credentials): Promise<TransportReply> {
    const { clock, onReply } = this.#options;
    const target = pathAndQuery(this.#endpoint.prefix, request);
    const { response, body, milliseconds } = await this.#inTurn(async () => {
      const started = clock.elapsed();
      const received = await this.#exchange(request, target, credentials);
      return { ...received, milliseconds: clock.elapsed() - started };
    });
    const status = response.statusCode ?? 0;
    const shown = shownTarget(this.#endpoint.prefix, request);
    onReply(`${request.method} ${shown} ${status} ${Math.round(milliseconds)} ms`);
    this.#collectWarnings(response, request.values ?? [], credentials.authorization);
    return { status, headers: response.headers, text: await decode(response, body, this.origin) };
  }

  async #exchange(request: TransportRequest, target: string, credentials: Credentials): Promise<Exchange> {
    const { url, tls, proxy } = this.#endpoint;
    const agent = await this.#agentFor(credentials.certificate);
    const secure = url.protocol === "https:";
    const limit = this.#options.requestTimeout ?? (request.method === "GET" ? READ_TIMEOUT : WRITE_TIMEOUT);
    const open = (): http.ClientRequest =>
      (secure ? https : http).request({
        ...(secure && { ...tls, ...credentials.certificate }),
        agent,
        host: hostName(url),
        ...(url.port !== "" && { port: url.port }),
        method: request.method,
        path: target,
        headers: this.#headers(request, credentials),
      });
    return exchange(() => openRequest(open), {
      body: request.body,
      limit,
      clock: this.#options.clock,
      signal: this.#options.signal,
      origin: this.origin,
      proxy: proxy?.name,
      secure,
    });
  }

  /** A connection belongs to its client certificate: another certificate means other connections. */
  #agentFor(certificate: Credentials["certificate"]): Promise<http.Agent> {
    if (this.#agent === undefined || this.#agent.certificate !== certificate) {
      // Not destroyed before `close`: that would cut off the requests under way.
      if (this.#agent !== undefined) this.#retired.push(this.#agent.opened);
      this.#agent = { certificate, opened: createAgent(this.#endpoint, certificate) };
    }
    return this.#agent.opened;
  }

  #headers(request: TransportRequest, { authorization }: Credentials): http.OutgoingHttpHeaders {
    return {
      ...this.#options.headers,
      Accept: request.accept,
      "User-Agent": this.#options.userAgent,
      ...(this.#endpoint.compression && { "Accept-Encoding": "gzip" }),
      ...(authorization !== undefined && { Authorization: authorization }),
      ...(request.body !== undefined && {
        "Content-Type": request.contentType ?? "application/json",
        "Content-Length": Buffer.byteLength(request.body),
      }),
    };
  }

  #collectWarnings(
    response: http.IncomingMessage,
    values: readonly string[],
    authorization: string | undefined,
  ): void {
    for (const text of (response.headersDistinct.warning ?? []).flatMap(warningTexts)) {
      if (this.#warned.has(text) || this.#warned.size >= MAX_WARNINGS) continue;
      this.#warned.add(text);
      const isQuote = quotesValue(text, values, authorization);
      this.#options.onWarning(isQuote ? "(a warning that quotes a value, and is not shown)" : text);
    }
  }
}

/** The texts of a `Warning` header: `299 - "text"`, several with commas between. Node reads headers as Latin-1. */
function warningTexts(header: string): string[] {
  return [...header.matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, quoted = ""]) =>
    Buffer.from(quoted.replace(/\\(.)/g, "$1"), "latin1").toString("utf8"),
  );
}

async function createAgent(endpoint: Endpoint, certificate: Credentials["certificate"]): Promise<http.Agent> {
  const tls = { ...endpoint.tls, ...certificate };
  if (endpoint.proxy !== undefined) {
    const { createProxyAgent } = await import("./proxy-agent.js");
    return createProxyAgent(endpoint.url, tls, endpoint.proxy);
  }
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
  if (endpoint.url.protocol === "http:") return new http.Agent(options);
  return new https.Agent({ ...options, ...tls });
}

async function decode(response: http.IncomingMessage, body: Buffer, origin: string): Promise<string> {
  // Made where it is thrown: an error that nobody sees takes as long as all the rest.
  const unreadable = (): TransportError =>
    new TransportError(`the reply of ${origin} cannot be read`, { sent: true });
  const { "content-encoding": encoding = "identity" } = response.headers;
  if (encoding !== "identity" && encoding !== "gzip") throw unreadable();
  let bytes = body;
  if (encoding === "gzip") {
    const { gunzipSync } = await import("node:zlib");
    try {
      bytes = gunzipSync(body, { maxOutputLength: MAX_REPLY_BYTES });
    } catch (error) {
      if (systemErrorCode(error) !== "ERR_BUFFER_TOO_LARGE") throw unreadable();
      throw new ReplyTooLarge(origin, MAX_REPLY_BYTES);
    }
  }
  if (!isUtf8(bytes)) throw unreadable();
  return bytes.toString("utf8");
}

/** Node reads certificates and keys when it opens a connection, and throws at once when it cannot. */
function openRequest(open: () => http.ClientRequest): http.ClientRequest {
  try {
    return open();
  } catch (error) {
    throw new PachctlError("usage", "the certificates and keys of the kubeconfig cannot be used together", {
      hint: "check certificate-authority, client-certificate and client-key",
      cause: error,
    });
  }
}
