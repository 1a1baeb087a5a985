import { PachctlError } from "../errors.js";
import type { SecretSummary } from "../secret/secret.js";
import type { TransportReply } from "../transport/transport.js";
import { ReplyTooLarge } from "../transport/transport-error.js";
import { notKubernetes, refusal } from "./api-errors.js";
import { cannot, type Operation } from "./operation.js";
import type { SecretPage } from "./replies.js";
import { parseStatus } from "./status.js";

export interface PagesOptions<S extends SecretSummary> {
  /** Asks for the first page, or for the one of a token; at most so many secrets. */
  fetch(continueToken: string | undefined, limit: number): Promise<TransportReply>;
  /** How many secrets the first page has, and the following ones at most. */
  limits: Readonly<{ first: number; most: number }>;
  parse(reply: TransportReply): SecretPage<S> | undefined;
  operation: Operation;
  /** Was a secret asked for? */
  isMatch(secret: SecretSummary): boolean;
  /** One of several pages has been used. */
  onUsed(): void;
  /** The list goes on at a later state of the cluster than it began. */
  onInconsistent(): void;
}

/** How often a list is begun anew because its token expired before anything was printed. */
const MAX_RESTARTS = 2;
/** How often in a row a token may have expired when it is used at once. */
const MAX_CONTINUATIONS = 2;
/**
 * Characters, aimed at. With 100,000 secrets the server takes half as long for pages of that size as for those of 500 rows; larger
 * ones take more memory and hardly less time.
 */
const PAGE_SIZE = 1024 * 1024;
/** Empty pages in a row: an API server fills a page as far as it can. */
const MAX_EMPTY_PAGES = 100;

/**
 * Follows a list to its end; the next page is on its way while one is used. A token that expired (410) restarts the
 * list as long as no secret was handed out; after that the list goes on with the token that the server offers.
 * A list never ends early without an error.
 *
 * @throws PachctlError when a page cannot be had
 */
export async function* listPages<S extends SecretSummary>(
  options: PagesOptions<S>,
): AsyncGenerator<SecretPage<S>> {
  const { operation, limits } = options;
  const seen = new Set<string>();
  let handedOut = 0;
  let restarts = 0;
  let continuations = 0;
  let emptyPages = 0;
  let limit = limits.first;
  /** A page that is too large for a reply is asked for again with fewer secrets, and so are those that follow it. */
  let fewest = limits.first;
  const ask = (token?: string): Promise<TransportReply> =>
    prefetch(
      options.fetch(token, limit).catch((error: unknown) => {
        const isTooLarge = error instanceof PachctlError && error.cause instanceof ReplyTooLarge;
        if (!isTooLarge || limit === 1) throw error;
        limit = Math.ceil(limit / 8);
        fewest = Math.min(fewest, limit);
        return ask(token);
      }),
    );
  let next = ask();
  for (;;) {
    const reply = await next;
    if (reply.status === 410) {
      const token = parseStatus(reply)?.continueToken;
      if (handedOut === 0 && restarts < MAX_RESTARTS) {
        restarts++;
        seen.clear();
        next = ask();
        continue;
      }
      if (token === undefined || continuations === MAX_CONTINUATIONS) throw refusal(reply, operation);
      continuations++;
      options.onInconsistent();
      next = ask(remember(token));
      continue;
    }
    if (reply.status !== 200)
      throw reply.status >= 400 ? refusal(reply, operation) : notKubernetes(reply, operation);
    const page = options.parse(reply);
    if (page === undefined || !isAnswer(page, options)) throw notKubernetes(reply, operation);
    continuations = 0;
    emptyPages = page.secrets.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages > MAX_EMPTY_PAGES) throw endless("sends empty pages without end");
    if (page.continueToken === undefined) {
      yield page;
      return;
    }
    limit = nextLimit({ fewest, most: limits.most }, page.secrets.length, reply.text.length);
    next = ask(remember(page.continueToken));
    yield page;
    options.onUsed();
    handedOut += page.secrets.length;
  }

  function remember(token: string): string {
    if (seen.has(token)) throw endless("repeats a page without end");
    seen.add(token);
    return token;
  }

  function endless(what: string): PachctlError {
    return new PachctlError("unreachable", `${cannot(operation)}: ${operation.server.origin} ${what}`);
  }
}

/** As many secrets as fit into a page of that size, if they are as large as those of the last one. */
function nextLimit(
  { fewest, most }: Readonly<{ fewest: number; most: number }>,
  count: number,
  size: number,
): number {
  const fitting = Math.floor((count * PAGE_SIZE) / Math.max(size, 1));
  return Math.min(Math.max(fitting, fewest), most);
}

/** Promise: no reply is believed that is not what was asked for. */
function isAnswer(
  { secrets, continueToken }: SecretPage,
  { operation: { namespace }, isMatch }: Pick<PagesOptions<SecretSummary>, "operation" | "isMatch">,
): boolean {
  // A token with half a surrogate pair cannot be sent back.
  if (continueToken !== undefined && /\p{Surrogate}/u.test(continueToken)) return false;
  return secrets.every(
    (secret) => (namespace === undefined || secret.namespace === namespace) && isMatch(secret),
  );
}

/** A page that was asked for early may fail before anybody waits for it; the failure is kept until then. */
function prefetch(reply: Promise<TransportReply>): Promise<TransportReply> {
  reply.catch(() => {});
  return reply;
}
