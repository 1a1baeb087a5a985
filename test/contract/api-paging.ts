import { expect, it } from "vitest";
import type { ApiClient } from "../support/api-client.js";

interface Page {
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: { metadata: { name: string } }[];
}

/** Pages of a list: snapshots, counts and selectors. */
export function pagingTests(client: () => ApiClient): void {
  it("pages through a snapshot: later creates are absent, later deletes present", async () => {
    const api = client();
    await create(api, ["a", "a-b", "a.b", "b"]);
    const first = await page(api, "S?limit=2");
    await create(api, ["a-c"]);
    await api.must({ method: "DELETE", path: "S/b" });
    const second = await page(api, `S?limit=1&continue=${first.metadata.continue}`);
    const third = await page(api, `S?resourceVersion=0&continue=${second.metadata.continue}`);
    expect([first, second, third].map(summary)).toEqual([
      { names: ["a", "a-b"], remaining: 2, more: true },
      { names: ["a.b"], remaining: 1, more: true },
      { names: ["b"], remaining: undefined, more: false },
    ]);
    expect(new Set([first, second, third].map(({ metadata }) => metadata.resourceVersion)).size).toBe(1);
    expect(summary(await page(api, "S"))).toMatchObject({ names: ["a", "a-b", "a-c", "a.b"] });
  });

  it("gives tokens that name the place", async () => {
    const api = client();
    await create(api, ["a", "b"]);
    const { metadata } = await page(api, "S?limit=1");
    expect(Buffer.from(metadata.continue ?? "", "base64url").toString()).toBe(
      `{"v":"meta.k8s.io/v1","rv":${metadata.resourceVersion},"start":"/a\\u0000"}`,
    );
    expect(metadata.continue).not.toContain("=");
  });

  it.each([
    ["label", "labelSelector=app%3Dx"],
    ["field", "fieldSelector=type%3Dt/x"],
  ])(
    "does not count what remains under a %s selector, and may end with an empty page",
    async (_kind, selector) => {
      const api = client();
      await create(api, ["a", "b", "c"], { metadata: { labels: { app: "x" } }, type: "t/x" });
      await create(api, ["d"]);
      const pages: Page[] = [];
      for (
        let token = "";
        pages.length === 0 || token !== "";
        token = pages.at(-1)?.metadata.continue ?? ""
      ) {
        pages.push(await page(api, `S?limit=1&${selector}&continue=${token}`));
      }
      expect(pages.map(summary)).toEqual([
        { names: ["a"], remaining: undefined, more: true },
        { names: ["b"], remaining: undefined, more: true },
        { names: ["c"], remaining: undefined, more: true },
        { names: [], remaining: undefined, more: false },
      ]);
    },
  );

  it("goes on at the present state with a token of revision -1", async () => {
    const api = client();
    await create(api, ["a", "c"]);
    await api.must({ method: "DELETE", path: "S/c" });
    await create(api, ["b"]);
    const token = Buffer.from('{"v":"meta.k8s.io/v1","rv":-1,"start":"/a\\u0000"}').toString("base64url");
    expect(summary(await page(api, `S?continue=${token}`))).toMatchObject({ names: ["b"], more: false });
  });

  it.each(["&limit=10", "&resourceVersionMatch=Exact"])(
    "lists the state at a version with %s",
    async (query) => {
      const api = client();
      await create(api, ["a", "b"]);
      const then = await page(api, "S");
      await api.must({ method: "DELETE", path: "S/a" });
      await create(api, ["c"]);
      const past = await page(api, `S?resourceVersion=${then.metadata.resourceVersion}${query}`);
      expect(past).toEqual(then);
    },
  );

  it("ignores the limit for the version 0, and lists now for a version that has passed", async () => {
    const api = client();
    await create(api, ["a", "b"]);
    const { metadata } = await page(api, "S");
    // The cache of the real server may be a moment behind the writes.
    await expect.poll(async () => (await page(api, "S?resourceVersion=0&limit=1")).items.length).toBe(2);
    await api.must({ method: "DELETE", path: "S/a" });
    await expect
      .poll(async () => summary(await page(api, `S?resourceVersion=${metadata.resourceVersion}`)).names)
      .toEqual(["b"]);
  });

  it("lists all namespaces in the order of namespace and name", async () => {
    const api = client();
    const label = { metadata: { labels: { suite: api.namespace } } };
    await create(api, ["b", "a"], label);
    await api.call({
      method: "POST",
      path: "/api/v1/namespaces/default/secrets",
      body: { metadata: { name: `z-${api.namespace}`, labels: { suite: api.namespace } } },
    });
    for (const path of ["/api/v1/secrets", "/api/v1/namespaces//secrets"]) {
      const all = await page(api, `${path}?labelSelector=suite%3D{ns}`);
      expect(summary(all).names).toEqual([`z-${api.namespace}`, "a", "b"]);
    }
    await api.must({ method: "DELETE", path: "/api/v1/namespaces/default/secrets/z-{ns}" });
  });

  it("gives tables and metadata pages of their own", async () => {
    const api = client();
    await create(api, ["a", "b"]);
    const views = ["Table", "PartialObjectMetadataList"].map(async (kind) => {
      const headers = { Accept: `application/json;as=${kind};v=v1;g=meta.k8s.io` };
      return Object.keys(
        JSON.parse((await api.must({ method: "GET", path: "S?limit=1", headers })).text).metadata,
      );
    });
    expect(await Promise.all(views)).toEqual([
      ["resourceVersion", "continue", "remainingItemCount"],
      ["resourceVersion", "continue", "remainingItemCount"],
    ]);
  });
}

async function create(
  api: ApiClient,
  names: readonly string[],
  more: { metadata?: object; type?: string } = {},
): Promise<void> {
  for (const name of names) {
    await api.must({ method: "POST", path: "S", body: { ...more, metadata: { ...more.metadata, name } } });
  }
}

async function page(api: ApiClient, path: string): Promise<Page> {
  return JSON.parse((await api.must({ method: "GET", path })).text);
}

function summary({ items, metadata }: Page) {
  return {
    names: items.map((item) => item.metadata.name),
    remaining: metadata.remainingItemCount,
    more: metadata.continue !== undefined,
  };
}
