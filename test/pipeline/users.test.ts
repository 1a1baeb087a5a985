import { describe, expect, it } from "vitest";
import { secretUsers, usersText } from "../../src/pipeline/users.js";

function worker(name: string, spec: object, labels: object = {}) {
  return {
    metadata: {
      name: "rc",
      namespace: "ns",
      labels: { pipelineName: name, ...labels } as Record<string, string>,
    },
    spec: { template: { spec: { containers: [], ...spec } } },
  };
}

describe("secretUsers", () => {
  const ref = (name: string) => ({ valueFrom: { secretKeyRef: { name, key: "k" } } });

  it("finds every kind of reference, and leaves pachd's own out", () => {
    const users = secretUsers([
      worker("a", {
        volumes: [
          { name: "v", secret: { secretName: "s1" } },
          { name: "p", projected: { sources: [{ secret: { name: "s2" } }, { configMap: { name: "c" } }] } },
          { name: "e", emptyDir: {} },
          { name: "storage", secret: { secretName: "pachyderm-storage-secret" } },
          { name: "spout", secret: { secretName: "spout-pachctl-secret-default-a" } },
        ],
        containers: [
          {
            name: "user",
            env: [
              { name: "A", ...ref("s1") },
              { name: "B", ...ref("s3") },
              { name: "POSTGRES_PASSWORD", ...ref("postgres") },
              { name: "C", value: "x" },
            ],
            envFrom: [{ secretRef: { name: "s4" } }, { configMapRef: { name: "c" } }],
          },
        ],
        initContainers: [{ name: "init", env: [{ name: "A", ...ref("s5") }] }],
        imagePullSecrets: [{ name: "s6" }, {}],
      }),
      worker("b", { imagePullSecrets: [{ name: "s6" }] }, { pipelineProject: "team" }),
      worker("a", { imagePullSecrets: [{ name: "s6" }] }, { pipelineProject: "default" }),
      { metadata: { name: "rc", namespace: "ns" } },
    ]);
    expect([...users].map(([key, found]) => [key, usersText(found)])).toEqual([
      ["ns/s1", "a (mount, variable)"],
      ["ns/s2", "a (mount)"],
      ["ns/s3", "a (variable)"],
      ["ns/s4", "a (variable)"],
      ["ns/s5", "a (variable)"],
      ["ns/s6", "a (pull), team/b (pull)"],
    ]);
  });
});
