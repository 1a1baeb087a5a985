import { expect, it } from "vitest";
import type { ApiClient } from "../support/api-client.js";
import { keys, metadata, secret } from "./api-expectations.js";

const DESCRIPTIONS = {
  Name: "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
  Type: "Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types",
  Data: "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
  Status: "The status of the namespace",
  Age: "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
};

function column(name: keyof typeof DESCRIPTIONS): object {
  return {
    name,
    type: "string",
    format: name === "Name" ? "name" : "",
    description: DESCRIPTIONS[name],
    priority: 0,
  };
}

const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
const PARTS = { type: "t/x", fields: { "f:data": keys("a", "b") }, data: { a: "MQ==", b: "Mg==" } };

/** The form of lists and objects that is made for terminals. */
export function tableTests(client: () => ApiClient): void {
  async function table(path: string, accept = TABLE, method = "GET", body?: object): Promise<string> {
    const api = client();
    const headers = { Accept: accept };
    const { text } = await api.must({ method, path, headers, ...(body === undefined ? {} : { body }) });
    // Ages move on while the suite runs.
    return api.normalize(text).replace(/"\d+s"\]/g, '"AGE"]');
  }

  function expected(
    version: string,
    rows: unknown[],
    listMetadata: object = { resourceVersion: "RV" },
  ): string {
    return `${JSON.stringify({
      kind: "Table",
      apiVersion: `meta.k8s.io/${version}`,
      metadata: listMetadata,
      columnDefinitions: [column("Name"), column("Type"), column("Data"), column("Age")],
      rows,
    })}\n`;
  }

  function partial(version: string): object {
    return {
      kind: "PartialObjectMetadata",
      apiVersion: `meta.k8s.io/${version}`,
      metadata: metadata("x", PARTS),
    };
  }

  const BODY = { metadata: { name: "x" }, type: "t/x", stringData: { a: "1", b: "2" } };

  it.each([
    { title: "metadata", path: "S", row: partial("v1") },
    { title: "metadata, asked for", path: "S?includeObject=Metadata", row: partial("v1") },
    { title: "nothing", path: "S?includeObject=None", row: null },
    { title: "the secret", path: "S?includeObject=Object", row: secret("x", PARTS) },
    { title: "metadata of one", path: "S/x", row: partial("v1") },
  ])("table: rows carry $title", async ({ path, row }) => {
    await client().must({ method: "POST", path: "S", body: BODY });
    expect(await table(path)).toBe(expected("v1", [{ cells: ["x", "t/x", 2, "AGE"], object: row }]));
  });

  it("table: follows the version that was asked for", async () => {
    await client().must({ method: "POST", path: "S", body: BODY });
    const accept = `${TABLE.replace("v=v1", "v=v1beta1")},application/json`;
    expect(await table("S", accept)).toBe(
      expected("v1beta1", [{ cells: ["x", "t/x", 2, "AGE"], object: partial("v1beta1") }]),
    );
  });

  it("table: has no rows of nothing", async () => {
    expect(await table("S")).toBe(expected("v1", []));
  });

  it("table: answers a create, and a dry run without a version", async () => {
    expect(await table("S?includeObject=None&dryRun=All", TABLE, "POST", BODY)).toBe(
      expected("v1", [{ cells: ["x", "t/x", 2, "AGE"], object: null }], {}),
    );
  });

  it("table: shows namespaces with their phase", async () => {
    const text = await table("/api/v1/namespaces/{ns}?includeObject=None");
    expect(JSON.parse(text)).toMatchObject({
      columnDefinitions: [column("Name"), column("Status"), column("Age")],
      rows: [{ cells: ["NS", "Active", "AGE"], object: null }],
    });
  });

  it("table: refuses an unknown includeObject", async () => {
    const { status, text } = await client().call({
      method: "GET",
      path: "S?includeObject=Bogus",
      headers: { Accept: `${TABLE},application/json` },
    });
    expect({ status, message: JSON.parse(text).message }).toEqual({
      status: 400,
      message:
        "Unable to convert to Table as requested: includeObject: Invalid value: \"Bogus\": must be 'Metadata', 'Object', 'None', or empty",
    });
  });

  it("table: a delete answers with its Status", async () => {
    await client().must({ method: "POST", path: "S", body: BODY });
    expect(JSON.parse(await table("S/x", TABLE, "DELETE"))).toMatchObject({
      kind: "Status",
      status: "Success",
    });
  });
}
