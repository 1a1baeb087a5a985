import type { ValuesPlace } from "./helm-values.js";

/**
 * What is the matter with an attribute of Helm values.
 * ok: a workload reads exactly this secret and key, and it exists. missing-secret, missing-key: it does not. wrong-key-from-docs:
 * the secret holds the key that the public page names instead. ignored-by-chart: set, and nothing reads it. broken-in-chart: it
 * cannot work, whatever the secret holds. generated-each-upgrade: a new value with every upgrade. required-missing: install or
 * upgrade stops. bad-content: refused, silently changed, or known to everybody. kept-raw: readable in the values file and in
 * Helm's record of the release.
 */
export type Verdict =
  | "ok"
  | "missing-secret"
  | "missing-key"
  | "wrong-key-from-docs"
  | "ignored-by-chart"
  | "broken-in-chart"
  | "generated-each-upgrade"
  | "required-missing"
  | "bad-content"
  | "kept-raw";

export type PlatformSeverity = "error" | "warning" | "info";

/** As `-o json` prints it. */
export interface PlatformFinding extends ValuesPlace {
  verdict: Verdict;
  severity: PlatformSeverity;
  attribute: string;
  /** Null where none is involved. */
  secret: string | null;
  key: string | null;
  message: string;
}

/** `FILE:LINE:COL: attribute: message (verdict)` */
export function platformFindingLine({
  file,
  line,
  column,
  attribute,
  message,
  verdict,
}: PlatformFinding): string {
  return `${file}:${line}:${column}: ${attribute}: ${message} (${verdict})`;
}
