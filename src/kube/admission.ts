import { escapeControls } from "../apimachinery/escape.js";
import { quotesValue } from "../transport/quotes-value.js";
import type { Operation } from "./operation.js";
import type { Status } from "./status.js";

/** A refusal by something that was added to the API: nothing was executed. */
export interface AdmissionRefusal {
  /** `the admission webhook "x" denied it` */
  sentence: string;
}

const NAME = "[-a-zA-Z0-9._:/]{1,253}";

/** Who refuses, and where its own words begin. */
const FORMS: readonly { pattern: RegExp; say(name: string, other: string): string }[] = [
  {
    pattern: new RegExp(`admission webhook "(${NAME})" denied the request(?:: ([\\s\\S]*))?`),
    say: (name) => `the admission webhook "${name}" denied it`,
  },
  {
    pattern: new RegExp(
      `ValidatingAdmissionPolicy '(${NAME})' with binding '(?:${NAME})' denied request(?:: ([\\s\\S]*))?`,
    ),
    say: (name) => `the admission policy "${name}" denied it`,
  },
  {
    pattern: new RegExp(`failed calling webhook "(${NAME})"(?:: ([\\s\\S]*))?`),
    say: (name) => `its admission webhook "${name}" cannot be reached`,
  },
  {
    pattern: new RegExp(`exceeded quota: (${NAME})(?:, ([\\s\\S]*))?`),
    say: (name, namespace) => `it would exceed the quota "${name}" of namespace "${namespace}"`,
  },
];

/** The refusal that a Status tells of; undefined when it tells of another. */
export function admissionRefusal(status: Status, operation: Operation): AdmissionRefusal | undefined {
  for (const { pattern, say } of FORMS) {
    const match = pattern.exec(status.message);
    if (match === null) continue;
    return {
      sentence: `${say(match[1] ?? "", operation.namespace ?? "")}${foreignWords(match[2], operation)}`,
    };
  }
  return undefined;
}

/** Of a foreign text. */
const MAX_WORDS = 500;

/**
 * `: ` and what somebody else says, if it may be shown: whoever refuses an update or a delete may quote the object as it was,
 * which we do not know; of a create we know what must not be in it.
 */
export function foreignWords(text: string | undefined, { verb, sent }: Operation): string {
  const trimmed = text?.trim() ?? "";
  if (trimmed === "" || verb !== "create" || sent === undefined) return "";
  if (quotesValue(trimmed, sent.values, undefined))
    return " (in words that quote a value, and are not shown)";
  const escaped = escapeControls(trimmed);
  return `: ${escaped.length > MAX_WORDS ? `${escaped.slice(0, MAX_WORDS)}…` : escaped}`;
}
