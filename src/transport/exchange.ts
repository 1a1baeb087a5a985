import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "../deps.js";
import { connectionError, failedToConnect, ReplyTooLarge, TransportError } from "./transport-error.js";

export interface Exchange {
  response: IncomingMessage;
  /** As sent: perhaps still compressed. */
  body: Buffer;
}

export interface ExchangeOptions {
  body: string | undefined;
  /** Milliseconds from now to the last byte of the reply; 0 means no limit. */
  limit: number;
  clock: Clock;
  signal: AbortSignal;
  origin: string;
  /** The proxy's name, without its password. */
  proxy: string | undefined;
  secure: boolean;
}

const CONNECT_TIMEOUT = 10_000;
/** Of one reply, before and after decompression. A page of the largest secrets stays far below. */
export const MAX_REPLY_BYTES = 128 * 1024 * 1024;

/**
 * Sends a request and collects its reply. A reply that is cut off is an error, however it was cut: silence is never
 * taken for success.
 * @throws TransportError
 */
export async function exchange(
  open: () => ClientRequest,
  { body, limit, clock, signal, origin, proxy, secure }: ExchangeOptions,
): Promise<Exchange> {
  const target = proxy === undefined ? origin : `${origin} through the proxy ${proxy}`;
  if (signal.aborted) throw new TransportError("interrupted", { sent: false, cause: signal.reason });
  /** Ends the exchange, for a TransportError, or because we were interrupted. */
  const stop = new AbortController();
  // Node writes a request only when its connection stands, for TLS after the handshake.
  let connected = false;
  let response: IncomingMessage | undefined;
  const overdue = clock.after(limit > 0 ? limit : Number.POSITIVE_INFINITY, () =>
    stop.abort(new TransportError(`${origin} did not answer in ${limit / 1000} s`, { sent: connected })),
  );
  const unconnected = clock.after(CONNECT_TIMEOUT, () =>
    stop.abort(
      new TransportError(`cannot reach ${target}: the connection timed out`, {
        sent: false,
        transient: true,
      }),
    ),
  );
  // Not AbortSignal.any: what listens to that stays in memory for ever.
  const interrupt = (): void => stop.abort(signal.reason);
  signal.addEventListener("abort", interrupt);
  const outgoing = open();
  // Not by the request's own signal, which costs a tenth of all that a request does.
  stop.signal.addEventListener("abort", () => outgoing.destroy());
  outgoing.once("socket", (socket) =>
    onceConnected(socket, outgoing.reusedSocket, secure, () => {
      connected = true;
      unconnected();
    }),
  );
  try {
    response = await replyTo(outgoing, body, stop.signal);
    return { response, body: await collect(response, origin) };
  } catch (error) {
    if (error instanceof TransportError) throw error;
    if (stop.signal.reason instanceof TransportError) throw stop.signal.reason;
    if (signal.aborted) throw new TransportError("interrupted", { sent: connected, cause: signal.reason });
    if (response === undefined) {
      // A connection is made to the proxy only.
      const isAboutProxy = proxy !== undefined && failedToConnect(error);
      throw connectionError(error, isAboutProxy ? `the proxy ${proxy}` : target, connected);
    }
    throw new TransportError(`the reply of ${origin} was cut off`, { sent: true, transient: true });
  } finally {
    overdue();
    unconnected();
    signal.removeEventListener("abort", interrupt);
    if (response?.complete !== true) outgoing.destroy();
  }
}

/** The reply as soon as its headers are there; what fails later is told by its own stream. */
function replyTo(
  outgoing: ClientRequest,
  body: string | undefined,
  stop: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    stop.addEventListener("abort", () => reject(stop.reason));
    let isAnswered = false;
    outgoing.on("response", (response) => {
      isAnswered = true;
      resolve(response);
    });
    outgoing.on("error", reject);
    // An upgrade to another protocol ends in nothing else.
    outgoing.on("close", () => {
      if (!isAnswered) reject(new Error("closed without a reply"));
    });
    outgoing.end(body);
  });
}

/** @throws TransportError when it is too large, Node's error when it is cut off */
async function collect(response: IncomingMessage, origin: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_REPLY_BYTES) throw new ReplyTooLarge(origin, MAX_REPLY_BYTES);
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error("the reply ended before its end");
  return Buffer.concat(chunks, size);
}

function onceConnected(socket: Socket, reused: boolean, secure: boolean, then: () => void): void {
  // Through a proxy, a plain socket may be connected before it is handed out.
  if (reused || (!secure && !socket.connecting)) then();
  else socket.once(secure ? "secureConnect" : "connect", then);
}
