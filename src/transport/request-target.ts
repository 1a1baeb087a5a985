/** What is asked of a server. */
export interface RequestTarget {
  /** From `/api` on; every part of it is checked or encoded. */
  path: string;
  /** Undefined values are left out. */
  query?: Readonly<Record<string, string | undefined>>;
}

/** What stands behind the server in a request, encoded. */
export function pathAndQuery(prefix: string, { path, query }: RequestTarget): string {
  const pairs = Object.entries(query ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const encoded = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return `${prefix}${path}${encoded === "" ? "" : `?${encoded}`}`;
}

/** Selectors hold what was typed, and that may be anything. */
export function shownTarget(prefix: string, { path, query = {} }: RequestTarget): string {
  const hidden = Object.entries(query).map(([name, value]) => [
    name,
    name.endsWith("Selector") && value !== undefined ? "…" : value,
  ]);
  return decodeURIComponent(pathAndQuery(prefix, { path, query: Object.fromEntries(hidden) }));
}
