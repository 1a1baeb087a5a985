import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as folders from "../../../src/commands/secret/private-folder.js";
import { applied, recreate } from "../../../src/commands/secret/recreate.js";
import { Interrupted } from "../../../src/deps.js";
import { PachctlError } from "../../../src/errors.js";
import { NO_CHANGE } from "../../../src/secret/secret-change.js";
import {
  CANARY_DATA,
  deleted,
  metadata,
  NOT_FOUND,
  secret,
  table,
  timestamp,
} from "../../support/api-objects.js";
import { failureOf, plainCluster } from "../../support/cluster.js";
import { testDeps } from "../../support/deps.js";
import { type Answer, failure, json, silence } from "../../support/fault-server.js";

const MISSING = failure(404, "NotFound", NOT_FOUND);
const there = json(200, secret());
const probe = json(201, secret({ name: "s3-x7k2p" }, { type: "x/y" }));
const anew = json(201, secret({}, { type: "x/y" }));
const refused = failure(403, "Forbidden", { message: 'secrets "s3" is forbidden: exceeded quota: q, x' });

async function attempt(
  answers: readonly Answer[],
  { dryRun = false, abort = new AbortController() }: { dryRun?: boolean; abort?: AbortController } = {},
) {
  const { secrets, server } = await plainCluster([there, ...answers], { abort });
  const found = await secrets.getWithValues("s3");
  const wanted = { ...applied(found, NO_CHANGE), type: "x/y" };
  return { server, done: recreate(found, wanted, secrets, dryRun, testDeps({ signal: abort.signal })) };
}

const PROBED = ["GET", "POST"];
const methods = (log: readonly string[]): string[] => log.map((line) => line.split(" ")[0] ?? "");

/** The problems, once both secrets were found where they are said to be kept. */
async function withoutKept({ problems }: PachctlError): Promise<string[]> {
  const rest: string[] = [];
  for (const problem of problems) {
    const [, said = "", folder = ""] = /^(.*); as it was and as .* kept in (\S+)$/.exec(problem) ?? [];
    rest.push(folder === "" ? problem : said);
    if (folder === "") continue;
    const [was, wanted] = await Promise.all(
      ["old.json", "new.json"].map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8"))),
    );
    expect([was.type, wanted.type]).toEqual(["Opaque", "x/y"]);
    expect([was.data, wanted.data]).toEqual([CANARY_DATA, CANARY_DATA]);
    await rm(folder, { recursive: true });
  }
  expect(rest).not.toEqual(problems);
  return rest;
}

afterEach(() => void vi.restoreAllMocks());

describe("a secret that is deleted and created anew", () => {
  it("is asked for first, under another name and as a dry run", async () => {
    const { server, done } = await attempt([probe, json(200, deleted()), anew]);
    expect(await done).toMatchObject({ name: "s3", type: "x/y" });
    expect(methods(server.log)).toEqual([...PROBED, "DELETE", "POST"]);
    expect(server.requests[1]?.url).toContain("dryRun=All");
    expect(JSON.parse(String(server.requests[1]?.body)).metadata).toMatchObject({ generateName: "s3-" });
    expect(JSON.parse(String(server.requests[2]?.body))).toMatchObject({
      preconditions: { uid: secret().metadata && metadata().uid, resourceVersion: "41" },
    });
  });

  it("stays when the server would not take the new one", async () => {
    const { server, done } = await attempt([refused]);
    expect((await failureOf(done)).kind).toBe("rejected");
    expect(methods(server.log)).toEqual(PROBED);
  });

  it("is put back when the server does not take the new one after all", async () => {
    const { server, done } = await attempt([probe, json(200, deleted()), refused, json(201, secret())]);
    const error = await failureOf(done);
    expect(error.kind).toBe("rejected");
    expect(error.problems[1]).toBe('secret "s3" was deleted and put back as it was');
    expect(methods(server.log)).toEqual([...PROBED, "DELETE", "POST", "POST"]);
    expect(JSON.parse(String(server.requests[4]?.body))).toMatchObject({ type: "Opaque" });
  });

  it("is told to be gone when it cannot be put back", async () => {
    const { done } = await attempt([probe, json(200, deleted()), refused, refused]);
    const error = await failureOf(done);
    expect(error.kind).toBe("partial");
    expect(await withoutKept(error)).toEqual([
      expect.stringContaining("it would exceed the quota"),
      'secret "s3" was deleted, and could neither be created anew nor put back',
    ]);
  });

  it("has its own name in a dry run, too", async () => {
    const generated = json(201, secret({ name: "s3-x7k2p", generateName: "s3-" }, { type: "x/y" }));
    const { done } = await attempt([generated, json(200, deleted())], { dryRun: true });
    const { name, metadata } = await done;
    expect([name, metadata.name, metadata.generateName]).toEqual(["s3", "s3", undefined]);
  });

  it("is told to be marked for deletion when the wait for it is interrupted", async () => {
    const abort = new AbortController();
    const marked = json(200, secret({ deletionTimestamp: timestamp(0), finalizers: ["a/b"] }));
    const still: Answer = {
      play: async (line) => {
        await json(200, table([metadata({ deletionTimestamp: timestamp(0), finalizers: ["a/b"] })])).play(
          line,
        );
        setTimeout(() => abort.abort(new Interrupted("SIGINT")), 50);
      },
    };
    const { done } = await attempt([probe, marked, still], { abort });
    const error = await failureOf(done);
    expect(error.kind).toBe("partial");
    expect(await withoutKept(error)).toEqual([
      'secret "s3" is marked for deletion, and was not created anew',
    ]);
  });

  it("is told to be deleted when the interruption comes before the creation", async () => {
    const abort = new AbortController();
    const { secrets, server } = await plainCluster([there, probe, json(200, deleted())], { abort });
    const found = await secrets.getWithValues("s3");
    const erase = secrets.delete.bind(secrets);
    secrets.delete = async (...about) => {
      const outcome = await erase(...about);
      abort.abort(new Interrupted("SIGINT"));
      return outcome;
    };
    const wanted = { ...applied(found, NO_CHANGE), type: "x/y" };
    const error = await failureOf(
      recreate(found, wanted, secrets, false, testDeps({ signal: abort.signal })),
    );
    expect(error.kind).toBe("partial");
    expect(await withoutKept(error)).toEqual([
      'cannot create secret "s3": interrupted',
      'secret "s3" was deleted, and could neither be created anew nor put back',
    ]);
    expect(methods(server.log)).toEqual([...PROBED, "DELETE"]);
  });

  it("is not known to be there when the creation is interrupted", async () => {
    const abort = new AbortController();
    const { done } = await attempt([probe, json(200, deleted()), silence], { abort });
    setTimeout(() => abort.abort(new Interrupted("SIGINT")), 100);
    const error = await failureOf(done);
    expect(error.kind).toBe("outcome-unknown");
    expect(await withoutKept(error)).toContain('secret "s3" was deleted, and may not have been created anew');
  });

  it("is kept when somebody else creates another one in the gap", async () => {
    const taken = failure(409, "AlreadyExists", { message: 'secrets "s3" already exists' });
    const { done } = await attempt([probe, json(200, deleted()), taken]);
    const error = await failureOf(done);
    expect(error.kind).toBe("partial");
    expect(await withoutKept(error)).toContain(
      'secret "s3" was deleted, and somebody else created another one',
    );
  });

  it("stays when its copy can be kept nowhere", async () => {
    vi.spyOn(folders, "writePrivately").mockRejectedValue(new PachctlError("local-io", "full"));
    const { server, done } = await attempt([probe]);
    expect((await failureOf(done)).kind).toBe("local-io");
    expect(methods(server.log)).toEqual(PROBED);
  });

  it("leaves no copy behind when it is there again", async () => {
    const written = vi.spyOn(folders, "writePrivately");
    await (await attempt([probe, json(200, deleted()), anew])).done;
    const { done } = await attempt([probe, json(200, deleted()), refused, json(201, secret())]);
    await failureOf(done);
    const kept = await Promise.all(written.mock.results.map(({ value }) => value));
    expect(kept.map((folder) => existsSync(folder))).toEqual([false, false]);
  });

  it("is kept when nobody knows whether it was deleted", async () => {
    const unavailable = failure(500, "InternalError", { message: "x" });
    const lost: Answer = { play: (line) => line.reset() };
    const { done } = await attempt([probe, lost, lost, ...Array.from({ length: 9 }, () => unavailable)]);
    const error = await failureOf(done);
    expect(error.kind).toBe("outcome-unknown");
    expect(await withoutKept(error)).toContain('secret "s3" may have been deleted, and was not created anew');
  });

  it("waits for finalizers", async () => {
    const marked = json(200, secret({ deletionTimestamp: timestamp(0), finalizers: ["a/b"] }));
    const { server, done } = await attempt([probe, marked, MISSING, anew]);
    await done;
    expect(methods(server.log)).toEqual([...PROBED, "DELETE", "GET", "POST"]);
  });
});
