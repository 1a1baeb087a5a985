import { describe, expect, it } from "vitest";
import type { ApiObject } from "../../../src/sandbox/resources/objects.js";
import { COMPACTION_MS, Store } from "../../../src/sandbox/storage/store.js";

function secret(name: string): ApiObject {
  return {
    kind: "Secret",
    metadata: {
      name,
      generateName: "",
      namespace: "ns",
      uid: "u",
      generation: 0,
      creationTimestamp: "2026-01-01T00:00:00Z",
      labels: new Map(),
      annotations: new Map(),
      ownerReferences: [],
      finalizers: [],
    },
    rest: { type: "Opaque" },
  };
}

function names(store: Store, revision: number): string[] {
  const options = { revision, from: "", limit: Number.POSITIVE_INFINITY, matches: () => true };
  return store.scan("/s/", options).items.map(({ object }) => object.metadata.name);
}

describe("Store", () => {
  it("shows every past state until it is compacted", () => {
    let time = 0;
    const store = new Store(() => new Date(time));
    const first = store.put("/s/b", secret("b"));
    const second = store.put("/s/a", secret("a"));
    const third = store.put("/s/b", undefined);
    expect([first, second, third].map((revision) => names(store, revision))).toEqual([
      ["b"],
      ["a", "b"],
      ["a"],
    ]);

    time = COMPACTION_MS - 1;
    store.put("/s/c", secret("c"));
    expect(store.isCompacted(second)).toBe(false);
    time = COMPACTION_MS;
    expect([second, third].map((revision) => store.isCompacted(revision))).toEqual([true, false]);
    expect(names(store, third)).toEqual(["a"]);
    expect(names(store, store.revision)).toEqual(["a", "c"]);
  });

  it("tells whether keys remain, and how many", () => {
    const store = new Store(() => new Date(0));
    for (const name of ["a", "b", "c"]) store.put(`/s/${name}`, secret(name));
    store.put("/t/d", secret("d"));
    const scan = (from: string, limit: number) => {
      const { items, lastKey, remaining } = store.scan("/s/", {
        revision: store.revision,
        from,
        limit,
        matches: () => true,
        counts: true,
      });
      return { count: items.length, lastKey, remaining };
    };
    expect(scan("/s/", 2)).toEqual({ count: 2, lastKey: "/s/b", remaining: 1 });
    expect(scan("/s/b\0", 1)).toEqual({ count: 1, lastKey: undefined, remaining: 0 });
    expect(scan("/a", 5)).toEqual({ count: 3, lastKey: undefined, remaining: 0 });
  });
});
