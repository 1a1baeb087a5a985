import { expect, it } from "vitest";
import type { ApiClient } from "../support/api-client.js";
import { failure, invalidSecret, SUBDOMAIN } from "./api-expectations.js";

/** Behaviour that takes more than one request to see, or more than the body to judge. */
export function storyTests(client: () => ApiClient): void {
  it("writes maps in the order of bytes and escapes what HTML could read", async () => {
    const api = client();
    const keys = ["a", "_", "B", "2", "10", "1", ".x", "-", "__proto__"];
    const data = keys.map((key) => `${JSON.stringify(key)}:"MQ=="`).join(",");
    const annotation = JSON.stringify('<b>&\u2028\u2029\u0007\b\f\n\té\u{1f600}\\"');
    await api.must({
      method: "POST",
      path: "S",
      body: `{"metadata":{"name":"x","annotations":{"html":${annotation}}},"data":{${data}}}`,
    });
    const { text } = await api.must({ method: "GET", path: "S/x" });
    expect(text).toMatch(/}\n$/);
    expect(/"data":({[^}]*})/.exec(text)?.[1]).toBe(
      `{${["-", ".x", "1", "10", "2", "B", "_", "__proto__", "a"].map((key) => `"${key}":"MQ=="`).join(",")}}`,
    );
    expect(text).toContain(
      '"html":"\\u003cb\\u003e\\u0026\\u2028\\u2029\\u0007\\b\\f\\n\\té\u{1f600}\\\\\\""',
    );
    expect(text).toContain('"f:data":{".":{},"f:-":{},"f:.x":{},"f:1":{},"f:10":{},');
  });

  it("shows bytes that are no UTF-8 as U+FFFD", async () => {
    const api = client();
    const body = Buffer.from('{"metadata":{"name":"x","annotations":{"a":"\xff"}}}', "latin1");
    await api.must({ method: "POST", path: "S", body });
    expect((await api.must({ method: "GET", path: "S/x" })).text).toContain('"annotations":{"a":"\ufffd"}');
  });

  it("generates names", async () => {
    const api = client();
    const base = "g".repeat(70);
    const { text } = await api.must({
      method: "POST",
      path: "S",
      body: { metadata: { generateName: base } },
    });
    const { name, generateName } = JSON.parse(text).metadata;
    expect(name).toMatch(/^g{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(generateName).toBe(base);
  });

  it("refuses what generates bad names, by the name that it generated", async () => {
    const api = client();
    const { status, text } = await api.call({
      method: "POST",
      path: "S",
      body: { metadata: { generateName: "-g" } },
    });
    const reply = JSON.parse(text);
    const name: string = reply.details.name;
    expect(status).toBe(422);
    expect(name).toMatch(/^-g[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(reply).toEqual(
      invalidSecret(
        name,
        ["Invalid", "metadata.generateName", `Invalid value: "-g": ${SUBDOMAIN}`],
        ["Invalid", "metadata.name", `Invalid value: "${name}": ${SUBDOMAIN}`],
      ),
    );
  });

  it("stores nothing in a dry run, which has no version", async () => {
    const api = client();
    const body = { metadata: { name: "x" } };
    const { status, text } = await api.call({ method: "POST", path: "S?dryRun=All&dryRun=All", body });
    expect(status).toBe(201);
    expect(Object.keys(JSON.parse(text).metadata)).toEqual([
      "name",
      "namespace",
      "uid",
      "creationTimestamp",
      "managedFields",
    ]);
    expect((await api.call({ method: "GET", path: "S/x" })).status).toBe(404);
  });

  it("really creates for a misspelt dry run", async () => {
    const api = client();
    await api.must({ method: "POST", path: "S?dryrun=All", body: { metadata: { name: "x" } } });
    await api.must({ method: "GET", path: "S/x" });
  });

  it.each([
    { title: "the query of a delete without a body", query: "?dryRun=All", body: undefined, gone: false },
    { title: "the body of a delete", query: "", body: { dryRun: ["All"] }, gone: false },
    { title: "the query of a delete with a body", query: "?dryRun=All", body: {}, gone: true },
  ])("dry run in $title: gone is $gone", async ({ query, body, gone }) => {
    const api = client();
    await api.must({ method: "POST", path: "S", body: { metadata: { name: "x" } } });
    await api.must({ method: "DELETE", path: `S/x${query}`, ...(body === undefined ? {} : { body }) });
    expect((await api.call({ method: "GET", path: "S/x" })).status).toBe(gone ? 404 : 200);
  });

  it("deletes only the version that was meant", async () => {
    const api = client();
    const created = await api.must({ method: "POST", path: "S", body: { metadata: { name: "x" } } });
    const { uid, resourceVersion } = JSON.parse(created.text).metadata;
    const remove = (preconditions: object) =>
      api.call({ method: "DELETE", path: "S/x", body: { preconditions } });
    const refused = await remove({ uid, resourceVersion: "1" });
    expect({ status: refused.status, answer: JSON.parse(refused.text) }).toEqual({
      status: 409,
      answer: failure(
        409,
        `Operation cannot be fulfilled on Secret "x": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
        "Conflict",
        { name: "x", kind: "Secret" },
      ),
    });
    expect((await remove({ resourceVersion: "" })).status).toBe(409);
    expect((await remove({ uid, resourceVersion })).status).toBe(200);
  });

  it("keeps what waits for finalizers, unchanged by another delete, its name taken", async () => {
    const api = client();
    await api.must({ method: "POST", path: "S", body: { metadata: { name: "x", finalizers: ["a/b"] } } });
    const first = await api.must({ method: "DELETE", path: "S/x" });
    const second = await api.must({ method: "DELETE", path: "S/x" });
    expect(second.text).toBe(first.text);
    const taken = await api.call({ method: "POST", path: "S", body: { metadata: { name: "x" } } });
    expect(JSON.parse(taken.text)).toEqual(
      failure(409, 'object is being deleted: secrets "x" already exists', "AlreadyExists", {
        name: "x",
        kind: "secrets",
      }),
    );
  });

  it("ends what waits for the garbage collector when asked to delete in the background", async () => {
    const api = client();
    await api.must({ method: "POST", path: "S", body: { metadata: { name: "x" } } });
    const remove = (propagationPolicy?: string) =>
      api.must({
        method: "DELETE",
        path: "S/x",
        ...(propagationPolicy === undefined ? {} : { body: { propagationPolicy } }),
      });
    await remove("Foreground");
    await remove();
    await api.must({ method: "GET", path: "S/x" });
    await remove("Background");
    expect((await api.call({ method: "GET", path: "S/x" })).status).toBe(404);
  });

  it("moves the version of the whole store with every write", async () => {
    const api = client();
    const version = async () =>
      Number(JSON.parse((await api.must({ method: "GET", path: "S" })).text).metadata.resourceVersion);
    const before = await version();
    await api.must({ method: "POST", path: "S", body: { metadata: { name: "x" } } });
    const created = await version();
    await api.must({ method: "DELETE", path: "S/x" });
    expect([created > before, (await version()) > created]).toEqual([true, true]);
  });

  it("creates nothing in a namespace that ends, but deletes there", async () => {
    const api = client();
    await api.must({ method: "POST", path: "S", body: { metadata: { name: "x" } } });
    const ending = await api.must({ method: "DELETE", path: "/api/v1/namespaces/{ns}" });
    const { metadata, spec, status } = JSON.parse(ending.text);
    expect({
      spec,
      status,
      grace: metadata.deletionGracePeriodSeconds,
      ends: typeof metadata.deletionTimestamp,
    }).toEqual({
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Terminating" },
      grace: undefined,
      ends: "string",
    });
    const refused = await api.call({ method: "POST", path: "S", body: { metadata: { name: "y" } } });
    expect({ status: refused.status, answer: JSON.parse(api.normalize(refused.text)) }).toEqual({
      status: 403,
      answer: failure(
        403,
        'secrets "y" is forbidden: unable to create new content in namespace NS because it is being terminated',
        "Forbidden",
        {
          name: "y",
          kind: "secrets",
          causes: [
            {
              reason: "NamespaceTerminating",
              message: "namespace NS is being terminated",
              field: "metadata.namespace",
            },
          ],
        },
      ),
    });
    await api.must({ method: "DELETE", path: "S/x" });
  });

  it("guards namespaces", async () => {
    const api = client();
    const taken = await api.call({
      method: "POST",
      path: "/api/v1/namespaces",
      body: { metadata: { name: "default" } },
    });
    expect(JSON.parse(taken.text)).toEqual(
      failure(409, 'namespaces "default" already exists', "AlreadyExists", {
        name: "default",
        kind: "namespaces",
      }),
    );
    const kept = await api.call({ method: "DELETE", path: "/api/v1/namespaces/default" });
    expect(JSON.parse(kept.text)).toEqual(
      failure(403, 'namespaces "default" is forbidden: this namespace may not be deleted', "Forbidden", {
        name: "default",
        kind: "namespaces",
      }),
    );
    const other = await api.call({
      method: "DELETE",
      path: "/api/v1/namespaces/{ns}",
      body: { preconditions: { uid: "u" } },
    });
    expect(JSON.parse(api.normalize(other.text))).toEqual(
      failure(
        409,
        'Operation cannot be fulfilled on namespaces "NS": Precondition failed: UID in precondition: u, UID in object meta: UID',
        "Conflict",
        { name: "NS", kind: "namespaces" },
      ),
    );
    const bad = await api.call({
      method: "POST",
      path: "/api/v1/namespaces",
      body: { metadata: { name: "a.b" } },
    });
    expect(JSON.parse(bad.text)).toMatchObject({
      code: 422,
      message: `Namespace "a.b" is invalid: metadata.name: Invalid value: "a.b": must not contain dots`,
    });
  });

  it("shows namespaces", async () => {
    const api = client();
    const { text } = await api.must({ method: "GET", path: "/api/v1/namespaces/{ns}" });
    expect(api.normalize(text)).toBe(
      `${JSON.stringify({
        kind: "Namespace",
        apiVersion: "v1",
        metadata: {
          name: "NS",
          uid: "UID",
          resourceVersion: "RV",
          creationTimestamp: "T",
          labels: { "kubernetes.io/metadata.name": "NS" },
          managedFields: [
            {
              manager: "unknown",
              operation: "Update",
              apiVersion: "v1",
              time: "T",
              fieldsType: "FieldsV1",
              fieldsV1: { "f:metadata": { "f:labels": { ".": {}, "f:kubernetes.io/metadata.name": {} } } },
            },
          ],
        },
        spec: { finalizers: ["kubernetes"] },
        status: { phase: "Active" },
      })}\n`,
    );
    const list = JSON.parse((await api.must({ method: "GET", path: "/api/v1/namespaces" })).text);
    const names = list.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
    expect(names).toEqual(
      expect.arrayContaining(["default", "kube-node-lease", "kube-public", "kube-system"]),
    );
  });

  it.each([
    { accept: "gzip", encoding: "gzip" },
    { accept: "br, gzip", encoding: "gzip" },
    { accept: "gzip;q=0", encoding: undefined },
    { accept: "GZIP", encoding: undefined },
    { accept: "*", encoding: undefined },
  ])("compresses large replies for $accept: $encoding", async ({ accept, encoding }) => {
    const api = client();
    await api.must({
      method: "POST",
      path: "S",
      body: { metadata: { name: "x" }, stringData: { a: "v".repeat(100_000) } },
    });
    const { headers, text } = await api.must({
      method: "GET",
      path: "S/x",
      headers: { "Accept-Encoding": accept },
    });
    expect(headers["content-encoding"]).toBe(encoding);
    expect(headers.vary).toBe(encoding === undefined ? undefined : "Accept-Encoding");
    expect(text.length).toBeGreaterThan(131_072);
  });

  it("does not compress small replies", async () => {
    const api = client();
    await api.must({
      method: "POST",
      path: "S",
      body: { metadata: { name: "x" }, stringData: { a: "v".repeat(90_000) } },
    });
    const { headers } = await api.must({
      method: "GET",
      path: "S/x",
      headers: { "Accept-Encoding": "gzip" },
    });
    expect(headers["content-encoding"]).toBeUndefined();
    expect(headers["cache-control"]).toBe("no-cache, private");
    expect(headers["content-type"]).toBe("application/json");
  });

  it("lets a user without rights look at discovery only", async (context) => {
    const api = client();
    const token = api.server.unprivilegedToken;
    if (token === undefined) return context.skip("the sandbox has one user, who may do everything");
    expect((await api.call({ method: "GET", path: "/api/v1", token })).status).toBe(200);
    const refused = await api.call({ method: "GET", path: "S/x", token });
    expect(JSON.parse(api.normalize(refused.text))).toEqual(
      failure(
        403,
        'secrets "x" is forbidden: User "reader" cannot get resource "secrets" in API group "" in the namespace "NS"',
        "Forbidden",
        { name: "x", kind: "secrets" },
      ),
    );
  });

  it("takes the token after bearer in any case", async () => {
    const api = client();
    const headers = { Authorization: `bEARER ${api.server.token}` };
    expect((await api.call({ method: "GET", path: "S", token: null, headers })).status).toBe(200);
  });
}
