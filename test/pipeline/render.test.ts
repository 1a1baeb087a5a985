import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkReferences } from "../../src/pipeline/check-references.js";
import { renderWorker } from "../../src/pipeline/render.js";
import { oneSpec } from "../support/specs.js";

/** Specs, and what pachd's own code made of them on a real API server: the secret volumes, pull secrets, variables and mounts, or the error. */
interface Recorded {
  spec: { pipeline: { name: string } };
  error?: string;
  volumes?: { name: string; secret: { secretName: string } }[];
  pull?: string[];
  containers?: Record<"init" | "user" | "storage", Touched>;
}
interface Touched {
  env: string[][];
  mounts: string[][];
}
interface Rendered {
  name: string;
  env?: unknown[];
  volumeMounts?: { name: string; mountPath: string }[];
}

const recorded = JSON.parse(
  readFileSync(new URL("../data/pachd-rendering.json", import.meta.url), "utf8"),
) as Recorded[];

function touched(containers: readonly Rendered[] | undefined, name: string): Touched {
  const container = containers?.find((each) => each.name === name);
  const env = (container?.env ?? []) as {
    name: string;
    valueFrom: { secretKeyRef: { name: string; key: string } };
  }[];
  return {
    env: env.map(({ name: variable, valueFrom: { secretKeyRef } }) => [
      variable,
      secretKeyRef.name,
      secretKeyRef.key,
    ]),
    mounts: (container?.volumeMounts ?? []).map((mount) => [mount.name, mount.mountPath]),
  };
}

describe("renderWorker", () => {
  it("has something to compare with", () => {
    expect(recorded.length).toBe(120);
  });

  it.each(recorded.map((each) => ({ name: each.spec.pipeline.name, ...each })))(
    "renders $name as pachd does",
    async ({ spec, error, volumes, pull, containers }) => {
      const read = await oneSpec(JSON.stringify(spec));
      const refused = [...read.references.findings, ...checkReferences(read.spec, read.references)].filter(
        ({ severity }) => severity === "error",
      );
      expect(refused.length > 0).toBe(error !== undefined);
      if (error !== undefined) return;
      const { spec: pod } = renderWorker(read.references);
      expect({
        volumes: (pod.volumes ?? []).map(({ name, secret }) => ({
          name,
          secret: { ...secret, defaultMode: 420 },
        })),
        pull: (pod.imagePullSecrets ?? []).map(({ name }) => name),
        containers: {
          init: touched(pod.initContainers, "init"),
          user: touched(pod.containers, "user"),
          storage: touched(pod.containers, "storage"),
        },
      }).toEqual({ volumes, pull, containers });
    },
  );
});
