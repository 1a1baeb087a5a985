import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { metadata, table } from "../support/api-objects.js";
import { startServer } from "../support/cluster.js";
import { type Answer, json } from "../support/fault-server.js";
import { runProgram } from "../support/program.js";

const NAMES = Array.from({ length: 500 }, (_, at) => `s${at}`);
/** With 16 connections, the last of them waits for longer than a connection may take to be made (10 s). */
const PAUSE = 400;

function slowly(answer: Answer): Answer {
  return {
    play: async (line) => {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      return answer.play(line);
    },
  };
}

it(`${NAMES.length} names at a slow server: none is overdue, and Node has nothing to say`, async () => {
  const server = await startServer({
    script: ({ url }) => {
      const name = /secrets\/([^?]+)/.exec(url)?.[1];
      return name === undefined
        ? json(200, { kind: "ReplicationControllerList", apiVersion: "v1", metadata: {}, items: [] })
        : slowly(json(200, table([metadata({ name, uid: `uid-of-${name}` })])));
    },
  });
  const home = await mkdtemp(join(tmpdir(), "pachctl-many-"));
  onTestFinished(() => rm(home, { recursive: true }));
  const kubeconfig = join(home, "config");
  const config = {
    "current-context": "c",
    contexts: [{ name: "c", context: { cluster: "c" } }],
    clusters: [{ name: "c", cluster: { server: server.origin } }],
  };
  await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
  const argv = ["delete", "secret", ...NAMES, "--dry-run=client", "-q", "-o", "name"];
  expect(await runProgram(argv, { env: { HOME: home, KUBECONFIG: kubeconfig } })).toEqual({
    exitCode: 0,
    stdout: NAMES.map((name) => `secret/${name}\n`).join(""),
    stderr: "",
  });
  expect(server.connections).toBeLessThanOrEqual(16);
}, 60_000);
