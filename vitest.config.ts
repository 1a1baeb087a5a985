import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { PACHCTL_VERSION: JSON.stringify("0.0.0") },
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/support/not-run-reporter.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Stories start processes; two workers keep a two-core machine responsive.
    maxWorkers: 2,
  },
});
