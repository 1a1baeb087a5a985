import { describe, expect, it } from "vitest";
import { runBatch } from "../../src/commands/batch.js";
import { Interrupted } from "../../src/deps.js";
import { type ErrorKind, PachctlError } from "../../src/errors.js";
import { testDeps } from "../support/deps.js";

/** What becomes of each item: done, or an error of that kind; `lost` cannot be written to stdout. */
type Fate =
  | "done"
  | "lost"
  | ErrorKind
  | "interrupted"
  | "bug"
  | { begun: "done" | ErrorKind | "interrupted" };

interface Case {
  title: string;
  fates: readonly Fate[];
  keepGoing?: boolean;
  concurrency?: number;
  expected: { kind?: string; problems?: string[]; stdout?: string; acted?: number };
}

async function run({ fates, keepGoing = true, concurrency = 1 }: Case) {
  const abort = new AbortController();
  let [stdout, stderr, acted] = ["", "", 0];
  const deps = testDeps({
    signal: abort.signal,
    stdout: {
      isTTY: false,
      write: async (text) => {
        if (String(text).includes("lost"))
          throw new PachctlError("local-io", "cannot write the output: disk full");
        stdout += text;
      },
    },
    stderr: {
      isTTY: false,
      write: async (text) => {
        stderr += text;
      },
    },
  });
  const batch = {
    items: fates.map((fate, at) => ({ fate, at })),
    participle: "made",
    concurrency,
    keepGoing,
    act: async ({ fate, at }: { fate: Fate; at: number }) => {
      acted++;
      // Later ones are faster.
      await new Promise((resolve) => setTimeout(resolve, 3 * (fates.length - at)));
      const interrupt = (): never => {
        abort.abort(new Interrupted("SIGINT"));
        throw abort.signal.reason;
      };
      if (typeof fate === "object") {
        const finish = async () => {
          if (fate.begun === "interrupted") interrupt();
          else if (fate.begun !== "done") throw new PachctlError(fate.begun, `${at} ${fate.begun}`);
          return { note: `${at} made`, output: `${at} finished after ${acted}\n` };
        };
        return { note: `${at} begun`, finish };
      }
      if (fate === "interrupted") interrupt();
      if (fate === "bug") throw new TypeError("oops");
      if (fate !== "done" && fate !== "lost" && fate !== "interrupted")
        throw new PachctlError(fate, `${at} ${fate}`);
      return { note: `${at} made`, output: `${at} ${fate}\n`, butDone: `${at} was made, but not shown` };
    },
  };
  const outcome = await runBatch(batch, { quiet: false }, deps).then(
    () => ({}),
    (error: unknown) =>
      error instanceof PachctlError
        ? { kind: error.kind, problems: [...error.problems] }
        : { kind: (error as Error).name },
  );
  return { ...outcome, stdout, stderr, acted };
}

const CASES: Case[] = [
  { title: "nothing to do", fates: [], expected: {} },
  { title: "one done", fates: ["done"], expected: { stdout: "0 done\n" } },
  {
    title: "one refused keeps its error",
    fates: ["forbidden"],
    expected: { kind: "forbidden", problems: ["0 forbidden"] },
  },
  {
    title: "all refused alike keep their code",
    fates: ["forbidden", "forbidden"],
    expected: { kind: "forbidden", problems: ["0 forbidden", "1 forbidden", "0 made, 2 not"] },
  },
  {
    title: "refused in different ways",
    fates: ["forbidden", "conflict"],
    expected: { kind: "partial", problems: ["0 forbidden", "1 conflict", "0 made, 2 not"] },
  },
  {
    title: "some done",
    fates: ["done", "conflict", "done"],
    expected: { kind: "partial", problems: ["1 conflict", "2 made, 1 not"], stdout: "0 done\n2 done\n" },
  },
  {
    title: "what is not known is counted by itself",
    fates: ["done", "outcome-unknown", "conflict"],
    expected: {
      kind: "partial",
      problems: ["1 outcome-unknown", "2 conflict", "1 made, 1 not, 1 not known"],
      stdout: "0 done\n",
    },
  },
  {
    title: "the first refusal stops the rest",
    fates: ["done", "conflict", "done", "done"],
    keepGoing: false,
    expected: {
      kind: "partial",
      problems: ["1 conflict", "1 made, 1 not, 2 not tried"],
      stdout: "0 done\n",
      acted: 2,
    },
  },
  {
    title: "a refusal in front keeps its code: nothing is made",
    fates: ["already-exists", "done"],
    keepGoing: false,
    expected: {
      kind: "already-exists",
      problems: ["0 already-exists", "0 made, 1 not, 1 not tried"],
      acted: 1,
    },
  },
  {
    title: "told in the order of the items",
    fates: ["done", "done", "done"],
    concurrency: 3,
    expected: { stdout: "0 done\n1 done\n2 done\n" },
  },
  {
    title: "an output that fails ends it, and says what is done",
    fates: ["done", "lost", "done"],
    expected: {
      kind: "local-io",
      problems: [
        "1 was made, but not shown",
        "cannot write the output: disk full",
        "2 made, 0 not, 1 not tried",
      ],
      stdout: "0 done\n",
      acted: 2,
    },
  },
  {
    title: "interrupted half-way",
    fates: ["done", "interrupted", "done"],
    expected: { kind: "partial", problems: ["1 made, 0 not, 2 not tried"], stdout: "0 done\n", acted: 2 },
  },
  {
    title: "interrupted before anything was done",
    fates: ["interrupted", "done"],
    expected: { kind: "Interrupted", acted: 1 },
  },
  {
    title: "a bug is no outcome",
    fates: ["done", "bug", "done"],
    expected: { kind: "TypeError", stdout: "0 done\n", acted: 2 },
  },
];

const BEGUN: Case[] = [
  {
    title: "what is only begun is finished when all others were acted on",
    fates: [{ begun: "done" }, "done"],
    expected: { stdout: "1 done\n0 finished after 2\n" },
  },
  {
    title: "begun, and not finished: of one its own error",
    fates: [{ begun: "pending" }],
    expected: { kind: "pending", problems: ["0 pending"] },
  },
  {
    title: "begun, and not finished: all alike",
    fates: [{ begun: "pending" }, { begun: "pending" }],
    expected: { kind: "pending", problems: ["0 pending", "1 pending", "0 made, 2 not"] },
  },
  {
    title: "begun, and not finished: others are done",
    fates: ["done", { begun: "pending" }],
    expected: { kind: "partial", problems: ["1 pending", "1 made, 1 not"], stdout: "0 done\n" },
  },
  {
    title: "begun, and not finished: others were refused",
    fates: ["conflict", { begun: "pending" }, { begun: "done" }],
    expected: { kind: "partial", problems: ["0 conflict", "1 pending", "1 made, 2 not"] },
  },
  {
    title: "interrupted while it is waited for",
    fates: ["done", { begun: "interrupted" }],
    expected: { kind: "partial", problems: ["1 made, 0 not, 1 not waited for"], stdout: "0 done\n" },
  },
  {
    title: "nobody waits when there is no output any more",
    fates: [{ begun: "done" }, "lost"],
    expected: { kind: "local-io" },
  },
];

describe("runBatch", () => {
  it.each(CASES)("$title", async (row) => {
    const { stderr, ...outcome } = await run(row);
    expect(outcome).toMatchObject(row.expected);
    if (row.expected.kind === undefined) expect(outcome).not.toHaveProperty("kind");
    expect(stderr).toBe(
      stderr
        .split("\n")
        .sort()
        .slice(1)
        .map((line) => `${line}\n`)
        .join(""),
    );
  });

  it.each(BEGUN)("$title", async (row) => {
    const { stderr, ...outcome } = await run(row);
    expect(outcome).toMatchObject(row.expected);
    if (row.expected.kind === undefined) expect(outcome).not.toHaveProperty("kind");
    // Each is told in its order, first what is begun.
    const acted = row.fates.flatMap((fate, at) => {
      if (typeof fate === "object") return [`${at} begun`];
      return fate === "done" || fate === "lost" ? [`${at} made`] : [];
    });
    expect(stderr.split("\n").slice(0, acted.length)).toEqual(acted);
  });

  it("has no more under way than it may", async () => {
    let [now, most] = [0, 0];
    const act = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      return { note: "" };
    };
    const items = Array.from({ length: 50 }, (_, at) => at);
    await runBatch(
      { items, participle: "made", concurrency: 4, keepGoing: true, act },
      { quiet: true },
      testDeps(),
    );
    expect(most).toBe(4);
  });
});
