import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { deleted, metadata, table } from "../support/api-objects.js";
import { plainKubeconfig, startServer } from "../support/cluster.js";
import { type Answer, json } from "../support/fault-server.js";
import { runAtTerminal } from "../support/plugins.js";
import { runProgram } from "../support/program.js";

const hasScript = spawnSync("script", ["--version"]).status === 0;

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

/** A server that has every secret that it is asked for, after a while. */
async function slowServer() {
  const server = await startServer({
    script: ({ url, method }) => {
      const name = /secrets\/([^?]+)/.exec(url)?.[1];
      if (method === "DELETE") return slowly(json(200, deleted(`uid-of-${name}`)));
      return name === undefined
        ? json(200, { kind: "ReplicationControllerList", apiVersion: "v1", metadata: {}, items: [] })
        : slowly(json(200, table([metadata({ name, uid: `uid-of-${name}` })])));
    },
  });
  const home = await mkdtemp(join(tmpdir(), "pachctl-many-"));
  onTestFinished(() => rm(home, { recursive: true }));
  const kubeconfig = await plainKubeconfig(join(home, "config"), server.origin);
  return { server, env: { HOME: home, KUBECONFIG: kubeconfig } };
}

it(`${NAMES.length} names at a slow server: none is overdue, and Node has nothing to say`, async () => {
  const { server, env } = await slowServer();
  const argv = ["delete", "secret", ...NAMES, "--dry-run=client", "-q", "-o", "name"];
  expect(await runProgram(argv, { env })).toEqual({
    exitCode: 0,
    stdout: NAMES.map((name) => `secret/${name}\n`).join(""),
    stderr: "",
  });
  expect(server.connections).toBeLessThanOrEqual(16);
}, 60_000);

const absent = hasScript ? "" : " (skipped: there is no program called script)";
it.skipIf(!hasScript)(
  `at a terminal, a line tells how far it is, and is gone at the end${absent}`,
  async () => {
    const { env } = await slowServer();
    const names = NAMES.slice(0, 6);
    const { exitCode, screen } = await runAtTerminal(["delete", "secret", ...names, "--no-wait"], {
      env: { ...env, TERM: "xterm" },
    });
    expect({ exitCode, screen }).toMatchObject({
      exitCode: 0,
      screen: expect.stringContaining("2 of 6 deleted"),
    });
    const erased = screen.replaceAll(/\d of 6 deleted\u001b\[K\r/g, "").replaceAll("\u001b[K", "");
    expect(erased).toBe(names.map((name) => `secret/${name} deleted from namespace "default"\n`).join(""));
  },
);
