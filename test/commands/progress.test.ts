import { describe, expect, it } from "vitest";
import { Progress } from "../../src/commands/progress.js";
import { systemClock } from "../../src/system-clock.js";
import { testDeps } from "../support/deps.js";

interface World {
  isTTY?: boolean;
  TERM?: string;
  isWanted?: boolean;
  total?: number;
}

/** A batch whose time passes when the test says so. */
function batch({ isTTY = true, TERM = "xterm", isWanted = true, total = 300 }: World = {}) {
  let written = "";
  let timers: { at: number; run(): void }[] = [];
  let now = 0;
  const deps = testDeps({
    env: { TERM },
    stderr: {
      isTTY,
      write: async (text) => {
        written += text;
      },
    },
    clock: {
      ...systemClock,
      after: (milliseconds, run) => {
        const timer = { at: now + milliseconds, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((each) => each !== timer);
        };
      },
    },
  });
  const progress = new Progress({ total, participle: "created", isWanted }, deps);
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { run } of due) run();
  };
  const seen = (): string => {
    const text = written;
    written = "";
    return text;
  };
  return { progress, pass, seen };
}

describe("the line of a batch", () => {
  it("appears after a second, goes on, makes room, and is gone at the end", async () => {
    const { progress, pass, seen } = batch();
    progress.advance();
    pass(999);
    expect(seen()).toBe("");
    pass(1);
    expect(seen()).toBe("1 of 300 created\u001b[K\r");
    progress.advance();
    pass(200);
    expect(seen()).toBe("2 of 300 created\u001b[K\r");
    await progress.erase();
    await progress.erase();
    expect(seen()).toBe("\u001b[K");
    pass(200);
    expect(seen()).toBe("2 of 300 created\u001b[K\r");
    await progress.end();
    expect(seen()).toBe("\u001b[K");
    pass(10_000);
    expect(seen()).toBe("");
  });

  it.each<World & { title: string }>([
    { title: "no terminal", isTTY: false },
    { title: "a terminal that erases nothing", TERM: "dumb" },
    { title: "-q", isWanted: false },
    { title: "a single secret", total: 1 },
  ])("is not there: $title", async ({ title: _, ...world }) => {
    const { progress, pass, seen } = batch(world);
    pass(5000);
    await progress.end();
    expect(seen()).toBe("");
  });
});
