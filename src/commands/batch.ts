import type { Deps } from "../deps.js";
import { PachctlError } from "../errors.js";
import { note } from "./notes.js";
import { Progress } from "./progress.js";

/** What a command does to several secrets. */
export interface Batch<T> {
  items: readonly T[];
  /** For the summary: `deleted`. */
  participle: string;
  /** Most items under way at a time. */
  concurrency: number;
  /** What stands on stdout between two outputs. */
  divider?: string;
  /** Are the others still tried after one was refused? */
  keepGoing: boolean;
  /** @throws PachctlError what became of it instead */
  act(item: T): Promise<Done | Begun>;
}

/** An item that is under way, and is done when something else has happened. */
export interface Begun {
  /** For people. */
  note: string;
  /** Waits for that, once every item was acted on. @throws PachctlError */
  finish(): Promise<Done>;
}

/** An item that is done, and what to tell of it. */
export interface Done {
  /** For people. */
  note: string;
  /** For stdout. */
  output?: string;
  /** What the error says first when the output cannot be written; nothing on a dry run. */
  butDone?: string;
  /** For the summary, when nothing had to be done: `existed already`. */
  insteadOfDone?: string;
}

/** Items that are waited for at a time. */
const WAITING_AT_ONCE = 8;

/** Without an output there is no going on. */
const ENDING: ReadonlySet<string> = new Set(["local-io", "output-closed"]);

/**
 * Acts on the items, tells of each in the order of the items, and decides what the whole came to: an item alone has its own
 * error; of several, failures that are all alike keep their exit code when nothing was done, and everything else is `partial`.
 * @throws PachctlError unless all are done
 */
export async function runBatch<T>(
  batch: Batch<T>,
  options: { quiet: boolean },
  deps: Pick<Deps, "stdout" | "stderr" | "signal" | "clock" | "env">,
): Promise<void> {
  const { items, participle } = batch;
  const progress = new Progress({ total: items.length, participle, isWanted: !options.quiet }, deps);
  const failures: PachctlError[] = [];
  const begun: Begun[] = [];
  let done = 0;
  /** Nothing had to be done: how often, by the words for it. */
  const others = new Map<string, number>();
  let isStopped = false;
  let isOutputLost = false;
  let divider = "";
  let notTried: number;
  let notAwaited: number;
  try {
    notTried = await each(items, batch.concurrency, batch.act);
    notAwaited = await each(begun, WAITING_AT_ONCE, (item) => item.finish());
  } finally {
    await progress.end();
  }
  // Nothing happened at all: the signal is the whole story.
  if (done === 0 && failures.length === 0) deps.signal.throwIfAborted();
  const [failure] = failures;
  if (failure === undefined && notTried + notAwaited === 0) return;
  if (failure !== undefined && items.length === 1) throw failure;
  const ending = failures.find(({ kind }) => ENDING.has(kind));
  const unknown = failures.filter(({ kind }) => kind === "outcome-unknown").length;
  const refused = failures.filter((each) => each !== ending).length - unknown;
  const rest = [
    ...(unknown > 0 ? [`, ${unknown} not known`] : []),
    ...(notTried > 0 ? [`, ${notTried} not tried`] : []),
    ...(notAwaited > 0 ? [`, ${notAwaited} not waited for`] : []),
  ].join("");
  const passedOver = [...others].map(([words, count]) => `, ${count} ${words}`).join("");
  const error = combined(failures, `${done} ${participle}${passedOver}, ${refused} not${rest}`);
  if (ending !== undefined) throw error.as(ending.kind);
  throw done === 0 && failures.length > 0 && !deps.signal.aborted ? error : error.as("partial");

  /** Tells of them in their order. @returns how many were not tried */
  async function each<I>(
    all: readonly I[],
    concurrency: number,
    act: (item: I) => Promise<Done | Begun>,
  ): Promise<number> {
    const left = all.values();
    let missed = 0;
    let previous = Promise.resolve();
    const work = async (): Promise<void> => {
      for (const item of left) {
        const before = previous;
        const run = attempt(() => act(item)).then(async (result) => {
          await before;
          if (result === undefined) missed++;
          else if (result instanceof PachctlError) failures.push(result);
          else await tell(result);
        });
        previous = run.catch(() => {});
        await run;
      }
    };
    for (const worker of await Promise.allSettled(Array.from({ length: concurrency }, work)))
      if (worker.status === "rejected") throw worker.reason;
    return missed;
  }

  /** @returns nothing when it was not tried */
  async function attempt(act: () => Promise<Done | Begun>): Promise<Done | Begun | PachctlError | undefined> {
    if (isStopped || deps.signal.aborted) return undefined;
    try {
      return await act();
    } catch (error) {
      const isKnown = error instanceof PachctlError;
      if (!isKnown || !batch.keepGoing) isStopped = true;
      if (isKnown) return error;
      // What a signal ends in another way has changed nothing: a write that may have been executed is told as such.
      if (deps.signal.aborted) return undefined;
      throw error;
    }
  }

  async function tell(result: Done | Begun): Promise<void> {
    await progress.erase();
    await note(deps, options, result.note);
    if ("finish" in result) {
      begun.push(result);
      return;
    }
    progress.advance();
    const { output, butDone, insteadOfDone } = result;
    if (insteadOfDone === undefined) done++;
    else others.set(insteadOfDone, (others.get(insteadOfDone) ?? 0) + 1);
    if (output === undefined || isOutputLost) return;
    try {
      await deps.stdout.write(divider + output);
      divider = batch.divider ?? "";
    } catch (error) {
      isStopped = true;
      isOutputLost = true;
      if (!(error instanceof PachctlError)) throw error;
      const problems = butDone === undefined ? error.problems : [butDone, ...error.problems];
      failures.push(new PachctlError(error.kind, problems));
    }
  }
}

const MAX_HINTS = 3;

/** Several errors as one: of their shared kind, or `partial` when they differ. */
export function combined(errors: readonly PachctlError[], summary: string | undefined): PachctlError {
  const kinds = [...new Set(errors.map((error) => error.kind))];
  const hints = [...new Set(errors.flatMap(({ hint }) => (hint === undefined ? [] : [hint])))];
  // Those of many secrets differ in their names alone.
  hints.splice(MAX_HINTS);
  const problems = errors.flatMap((error) => error.problems);
  return new PachctlError(
    kinds.length === 1 && kinds[0] !== undefined ? kinds[0] : "partial",
    summary === undefined ? problems : [...problems, summary],
    hints.length > 0 ? { hint: hints.join("; ") } : {},
  );
}
