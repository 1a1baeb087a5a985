import type { Deps } from "../../src/deps.js";
import { usageError } from "../../src/errors.js";
import { systemClock } from "../../src/system-clock.js";

/** A world in which nobody types and nobody reads; a test replaces what it is about. Pauses before repetitions are none. */
export function testDeps(changes: Partial<Deps> = {}): Deps {
  const nowhere = { isTTY: false, write: async () => {} };
  return {
    stdin: { isTTY: false, chunks: async function* () {} },
    stdout: nowhere,
    stderr: nowhere,
    env: {},
    clock: systemClock,
    random: () => 0,
    processes: { platform: "test/test", runtime: "Test 1.2.3", kill: endProcess, keepHeapSmall: () => {} },
    terminal: { ask: noTerminal, askHidden: noTerminal },
    signal: new AbortController().signal,
    ...changes,
  };
}

/** The clock that stands still at a moment; its timers run all the same. */
export function clockAt(now: () => Date): Deps["clock"] {
  return { ...systemClock, now };
}

async function noTerminal(): Promise<string> {
  throw usageError("there is no terminal to ask at");
}

function endProcess(pid: number, signalName: NodeJS.Signals): void {
  try {
    process.kill(pid, signalName);
  } catch {
    // It has ended by itself.
  }
}
