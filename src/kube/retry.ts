import { setTimeout as sleep } from "node:timers/promises";
import { parseStatus } from "./status.js";
import type { Transport, TransportReply, TransportRequest } from "./transport.js";
import { TransportError } from "./transport-error.js";

/** Attempts at one request, the first one included. */
const MAX_ATTEMPTS = 5;
/** Milliseconds. A server that wants a longer pause is not waited for. */
const MAX_WAIT = 30_000;
const FIRST_WAIT = 200;

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
  signal: AbortSignal,
): Promise<TransportReply> {
  for (let attempt = 1; ; attempt++) {
    const last = attempt === MAX_ATTEMPTS;
    try {
      const reply = await transport.request(request);
      const wait = waitBeforeRepeat(reply, request.method === "GET", attempt);
      if (last || wait === undefined) return reply;
      await sleep(wait, undefined, { signal });
    } catch (error) {
      if (!(error instanceof TransportError) || last || !isRepeatable(error, request)) throw error;
      // A refused connection is an answer; one more try covers a server that is just restarting.
      if (!error.sent && attempt > 1) throw error;
      await sleep(backoff(attempt), undefined, { signal });
    }
  }
}

function isRepeatable(error: TransportError, request: TransportRequest): boolean {
  return error.transient && (!error.sent || request.method === "GET");
}

/** Milliseconds to wait, or undefined when the reply is to be taken as it is. */
function waitBeforeRepeat(reply: TransportReply, isRead: boolean, attempt: number): number | undefined {
  const asked = retryAfter(reply);
  const notExecuted =
    reply.status === 429 || (reply.status === 503 && asked !== undefined && isApiReply(reply));
  if (!notExecuted && !(isRead && reply.status >= 500 && isApiReply(reply))) return undefined;
  const wait = asked ?? backoff(attempt);
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
function backoff(attempt: number): number {
  return Math.random() * FIRST_WAIT * 2 ** attempt;
}
