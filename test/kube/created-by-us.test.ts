import { describe, expect, it } from "vitest";
import { isOurCreation } from "../../src/kube/created-by-us.js";
import type { NewSecret, SecretWithValues } from "../../src/secret/secret.js";

const STARTED = Date.parse("2026-03-01T12:00:00.700Z");

const sent: NewSecret = {
  name: "s",
  generateName: undefined,
  namespace: undefined,
  type: undefined,
  immutable: undefined,
  labels: { suite: "pachyderm", "secret-source": "pachyderm-user" },
  annotations: { a: "b" },
  finalizers: undefined,
  ownerReferences: undefined,
  data: { k: "MQ==", empty: "" },
};

const metadata = { annotations: { a: "b" }, managedFields: [{ manager: "pachctl", operation: "Update" }] };

const found: SecretWithValues = {
  name: "s",
  namespace: "default",
  type: "Opaque",
  creationTimestamp: "2026-03-01T12:00:00Z",
  uid: "u",
  resourceVersion: "7",
  labels: { suite: "pachyderm", "secret-source": "pachyderm-user" },
  metadata,
  immutable: undefined,
  data: { k: "MQ==", empty: "" },
};

interface Row {
  title: string;
  sent?: Partial<NewSecret>;
  found?: Partial<SecretWithValues>;
  expected: boolean;
}

describe("isOurCreation", () => {
  it.each<Row>([
    { title: "what was sent", expected: true },
    { title: "the same bytes in other base64", found: { data: { k: "MR==", empty: "" } }, expected: true },
    { title: "the same keys in another order", found: { data: { empty: "", k: "MQ==" } }, expected: true },
    { title: "another value", found: { data: { k: "Mg==", empty: "" } }, expected: false },
    { title: "a key more", found: { data: { k: "MQ==", empty: "", more: "" } }, expected: false },
    { title: "a key less", found: { data: { k: "MQ==" } }, expected: false },
    { title: "another key instead", found: { data: { k: "MQ==", other: "" } }, expected: false },
    { title: "no data for no data", sent: { data: {} }, found: { data: {} }, expected: true },
    { title: "another type", found: { type: "kubernetes.io/tls" }, expected: false },
    { title: "the type that was asked for", sent: { type: "x/y" }, found: { type: "x/y" }, expected: true },
    { title: "the default type in place of the one asked for", sent: { type: "x/y" }, expected: false },
    { title: "immutable: false is the same as nothing", found: { immutable: false }, expected: true },
    { title: "immutable although not sent so", found: { immutable: true }, expected: false },
    { title: "not immutable although sent so", sent: { immutable: true }, expected: false },
    { title: "immutable as sent", sent: { immutable: true }, found: { immutable: true }, expected: true },
    { title: "labels added by a webhook", found: { labels: { ...found.labels, team: "x" } }, expected: true },
    { title: "a label missing", found: { labels: { suite: "pachyderm" } }, expected: false },
    { title: "a label changed", found: { labels: { ...found.labels, suite: "other" } }, expected: false },
    {
      title: "annotations added by a webhook",
      found: { metadata: { ...metadata, annotations: { a: "b", c: "d" } } },
      expected: true,
    },
    {
      title: "an annotation changed",
      found: { metadata: { ...metadata, annotations: { a: "c" } } },
      expected: false,
    },
    {
      title: "annotations missing",
      found: { metadata: { managedFields: metadata.managedFields } },
      expected: false,
    },
    {
      title: "no annotations for no annotations",
      sent: { annotations: {} },
      found: { metadata: { managedFields: metadata.managedFields } },
      expected: true,
    },
    {
      title: "an annotation that only JavaScript has",
      sent: { annotations: { constructor: "x" } },
      expected: false,
    },
    {
      title: "being deleted",
      found: { metadata: { ...metadata, deletionTimestamp: "2026-03-01T12:00:01Z" } },
      expected: false,
    },
    {
      title: "made in the same second",
      found: { creationTimestamp: "2026-03-01T12:00:00Z" },
      expected: true,
    },
    {
      title: "made by a clock five seconds behind",
      found: { creationTimestamp: "2026-03-01T11:59:56Z" },
      expected: true,
    },
    {
      title: "made six seconds before",
      found: { creationTimestamp: "2026-03-01T11:59:54Z" },
      expected: false,
    },
    {
      title: "made by a clock far ahead",
      found: { creationTimestamp: "2026-03-01T13:00:00Z" },
      expected: true,
    },
    { title: "made at no known time", found: { creationTimestamp: undefined }, expected: false },
    { title: "made at a time that is none", found: { creationTimestamp: "now" }, expected: false },
    {
      title: "by another field manager",
      found: { metadata: { ...metadata, managedFields: [{ manager: "kubectl-create" }] } },
      expected: false,
    },
    {
      title: "by us and a webhook's controller",
      found: { metadata: { ...metadata, managedFields: [{ manager: "x" }, { manager: "pachctl" }] } },
      expected: true,
    },
    { title: "by nobody", found: { metadata: { ...metadata, managedFields: [] } }, expected: false },
    {
      title: "on a server that keeps no managed fields",
      found: { metadata: { annotations: { a: "b" } } },
      expected: true,
    },
  ])("$title: $expected", ({ sent: sentChange, found: foundChange, expected }) => {
    expect(isOurCreation({ ...sent, ...sentChange }, { ...found, ...foundChange }, STARTED)).toBe(expected);
  });
});
