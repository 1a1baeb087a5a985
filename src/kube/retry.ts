import type { Clock } from "../deps.js";
import type { Transport, TransportReply, TransportRequest } from "../transport/transport.js";
import { TransportError } from "../transport/transport-error.js";
import { parseStatus } from "./status.js";

/** Attempts at one request, the first one included. */
const MAX_ATTEMPTS = 5;
/** Milliseconds. A server that wants a longer pause is not waited for. */
const MAX_WAIT = 30_000;
const FIRST_WAIT = 200;

export interface RetryWorld {
  clock: Clock;
  random(): number;
  signal: AbortSignal;
}

/**
 * Sends a request, and again when that is safe: after a failure to connect, and after a reply that says the request
 * was not executed (429, 503 with Retry-After). A read is also repeated after a reset or a server's failure; a write
 * that may have been executed never is.
 *
 * @throws TransportError of the last attempt
 */
export async function sendWithRetry(
  transport: Transport,
  request: TransportRequest,
  world: RetryWorld,
): Promise<TransportReply> {
  const { clock, signal } = world;
  for (let attempt = 1; ; attempt++) {
    const last = attempt === MAX_ATTEMPTS;
    try {
      const reply = await transport.request(request);
      const wait = waitBeforeRepeat(reply, request.method === "GET", backoff(attempt, world));
      if (last || wait === undefined) return reply;
      await clock.sleep(wait, signal);
    } catch (error) {
      if (!(error instanceof TransportError) || last || !isRepeatable(error, request)) throw error;
      // A refused connection is an answer; one more try covers a server that is just restarting.
      if (!error.sent && attempt > 1) throw error;
      await clock.sleep(backoff(attempt, world), signal);
    }
  }
}

function isRepeatable(error: TransportError, request: TransportRequest): boolean {
  return error.transient && (!error.sent || request.method === "GET");
}

/** Milliseconds to wait, or undefined when the reply is to be taken as it is. @param pause where the server names none */
function waitBeforeRepeat(reply: TransportReply, isRead: boolean, pause: number): number | undefined {
  const asked = retryAfter(reply);
  const notExecuted =
    reply.status === 429 || (reply.status === 503 && asked !== undefined && isApiReply(reply));
  if (!notExecuted && !(isRead && reply.status >= 500 && isApiReply(reply))) return undefined;
  const wait = asked ?? pause;
  return wait > MAX_WAIT ? undefined : wait;
}

function isApiReply(reply: TransportReply): boolean {
  return parseStatus(reply) !== undefined;
}

function retryAfter(reply: TransportReply): number | undefined {
  const header = reply.headers["retry-after"];
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) * 1000 : undefined;
}

/** Full jitter: several clients that were refused together do not come back together. */
function backoff(attempt: number, { random }: RetryWorld): number {
  return random() * FIRST_WAIT * 2 ** attempt;
}
