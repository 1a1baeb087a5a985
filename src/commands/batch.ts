import pLimit from "p-limit";
import type { Deps } from "../deps.js";
import { PachctlError } from "../errors.js";
import { note } from "./notes.js";

/** What a command does to several secrets. */
export interface Batch<T> {
  items: readonly T[];
  /** For the summary: `deleted`. */
  participle: string;
  /** Most items under way at a time. */
  concurrency: number;
  /** Are the others still tried after one was refused? */
  keepGoing: boolean;
  /** @throws PachctlError what became of it instead */
  act(item: T): Promise<Done>;
}

/** An item that is done, and what to tell of it. */
export interface Done {
  /** For people. */
  note: string;
  /** For stdout. */
  output?: string;
  /** What the error says first when the output cannot be written; nothing on a dry run. */
  butDone?: string;
}

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
  deps: Pick<Deps, "stdout" | "stderr" | "signal">,
): Promise<void> {
  const { items } = batch;
  const inTurn = pLimit(batch.concurrency);
  const failures: PachctlError[] = [];
  let done = 0;
  let notTried = 0;
  let isStopped = false;
  let isOutputLost = false;
  let previous: Promise<void> = Promise.resolve();
  const runs = items.map((item) => {
    const before = previous;
    const run = inTurn(async () => {
      const result = await attempt(item);
      await before;
      if (result === undefined) notTried++;
      else if (result instanceof PachctlError) failures.push(result);
      else {
        done++;
        await tell(result);
      }
    });
    previous = run.catch(() => {});
    return run;
  });
  for (const run of await Promise.allSettled(runs)) if (run.status === "rejected") throw run.reason;
  // Nothing happened at all: the signal is the whole story.
  if (done === 0 && failures.length === 0) deps.signal.throwIfAborted();
  const [failure] = failures;
  if (failure === undefined && notTried === 0) return;
  if (failure !== undefined && items.length === 1) throw failure;
  const ending = failures.find(({ kind }) => ENDING.has(kind));
  const refused = failures.filter((each) => each !== ending).length;
  const rest = notTried > 0 ? `, ${notTried} not tried` : "";
  const error = combined(failures, `${done} ${batch.participle}, ${refused} not${rest}`);
  if (ending !== undefined) throw error.as(ending.kind);
  throw done === 0 && failures.length > 0 && !deps.signal.aborted ? error : error.as("partial");

  /** @returns nothing when it was not tried */
  async function attempt(item: T): Promise<Done | PachctlError | undefined> {
    if (isStopped || deps.signal.aborted) return undefined;
    try {
      return await batch.act(item);
    } catch (error) {
      const isKnown = error instanceof PachctlError;
      if (!isKnown || !batch.keepGoing) isStopped = true;
      if (isKnown) return error;
      // What a signal ends in another way has changed nothing: a write that may have been executed is told as such.
      if (deps.signal.aborted) return undefined;
      throw error;
    }
  }

  async function tell({ note: line, output, butDone }: Done): Promise<void> {
    await note(deps, options, line);
    if (output === undefined || isOutputLost) return;
    try {
      await deps.stdout.write(output);
    } catch (error) {
      isStopped = true;
      isOutputLost = true;
      if (!(error instanceof PachctlError)) throw error;
      const problems = butDone === undefined ? error.problems : [butDone, ...error.problems];
      failures.push(new PachctlError(error.kind, problems));
    }
  }
}

/** Several errors as one: of their shared kind, or `partial` when they differ. */
export function combined(errors: readonly PachctlError[], summary: string | undefined): PachctlError {
  const kinds = [...new Set(errors.map((error) => error.kind))];
  const hints = [...new Set(errors.flatMap(({ hint }) => (hint === undefined ? [] : [hint])))];
  const problems = errors.flatMap((error) => error.problems);
  return new PachctlError(
    kinds.length === 1 && kinds[0] !== undefined ? kinds[0] : "partial",
    summary === undefined ? problems : [...problems, summary],
    hints.length > 0 ? { hint: hints.join("; ") } : {},
  );
}
