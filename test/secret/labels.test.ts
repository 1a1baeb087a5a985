import { describe, expect, it } from "vitest";
import { isUserSecret, labelConflicts, USER_SECRETS, withUserLabels } from "../../src/secret/labels.js";

const PIPELINE_PROBLEM =
  "pachd deletes secrets with this label together with the pipeline; use another label";

describe("labelConflicts", () => {
  it.each([
    { labels: {}, expected: [] },
    { labels: { suite: "pachyderm" }, expected: [] },
    { labels: { suite: "" }, expected: [] },
    { labels: { "secret-source": "x", app: "y" }, expected: [] },
    {
      labels: { suite: "other" },
      expected: [{ label: "suite", problem: "invalid suite label set on secret: suite=other" }],
    },
    {
      labels: { suite: "Pachyderm" },
      expected: [{ label: "suite", problem: "invalid suite label set on secret: suite=Pachyderm" }],
    },
    { labels: { pipelineName: "p" }, expected: [{ label: "pipelineName", problem: PIPELINE_PROBLEM }] },
    { labels: { pipelineName: "" }, expected: [{ label: "pipelineName", problem: PIPELINE_PROBLEM }] },
    { labels: { pipelinename: "p" }, expected: [] },
    { labels: { suite: 5 }, expected: [] },
    {
      labels: { pipelineName: "p", suite: "other" },
      expected: [
        { label: "suite", problem: "invalid suite label set on secret: suite=other" },
        { label: "pipelineName", problem: PIPELINE_PROBLEM },
      ],
    },
  ])("$labels", ({ labels, expected }) => {
    expect(labelConflicts(labels)).toEqual(expected);
  });
});

describe("withUserLabels", () => {
  it.each([
    { labels: {}, expected: { suite: "pachyderm", "secret-source": "pachyderm-user" } },
    { labels: { suite: "" }, expected: { suite: "pachyderm", "secret-source": "pachyderm-user" } },
    {
      labels: { app: "x", "secret-source": "mine" },
      expected: { app: "x", suite: "pachyderm", "secret-source": "pachyderm-user" },
    },
  ])("$labels", ({ labels, expected }) => {
    expect({ ...withUserLabels(labels) }).toEqual(expected);
  });

  it("keeps a label named __proto__ and leaves prototypes alone", () => {
    const labels = withUserLabels(JSON.parse('{"__proto__":"x"}'));
    expect(Object.entries(labels)).toContainEqual(["__proto__", "x"]);
    expect(({} as Record<string, unknown>).suite).toBeUndefined();
  });
});

describe("isUserSecret", () => {
  it.each([
    { labels: { "secret-source": "pachyderm-user" }, expected: true },
    { labels: { "secret-source": "pachyderm-user", suite: "other" }, expected: true },
    { labels: { "secret-source": "x" }, expected: false },
    { labels: { suite: "pachyderm" }, expected: false },
    { labels: {}, expected: false },
  ])("$labels is $expected", ({ labels, expected }) => {
    expect(isUserSecret(labels)).toBe(expected);
  });

  it("is what the list selects by", () => {
    expect(USER_SECRETS).toBe("secret-source=pachyderm-user");
  });
});
