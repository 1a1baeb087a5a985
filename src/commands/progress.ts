import type { Clock, Deps } from "../deps.js";

/** Milliseconds until the line appears, and between its changes. */
const FIRST = 1000;
const NEXT = 200;
const ERASED = "\u001b[K";

/**
 * How far a batch is, on a line of the terminal that others overwrite: the cursor stays in front of it. It appears when the batch takes
 * over a second, and is gone at the end.
 */
export class Progress {
  readonly #stderr: Deps["stderr"];
  readonly #clock: Clock;
  readonly #total: number;
  readonly #participle: string;
  #count = 0;
  #isShown = false;
  #cancel: () => void = () => {};

  /** @param isWanted nothing is shown otherwise, nor where stderr is no terminal that can erase a line */
  constructor(
    { total, participle, isWanted }: { total: number; participle: string; isWanted: boolean },
    { stderr, clock, env }: Pick<Deps, "stderr" | "clock" | "env">,
  ) {
    this.#stderr = stderr;
    this.#clock = clock;
    this.#total = total;
    this.#participle = participle;
    if (isWanted && total > 1 && env.TERM !== "dumb" && stderr.isTTY) this.#later(FIRST);
  }

  /** One more item is done. */
  advance(): void {
    this.#count++;
  }

  /** Before something else is written to the terminal. */
  async erase(): Promise<void> {
    if (!this.#isShown) return;
    this.#isShown = false;
    await this.#stderr.write(ERASED);
  }

  async end(): Promise<void> {
    this.#cancel();
    await this.erase();
  }

  #later(milliseconds: number): void {
    this.#cancel = this.#clock.after(milliseconds, () => {
      this.#isShown = true;
      void this.#stderr.write(`${this.#count} of ${this.#total} ${this.#participle}${ERASED}\r`);
      this.#later(NEXT);
    });
  }
}
