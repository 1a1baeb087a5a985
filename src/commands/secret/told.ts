import { escapeControls } from "../../apimachinery/escape.js";
import { type ObjectFormat, renderObject } from "../../output/object-list.js";
import { secretObject } from "../../output/objects.js";
import type { SecretSummary } from "../../secret/secret.js";
import type { Done } from "../batch.js";
import type { DryRun } from "../options.js";

/** What became of a secret. */
export interface Outcome {
  /** `created` */
  participle: string;
  name: string;
  /** Undefined where nobody asked a cluster. */
  namespace: string | undefined;
  /** As the server answered; without it, only the name can be printed. */
  secret: SecretSummary | undefined;
  /** Behind the sentence. */
  details?: string;
  /** For the summary, when nothing had to be done. */
  insteadOfDone?: string;
}

/** For people, and for stdout as `-o` says. */
export async function told(
  { participle, name, namespace, secret, details = "", insteadOfDone }: Outcome,
  { dryRun, output }: { dryRun: DryRun | undefined; output: "name" | ObjectFormat | undefined },
): Promise<Done> {
  const where = namespace === undefined ? "" : ` in namespace "${namespace}"`;
  const dry = dryRun === undefined ? "" : ` (${dryRun} dry run)`;
  return {
    note: `secret/${name} ${participle}${where}${dry}${details === "" ? "" : `: ${details}`}`,
    ...(output !== undefined && { output: await rendered(name, secret, output) }),
    ...(dryRun === undefined && {
      butDone: `secret "${name}" was ${insteadOfDone === undefined ? participle : "left as it was"}, but not shown`,
    }),
    ...(insteadOfDone !== undefined && { insteadOfDone }),
  };
}

function rendered(
  name: string,
  secret: SecretSummary | undefined,
  output: "name" | ObjectFormat,
): Promise<string> | string {
  if (output === "name" || secret === undefined) return `secret/${escapeControls(name)}\n`;
  return renderObject(secretObject(secret), output);
}
