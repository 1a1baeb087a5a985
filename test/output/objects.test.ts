import { describe, expect, it } from "vitest";
import { toJson } from "../../src/output/json.js";
import { secretObject, secretObjectWithValues } from "../../src/output/objects.js";
import { LAST_APPLIED, type SecretSummary } from "../../src/secret/secret.js";

const CANARY = "aHVudGVyMi1jYW5hcnk=";

function summary(metadata: Record<string, unknown>): SecretSummary {
  return {
    name: "s",
    namespace: "default",
    type: "Opaque",
    creationTimestamp: "2026-03-01T10:00:00Z",
    uid: "u",
    resourceVersion: "7",
    labels: {},
    metadata,
  };
}

describe("secretObjectWithValues", () => {
  it.each([
    {
      title: "data and immutable",
      secret: {
        ...summary({ name: "s", annotations: { [LAST_APPLIED]: "x" }, managedFields: [] }),
        data: { a: CANARY },
        immutable: true,
      },
      expected: {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "s" },
        type: "Opaque",
        data: { a: CANARY },
        immutable: true,
      },
    },
    {
      title: "empty data of a secret that has none",
      secret: { ...summary({ name: "s" }), data: {}, immutable: undefined },
      expected: { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, type: "Opaque", data: {} },
    },
  ])("shows $title", ({ secret, expected }) => {
    expect(secretObjectWithValues(secret)).toStrictEqual(expected);
  });
});

describe("secretObject", () => {
  it.each([
    {
      title: "metadata as the server sent them",
      secret: summary({
        name: "s",
        uid: "u",
        resourceVersion: "7",
        labels: { a: "b" },
        annotations: { c: "d" },
      }),
      expected: {
        apiVersion: "meta.k8s.io/v1",
        kind: "PartialObjectMetadata",
        metadata: { name: "s", uid: "u", resourceVersion: "7", labels: { a: "b" }, annotations: { c: "d" } },
        type: "Opaque",
      },
    },
    {
      title: "no managed fields",
      secret: summary({ name: "s", managedFields: [{ manager: "kubectl" }] }),
      expected: {
        apiVersion: "meta.k8s.io/v1",
        kind: "PartialObjectMetadata",
        metadata: { name: "s" },
        type: "Opaque",
      },
    },
    {
      title: "no last-applied annotation, the others stay",
      secret: summary({ name: "s", annotations: { [LAST_APPLIED]: CANARY, "a/b": "c" } }),
      expected: {
        apiVersion: "meta.k8s.io/v1",
        kind: "PartialObjectMetadata",
        metadata: { name: "s", annotations: { "a/b": "c" } },
        type: "Opaque",
      },
    },
    {
      title: "no annotations when last-applied was the only one",
      secret: summary({ name: "s", annotations: { [LAST_APPLIED]: CANARY } }),
      expected: {
        apiVersion: "meta.k8s.io/v1",
        kind: "PartialObjectMetadata",
        metadata: { name: "s" },
        type: "Opaque",
      },
    },
  ])("shows $title", ({ secret, expected }) => {
    expect(secretObject(secret)).toStrictEqual(expected);
  });

  it("shows no values of a secret that was read with them", () => {
    const secret = { ...summary({ name: "s" }), data: { a: CANARY }, immutable: true };
    expect(secretObject(secret)).toStrictEqual(secretObject(summary({ name: "s" })));
  });

  it("leaves the secret that it shows as it was", () => {
    const metadata = { name: "s", managedFields: [{}], annotations: { [LAST_APPLIED]: "x", a: "b" } };
    const before = structuredClone(metadata);
    secretObject(summary(metadata));
    expect(metadata).toEqual(before);
  });

  it("keeps a __proto__ key next to a last-applied annotation", () => {
    const metadata = JSON.parse(
      `{"annotations":{"__proto__":"x","${LAST_APPLIED}":"${CANARY}"},"labels":{"__proto__":"y"}}`,
    );
    expect(toJson(secretObject(summary(metadata)))).toBe(
      toJson(
        JSON.parse(
          '{"apiVersion":"meta.k8s.io/v1","kind":"PartialObjectMetadata","metadata":{"annotations":{"__proto__":"x"},"labels":{"__proto__":"y"}},"type":"Opaque"}',
        ),
      ),
    );
  });
});
