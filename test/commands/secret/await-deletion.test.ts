import { describe, expect, it } from "vitest";
import { awaitDeletion } from "../../../src/commands/secret/await-deletion.js";
import { PachctlError } from "../../../src/errors.js";
import { metadata, NOT_FOUND, OTHER_UID, table } from "../../support/api-objects.js";
import { plainCluster } from "../../support/cluster.js";
import { testDeps } from "../../support/deps.js";
import { failure, json } from "../../support/fault-server.js";

const marked = (changes: object = {}) =>
  json(
    200,
    table([metadata({ deletionTimestamp: "2026-11-23T12:00:00Z", finalizers: ["a.b/c"], ...changes })]),
  );
const gone = failure(404, "NotFound", NOT_FOUND);

/** Waits with a clock on which only pauses take time. @returns how it ended, the pauses, and how often it looked */
async function wait(script: Parameters<typeof plainCluster>[0], limit: number, signal?: AbortSignal) {
  const { secrets, server } = await plainCluster(script);
  const secret = await secrets.get("s3");
  const pauses: number[] = [];
  let now = 0;
  const deps = testDeps(signal && { signal });
  const clock = {
    ...deps.clock,
    elapsed: () => now,
    sleep: async (milliseconds: number, stop?: AbortSignal) => {
      stop?.throwIfAborted();
      pauses.push(milliseconds);
      now += milliseconds;
    },
  };
  const outcome = await awaitDeletion(secret, secrets, limit, { ...deps, clock }).then(
    () => "gone",
    (error: unknown) => (error instanceof PachctlError ? error.kind : error),
  );
  return { outcome, pauses, looks: server.requests.length - 1 };
}

describe("awaitDeletion", () => {
  it("looks until the secret is not there any more", async () => {
    expect(await wait([marked(), marked(), marked(), gone], 60_000)).toEqual({
      outcome: "gone",
      pauses: [500, 500],
      looks: 3,
    });
  });

  it("takes another secret of the same name for a sign that it is gone", async () => {
    const other = json(200, table([metadata({ uid: OTHER_UID })]));
    expect(await wait([marked(), marked(), other], 60_000)).toMatchObject({ outcome: "gone", looks: 2 });
  });

  it("ends with the time, after a last look at its very end", async () => {
    expect(await wait(() => marked(), 1200)).toEqual({
      outcome: "pending",
      pauses: [500, 500, 200],
      looks: 4,
    });
  });

  it("looks once without any time", async () => {
    expect(await wait([marked(), gone], 0)).toEqual({ outcome: "gone", pauses: [], looks: 1 });
    expect(await wait(() => marked(), 0)).toEqual({ outcome: "pending", pauses: [], looks: 1 });
  });

  it("takes no other refusal for an answer", async () => {
    expect(await wait([marked(), failure(403, "Forbidden")], 60_000)).toMatchObject({ outcome: "forbidden" });
  });
});
