import { describe, expect, it } from "vitest";
import { secretUsers } from "../../src/pipeline/users.js";
import { outcomeOf, plainCluster } from "../support/cluster.js";
import { type Answer, failure, html, json } from "../support/fault-server.js";

const good = {
  metadata: { name: "rc", namespace: "default", uid: "u", labels: { pipelineName: "p" } },
  spec: { template: { spec: { containers: [{ name: "user", envFrom: [{ secretRef: { name: "s" } }] }] } } },
};

function list(items: unknown): Answer {
  return json(200, { kind: "ReplicationControllerList", apiVersion: "v1", metadata: {}, items });
}

/** @param pod in place of a good one */
function withPod(pod: unknown): Answer {
  return list([{ ...good, spec: { template: { spec: pod } } }]);
}

describe("Workers", () => {
  it("asks once, for pipelines only", async () => {
    const { cluster, server } = await plainCluster([list([good])]);
    const workers = (await cluster.workers("default").list()) ?? [];
    expect([...secretUsers(workers).keys()]).toEqual(["default/s"]);
    expect(server.requests.map(({ url }) => url)).toEqual([
      "/api/v1/namespaces/default/replicationcontrollers?labelSelector=suite%3Dpachyderm%2CpipelineName",
    ]);
  });

  it("takes a refusal for not knowing", async () => {
    const { cluster } = await plainCluster([failure(403, "Forbidden", {})]);
    expect(await cluster.workers(undefined).list()).toBeUndefined();
  });

  it.each([
    { title: "a page", answer: html(200) },
    { title: "another list", answer: json(200, { kind: "PodList", items: [] }) },
    { title: "no items", answer: list(undefined) },
    { title: "null in it", answer: list([null]) },
    {
      title: "another namespace",
      answer: list([{ ...good, metadata: { ...good.metadata, namespace: "x" } }]),
    },
    {
      title: "labels that are no text",
      answer: list([{ ...good, metadata: { ...good.metadata, labels: { a: 5 } } }]),
    },
    { title: "a pod that is a list", answer: withPod([]) },
    { title: "volumes that are a map", answer: withPod({ volumes: {} }) },
    { title: "a container that is null", answer: withPod({ containers: [null] }) },
    { title: "variables that are text", answer: withPod({ containers: [{ env: "x" }] }) },
    { title: "sources that are a number", answer: withPod({ volumes: [{ projected: { sources: 5 } }] }) },
  ])("believes no $title", async ({ answer }) => {
    const { cluster } = await plainCluster([answer]);
    expect(await outcomeOf(cluster.workers("default").list())).toBe("unreachable");
  });
});
