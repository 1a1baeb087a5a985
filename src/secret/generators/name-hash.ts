import { createHash } from "node:crypto";
import { compact } from "../../apimachinery/go-json.js";
import type { BuiltManifest } from "./built-manifest.js";

/** Letters in place of digits that could make words (k8s.io/kubectl pkg/util/hash, encodeHash). */
const LETTERS: Readonly<Record<string, string>> = { 0: "g", 1: "h", 3: "k", a: "m", e: "t" };

/** What `--append-hash` puts behind the name: it changes with the name, the type and the data. */
export function nameHash({ name, type, immutable, data }: BuiltManifest): string {
  const hashed = compact({ data, immutable: immutable || undefined, kind: "Secret", name, type });
  const digest = createHash("sha256").update(hashed).digest("hex").slice(0, 10);
  return digest.replace(/[013ae]/g, (digit) => LETTERS[digit] ?? digit);
}
