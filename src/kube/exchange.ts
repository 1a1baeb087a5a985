import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { connectionError, TransportError } from "./transport-error.js";

export interface Exchange {
  response: IncomingMessage;
  /** As sent: perhaps still compressed. */
  body: Buffer;
}

export interface ExchangeOptions {
  body: string | undefined;
  /** Milliseconds from now to the last byte of the reply; 0 means no limit. */
  limit: number;
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
export function exchange(outgoing: ClientRequest, options: ExchangeOptions): Promise<Exchange> {
  const { limit, signal, origin, proxy } = options;
  const target = proxy === undefined ? origin : `${origin} through the proxy ${proxy}`;
  return new Promise((resolve, reject) => {
    // Node writes a request only when its connection stands, for TLS after the handshake.
    let connected = false;
    const fail = (error: TransportError): void => {
      settle();
      reject(error);
      outgoing.destroy();
    };
    const overdue = (): void => {
      fail(new TransportError(`${origin} did not answer in ${limit / 1000} s`, { sent: connected }));
    };
    const unconnected = (): void => {
      if (!connected) {
        fail(
          new TransportError(`cannot reach ${target}: the connection timed out`, {
            sent: false,
            transient: true,
          }),
        );
      }
    };
    const interrupted = (): void =>
      fail(new TransportError("interrupted", { sent: connected, cause: signal.reason }));
    const deadline = limit > 0 ? setTimeout(overdue, limit) : undefined;
    const connectDeadline = setTimeout(unconnected, CONNECT_TIMEOUT);
    const settle = (): void => {
      clearTimeout(deadline);
      clearTimeout(connectDeadline);
      signal.removeEventListener("abort", interrupted);
    };
    outgoing.on("error", (error) => fail(connectionError(error, target, connected)));
    if (signal.aborted) return interrupted();
    signal.addEventListener("abort", interrupted);

    outgoing.on("socket", (socket) => {
      onceConnected(socket, outgoing.reusedSocket, options.secure, () => {
        connected = true;
        clearTimeout(connectDeadline);
      });
    });
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const broken = (): void => {
        fail(new TransportError(`the reply of ${origin} was cut off`, { sent: true, transient: true }));
      };
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MAX_REPLY_BYTES) {
          fail(
            new TransportError(`the reply of ${origin} is larger than ${MAX_REPLY_BYTES} bytes`, {
              sent: true,
            }),
          );
        }
      });
      response.on("error", broken);
      response.on("close", () => {
        if (!response.complete) return broken();
        settle();
        resolve({ response, body: Buffer.concat(chunks, size) });
      });
    });
    outgoing.end(options.body);
  });
}

function onceConnected(socket: Socket, reused: boolean, secure: boolean, then: () => void): void {
  // Through a proxy, a plain socket may be connected before it is handed out.
  if (reused || (!secure && !socket.connecting)) then();
  else socket.once(secure ? "secureConnect" : "connect", then);
}
