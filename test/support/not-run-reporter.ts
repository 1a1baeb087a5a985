import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

/** Names what was not run, and how many tests that were: a suite that silently did not run looks like a green one. */
export default class NotRunReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const suite of module.children.suites()) this.#report(suite);
      for (const test of module.children.tests()) if (isNotRun(test)) this.#line(1, test.name);
    }
  }

  #report(suite: TestSuite): void {
    const tests = [...suite.children.allTests()];
    const skipped = tests.filter(isNotRun);
    const [only, ...others] = suite.children;
    const isWrapper = only?.type === "suite" && others.length === 0;
    if (skipped.length === tests.length && tests.length > 0 && !isWrapper) {
      this.#line(tests.length, suite.fullName);
      return;
    }
    for (const child of suite.children) {
      if (child.type === "suite") this.#report(child);
      else if (isNotRun(child)) this.#line(1, child.fullName);
    }
  }

  #line(count: number, name: string): void {
    process.stdout.write(`not run: ${count} ${count === 1 ? "test" : "tests"}: ${name}\n`);
  }
}

/** In a suite that is skipped whole, vitest leaves a test that is skipped itself "pending". */
function isNotRun(test: TestCase): boolean {
  return !["passed", "failed"].includes(test.result().state);
}
