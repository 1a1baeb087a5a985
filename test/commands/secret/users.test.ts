import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deleted, metadata, secret, table } from "../../support/api-objects.js";
import { plainKubeconfig, startServer } from "../../support/cluster.js";
import { failure, json, type Script } from "../../support/fault-server.js";
import { runCli } from "../../support/run-cli.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "forbidden-"));
});
afterAll(() => rm(folder, { recursive: true }));

const NOTE = "note: it is not allowed to look which pipelines use secrets\n";

/** Secrets may be read and deleted, and nothing else may be looked at. */
const answer: Script = ({ method, url }) => {
  if (/replicationcontrollers/.test(url)) return failure(403, "Forbidden", {});
  if (method === "DELETE") return json(200, deleted());
  return json(200, /includeObject/.test(url) ? table([metadata()]) : secret());
};

async function cli(line: string) {
  const server = await startServer({ script: answer });
  const kubeconfig = await plainKubeconfig(join(folder, "config"), server.origin);
  const run = await runCli(line.split(" "), { env: { KUBECONFIG: kubeconfig } });
  return {
    ...run,
    asked: server.requests.filter(({ url }) => url.includes("replicationcontrollers")).length,
  };
}

describe("when it is forbidden to look who uses secrets", () => {
  it("delete says so, and goes on", async () => {
    const { exitCode, stderr, asked } = await cli("delete secret s3");
    expect({ exitCode, stderr, asked }).toEqual({
      exitCode: 0,
      stderr: `${NOTE}secret/s3 deleted from namespace "default"\n`,
      asked: 1,
    });
  });

  it("delete --used does not even ask", async () => {
    const { exitCode, stderr, asked } = await cli("delete secret s3 --used");
    expect({ exitCode, stderr, asked }).toEqual({
      exitCode: 0,
      stderr: 'secret/s3 deleted from namespace "default"\n',
      asked: 0,
    });
  });

  it.each(["list secret -o wide --no-headers", "inspect secret s3 -o wide --no-headers"])(
    "%s leaves the column empty, and says why",
    async (line) => {
      const { exitCode, stdout, stderr, asked } = await cli(line);
      expect({ exitCode, stderr, asked }).toEqual({ exitCode: 0, stderr: NOTE, asked: 1 });
      expect(stdout).toMatch(/^s3 Opaque .* 1 +\n/);
    },
  );
});
