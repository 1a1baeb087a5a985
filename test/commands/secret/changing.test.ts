import { describe, expect, it } from "vitest";
import { writeChange } from "../../../src/commands/secret/changing.js";
import { NO_CHANGE } from "../../../src/secret/secret-change.js";
import { NOT_FOUND, OTHER_UID, secret, timestamp } from "../../support/api-objects.js";
import { failureOf, plainCluster } from "../../support/cluster.js";
import { type Answer, failure, json } from "../../support/fault-server.js";

const crossed = failure(409, "Conflict", {
  message: 'Operation cannot be fulfilled on secrets "s3": the object has been modified',
});

/** A change of one label, after which the server says that somebody was faster, and then what is read again. */
async function retried(readAgain: Answer, ...more: Answer[]) {
  const { secrets, server } = await plainCluster([json(200, secret()), crossed, readAgain, ...more]);
  const read = await secrets.getWithValues("s3");
  return { server, done: writeChange(read, { ...NO_CHANGE, labels: { team: "a" } }, secrets, false) };
}

describe("a change that somebody else was faster than", () => {
  it("is sent again on top of theirs", async () => {
    const theirs = json(200, secret({ labels: { other: "x" }, resourceVersion: "42" }));
    const both = json(200, secret({ labels: { other: "x", team: "a" }, resourceVersion: "43" }));
    const { server, done } = await retried(theirs, both);
    expect((await done).labels).toEqual({ other: "x", team: "a" });
    expect(JSON.parse(String(server.requests[3]?.body)).metadata.resourceVersion).toBe("42");
  });

  it.each([
    ["changed the same", secret({ labels: { team: "b" } }), /somebody else has changed label "team"/],
    ["deleted it", secret({ deletionTimestamp: timestamp(0), finalizers: ["a/b"] }), /it is being deleted/],
    ["replaced it", secret({ uid: OTHER_UID }), /it was changed since it was read/],
  ])("is not sent again when they %s", async (_what, now, words) => {
    const { server, done } = await retried(json(200, now));
    const error = await failureOf(done);
    expect(error.kind).toBe("conflict");
    expect(error.problems[0]).toMatch(words);
    expect(server.requests).toHaveLength(3);
  });

  it("is not sent again when there is none any more", async () => {
    const { done } = await retried(failure(404, "NotFound", NOT_FOUND));
    expect((await failureOf(done)).kind).toBe("conflict");
  });
});
