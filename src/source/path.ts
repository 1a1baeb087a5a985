/** The way from the top of a document to one of its parts: keys and list indexes. */
export type Path = readonly (string | number)[];

/** `data.password`, `metadata.labels["a/b"]`, `items[3]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === "number") return `${text}[${segment}]`;
    if (!/^[A-Za-z_][-\w]*$/.test(segment)) return `${text}[${JSON.stringify(segment)}]`;
    return text === "" ? segment : `${text}.${segment}`;
  }, "");
}
