import { describe, expect, it, onTestFinished } from "vitest";
import { mapOf, STRING } from "../../../src/sandbox/decoding/fields.js";
import { nonEmpty } from "../../../src/sandbox/resources/objects.js";
import { RESOURCES } from "../../../src/sandbox/resources/registry.js";
import type { Resource } from "../../../src/sandbox/resources/resource.js";
import { startSandbox } from "../../../src/sandbox/server.js";
import { subdomainErrors } from "../../../src/sandbox/validation/words.js";
import { ApiClient, newAgent } from "../../support/api-client.js";

/** A resource that nobody serves, in the form that every resource has: one descriptor and one line. */
const CONFIG_MAPS: Resource = {
  plural: "configmaps",
  singular: "configmap",
  kind: "ConfigMap",
  shortNames: ["cm"],
  isNamespaced: true,
  fields: { data: { type: mapOf(STRING), number: 2 } },
  store: ({ data }) => ({
    rest: { data: nonEmpty(data instanceof Map ? data : new Map()) },
    managed: [],
  }),
  nameErrors: subdomainErrors,
  errors: () => [],
  columns: [
    { name: "Data", description: "", cell: ({ rest }) => (rest.data instanceof Map ? rest.data.size : 0) },
  ],
  selectable: {},
};

describe("a resource of its own", () => {
  it("is created, listed, shown as a table, found by its labels and deleted", async () => {
    const sandbox = await startSandbox({}, [...RESOURCES, CONFIG_MAPS]);
    const agent = newAgent(sandbox);
    onTestFinished(async () => {
      agent.destroy();
      await sandbox.close();
    });
    const api = new ApiClient(sandbox, agent);
    await api.createNamespace();
    const path = "/api/v1/namespaces/{ns}/configmaps";
    const body = { metadata: { name: "c", labels: { a: "b" } }, data: { k: "v", __proto: "w" } };
    expect((await api.call({ method: "POST", path, body })).status).toBe(201);
    expect((await api.call({ method: "POST", path, body })).status).toBe(409);
    const one = JSON.parse((await api.must({ method: "GET", path: `${path}/c` })).text);
    expect(one).toMatchObject({ kind: "ConfigMap", data: { k: "v" } });
    const list = JSON.parse(
      (await api.must({ method: "GET", path: `${path}?labelSelector=a%3Db&limit=1` })).text,
    );
    expect(list).toMatchObject({ kind: "ConfigMapList", items: [{ metadata: { name: "c" } }] });
    const headers = { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
    const table = JSON.parse((await api.must({ method: "GET", path, headers })).text);
    expect(table.rows[0].cells).toEqual(["c", 2, expect.any(String)]);
    const { text } = await api.must({ method: "GET", path: "/api/v1" });
    expect(text).toContain('"configmaps"');
    expect((await api.call({ method: "DELETE", path: `${path}/c` })).status).toBe(200);
    expect((await api.call({ method: "GET", path: `${path}/c` })).status).toBe(404);
  });
});
