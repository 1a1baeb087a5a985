import type { ApiObject, Versioned } from "../resources/objects.js";

/** How long past states can be read, as with kube-apiserver's five minutes between compactions of etcd. */
export const COMPACTION_MS = 5 * 60_000;

interface Version {
  revision: number;
  /** undefined: deleted */
  object: ApiObject | undefined;
}

export interface Scan {
  items: Versioned[];
  /** Set when keys remain unread: the key to go on after. */
  lastKey: string | undefined;
  /** Objects behind the last one read, 0 when they were not to be counted. */
  remaining: number;
}

/** A key-value store with one revision counter for everything, past states included: what etcd is to a server. */
export class Store {
  readonly #versions = new Map<string, Version[]>();
  #sortedKeys: string[] | undefined;
  readonly #superseded: { key: string; revision: number; time: number }[] = [];
  #compactedRevision = 0;
  #latestRevision = 1;

  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  get revision(): number {
    return this.#latestRevision;
  }

  isCompacted(revision: number): boolean {
    this.#compact();
    return revision < this.#compactedRevision;
  }

  get(key: string): Versioned | undefined {
    return at(this.#versions.get(key), this.#latestRevision);
  }

  /** Writes an object, or its absence, and returns the revision of that write. */
  put(key: string, object: ApiObject | undefined): number {
    this.#compact();
    const revision = ++this.#latestRevision;
    const versions = this.#versions.get(key);
    if (versions === undefined) {
      this.#versions.set(key, [{ revision, object }]);
      this.#sortedKeys = undefined;
    } else {
      versions.push({ revision, object });
      this.#superseded.push({ key, revision, time: this.#now().getTime() });
    }
    return revision;
  }

  /** Objects below a prefix at a revision, in byte order of their keys, from a key on, until `limit` have matched. */
  scan(
    prefix: string,
    options: {
      revision: number;
      from: string;
      limit: number;
      matches: (object: ApiObject) => boolean;
      counts?: boolean;
    },
  ): Scan {
    const { revision, from, limit, matches, counts = false } = options;
    const items: Versioned[] = [];
    let lastKey = "";
    let hasMore = false;
    let remaining = 0;
    const keys = this.#keys();
    for (let index = lowerBound(keys, from < prefix ? prefix : from); index < keys.length; index++) {
      const key = keys[index] ?? "";
      if (!key.startsWith(prefix)) break;
      const found = at(this.#versions.get(key), revision);
      if (found === undefined) continue;
      if (items.length >= limit) {
        hasMore = true;
        if (!counts) break;
        remaining++;
        continue;
      }
      lastKey = key;
      if (matches(found.object)) items.push(found);
    }
    return { items, lastKey: hasMore ? lastKey : undefined, remaining };
  }

  #keys(): readonly string[] {
    // Keys are ASCII, for which this order is byte order.
    this.#sortedKeys ??= [...this.#versions.keys()].sort();
    return this.#sortedKeys;
  }

  /** Forgets what was superseded long ago, so that a sandbox that runs for days does not grow with every write. */
  #compact(): void {
    const limit = this.#now().getTime() - COMPACTION_MS;
    let count = 0;
    for (const { key, revision, time } of this.#superseded) {
      if (time > limit) break;
      count++;
      this.#compactedRevision = revision;
      this.#forgetBefore(key, revision);
    }
    this.#superseded.splice(0, count);
  }

  #forgetBefore(key: string, revision: number): void {
    const kept = (this.#versions.get(key) ?? []).filter((version) => version.revision >= revision);
    if (kept.length === 1 && kept[0]?.object === undefined) {
      this.#versions.delete(key);
      this.#sortedKeys = undefined;
    } else {
      this.#versions.set(key, kept);
    }
  }
}

function at(versions: readonly Version[] | undefined, revision: number): Versioned | undefined {
  for (let index = (versions?.length ?? 0) - 1; index >= 0; index--) {
    const version = versions?.[index];
    if (version === undefined || version.revision > revision) continue;
    return version.object === undefined ? undefined : { object: version.object, revision: version.revision };
  }
  return undefined;
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
