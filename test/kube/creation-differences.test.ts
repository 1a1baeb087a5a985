import { describe, expect, it } from "vitest";
import { asSent, creationDifferences, isMadeByUs } from "../../src/kube/creation-differences.js";
import type { NewSecret, SecretWithValues } from "../../src/secret/secret.js";

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
  /** By nothing when it is not there. */
  differs?: string[];
}

describe("creationDifferences", () => {
  it.each<Row>([
    { title: "what was sent" },
    { title: "the same bytes in other base64", found: { data: { k: "MR==", empty: "" } } },
    { title: "the same keys in another order", found: { data: { empty: "", k: "MQ==" } } },
    { title: "another value", found: { data: { k: "Mg==", empty: "" } }, differs: ['data key "k"'] },
    {
      title: "a key more",
      found: { data: { k: "MQ==", empty: "", more: "" } },
      differs: ['data key "more"'],
    },
    { title: "a key less", found: { data: { k: "MQ==" } }, differs: ['data key "empty"'] },
    {
      title: "another key instead",
      found: { data: { k: "MQ==", other: "" } },
      differs: ['data key "empty"', 'data key "other"'],
    },
    { title: "no data for no data", sent: { data: {} }, found: { data: {} } },
    { title: "another type", found: { type: "kubernetes.io/tls" }, differs: ["type"] },
    { title: "the type that was asked for", sent: { type: "x/y" }, found: { type: "x/y" } },
    { title: "the default type in place of the one asked for", sent: { type: "x/y" }, differs: ["type"] },
    { title: "immutable: false is the same as nothing", found: { immutable: false } },
    { title: "immutable although not sent so", found: { immutable: true }, differs: ["immutable"] },
    { title: "not immutable although sent so", sent: { immutable: true }, differs: ["immutable"] },
    { title: "immutable as sent", sent: { immutable: true }, found: { immutable: true } },
    { title: "labels added by a webhook", found: { labels: { ...found.labels, team: "x" } } },
    {
      title: "a label missing",
      found: { labels: { suite: "pachyderm" } },
      differs: ['label "secret-source"'],
    },
    {
      title: "a label changed",
      found: { labels: { ...found.labels, suite: "other" } },
      differs: ['label "suite"'],
    },
    {
      title: "annotations added by a webhook",
      found: { metadata: { ...metadata, annotations: { a: "b", c: "d" } } },
    },
    {
      title: "an annotation changed",
      found: { metadata: { ...metadata, annotations: { a: "c" } } },
      differs: ['annotation "a"'],
    },
    {
      title: "annotations missing",
      found: { metadata: { managedFields: metadata.managedFields } },
      differs: ['annotation "a"'],
    },
    {
      title: "no annotations for no annotations",
      sent: { annotations: {} },
      found: { metadata: { managedFields: metadata.managedFields } },
    },
    {
      title: "an annotation that only JavaScript has",
      sent: { annotations: { constructor: "x" } },
      differs: ['annotation "constructor"'],
    },
    { title: "finalizers of others", found: { metadata: { ...metadata, finalizers: ["x/y"] } } },
    {
      title: "our finalizer missing",
      sent: { finalizers: ["a/b"] },
      found: { metadata: { ...metadata, finalizers: ["x/y"] } },
      differs: ["finalizers"],
    },
    {
      title: "our owner missing",
      sent: { ownerReferences: [{ uid: "1" }] },
      differs: ["ownerReferences"],
    },
    {
      title: "no names that may be values",
      sent: { data: { k: Buffer.from("a-long-password").toString("base64") } },
      found: { data: { "a-long-password": "", "\u001b[2J": "", "ca.crt": "" } },
      differs: ['data key "k"', 'data key "ca.crt"', "2 more data keys"],
    },
  ])("$title", ({ sent: sentChange, found: foundChange, differs = [] }) => {
    const held = { ...found, ...foundChange };
    expect(creationDifferences({ ...sent, ...sentChange }, held)).toEqual(differs);
    expect(creationDifferences(asSent(held), held)).toEqual([]);
  });
});

describe("isMadeByUs", () => {
  it.each([
    { title: "by us", managers: ["pachctl"], expected: true },
    { title: "by another field manager", managers: ["kubectl-create"], expected: false },
    { title: "by us and a webhook's controller", managers: ["x", "pachctl"], expected: true },
    { title: "by nobody", managers: [], expected: false },
    { title: "on a server that keeps no managed fields", managers: undefined, expected: true },
  ])("$title: $expected", ({ managers, expected }) => {
    const managedFields = managers?.map((manager) => ({ manager }));
    const metadata = managedFields === undefined ? {} : { managedFields };
    expect(isMadeByUs({ ...found, metadata })).toBe(expected);
  });
});
