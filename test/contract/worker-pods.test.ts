import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkReferences } from "../../src/pipeline/check-references.js";
import { renderWorker } from "../../src/pipeline/render.js";
import { SYSTEM_VOLUMES } from "../../src/pipeline/worker-names.js";
import { api, makeNamespace } from "../support/namespaces.js";
import { SERVERS, suiteName, type TestServer } from "../support/servers.js";
import { oneSpec, specText } from "../support/specs.js";

/**
 * Our verdict on generated references against that of a real API server, which is asked for a ReplicationController with the rendered
 * template, completed by what pachd adds.
 */

/** Errors of ours that the API server does not share, and why they are errors all the same. */
const STRICTER: readonly { reason: RegExp; why: string }[] = [
  {
    reason: /the name may hold only lower case letters|needs a name/,
    why: "an entry that is mounted, or neither, may name any secret: there cannot be one of such a name",
  },
];

const RUNS = Number(process.env.PACHCTL_TEST_RUNS ?? 3000);

const names = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("db", "certs", "s-4", "x") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "a.b",
      "x".repeat(64),
      "x".repeat(63),
      "Bad_N",
      "-a",
      "",
      "pach-bin",
      "tmp",
      "pachyderm-worker",
      "pachyderm-storage-secret",
    ),
  },
);
const variables = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("A", "B", "TOKEN") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "1a",
      "a b",
      "a=b",
      "ü",
      "$(X)",
      ".",
      "..",
      "..a",
      "a.b",
      "_a",
      "PATH",
      "\u0007",
      "~",
    ),
  },
);
const keys = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("k", "tls.crt", ".env") },
  { weight: 1, arbitrary: fc.constantFrom("", "a b", "a/b", "ü", ".", "..", "..a", "x".repeat(254)) },
);
const paths = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("/m", "/n", "/o/p") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "/m/",
      "rel",
      "/pfs",
      "/pach-bin",
      "/pachyderm-storage-secret",
      "/a:b",
      "/",
      "..",
      "/m\n",
    ),
  },
);
const entry = fc.oneof(
  fc.record({ name: names, envVar: variables, key: keys }),
  fc.record({ name: names, mountPath: paths }),
  fc.record({ name: names, mountPath: paths, envVar: variables, key: keys }),
  fc.record({ name: names }),
);

for (const candidate of SERVERS.filter(({ name }) => name === "kube-apiserver")) {
  const canRun = candidate.available && candidate.isModel;
  describe.skipIf(!canRun)(suiteName("worker pods", candidate), () => {
    let server: TestServer;
    let namespace: string;
    beforeAll(async () => {
      server = await candidate.start();
      namespace = await makeNamespace(server);
    });
    afterAll(() => server?.close());

    it(`are refused where we say so, for ${RUNS} sets of references`, { timeout: 600_000 }, async () => {
      let refusals = 0;
      let stricter = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 4 }), async (secrets) => {
          const { spec, references } = await oneSpec(specText({ image: "i:1", secrets }));
          const errors = checkReferences(spec, references).filter(({ severity }) => severity === "error");
          const shared = errors.filter(({ message }) => !STRICTER.some(({ reason }) => reason.test(message)));
          const body = controller(renderWorker(references).spec);
          const { status, json } = await api(
            server,
            "POST",
            `/api/v1/namespaces/${namespace}/replicationcontrollers?dryRun=All`,
            body,
          );
          const isRefused = status === 422;
          if (isRefused) refusals++;
          else expect(status).toBe(201);
          if (!isRefused && errors.length > shared.length) stricter++;
          const verdict = {
            ours: (isRefused ? errors : shared).map(({ message }) => message),
            theirs: isRefused ? (json as { message: string }).message : undefined,
          };
          expect({ ...verdict, refused: verdict.ours.length > 0 }).toEqual({
            ...verdict,
            refused: isRefused,
          });
        }),
        { numRuns: RUNS, seed: 11 },
      );
      expect(refusals).toBeGreaterThan(RUNS / 10);
      expect(stricter).toBeGreaterThan(0);
    });
  });
}

/** The template as pachd completes it: containers, and volumes of its own. */
function controller(spec: ReturnType<typeof renderWorker>["spec"]): object {
  const own = [...SYSTEM_VOLUMES].map((name) => ({ name, emptyDir: {} }));
  const mounts = [
    { name: "pach-bin", mountPath: "/pach-bin" },
    { name: "pachyderm-worker", mountPath: "/pfs" },
    { name: "pachyderm-storage-secret", mountPath: "/pachyderm-storage-secret" },
  ];
  return {
    apiVersion: "v1",
    kind: "ReplicationController",
    metadata: { name: "pipeline-p-v1" },
    spec: {
      template: {
        metadata: { labels: { app: "pipeline" } },
        spec: {
          ...spec,
          initContainers: (spec.initContainers ?? []).map((each) => ({ ...each, image: "i" })),
          containers: spec.containers.map((each) => ({
            ...each,
            image: "i",
            ...(each.name === "user" && { volumeMounts: [...(each.volumeMounts ?? []), ...mounts] }),
          })),
          volumes: [...(spec.volumes ?? []), ...own],
        },
      },
    },
  };
}
