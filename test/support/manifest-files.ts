import { readdirSync, readFileSync } from "node:fs";

/** What becomes of a file: its secrets with their values as base64, or the lines of the error. */
export type Outcome =
  | { secrets: { name: string; data: Readonly<Record<string, string>> }[]; remarks?: string[] }
  | { problems: string[] };

const folder = new URL("../data/manifests", import.meta.url).pathname;

/** The files of test/data/manifests, by name, and what becomes of them. */
export function manifestFiles(): {
  folder: string;
  files: string[];
  outcomes: Readonly<Record<string, Outcome>>;
} {
  const outcomes = JSON.parse(readFileSync(`${folder}/outcomes.json`, "utf8")) as Record<string, Outcome>;
  const files = readdirSync(folder).filter((file) => file !== "outcomes.json");
  return { folder, files: files.sort(), outcomes };
}
