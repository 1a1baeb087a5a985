import * as z from "zod/mini";
import { base64ErrorOffset } from "../apimachinery/base64.js";
import { isObject, kindOf } from "../apimachinery/json-value.js";
import {
  dataKeyProblem,
  generateNameProblem,
  labelValueProblem,
  namespaceProblem,
  qualifiedNameProblem,
  secretNameProblem,
} from "../apimachinery/name-words.js";
import { MAX_ANNOTATION_BYTES } from "../apimachinery/names.js";
import { labelConflicts } from "./labels.js";

/**
 * The shape of a Secret manifest and the rules of its single fields: what the API server refuses is refused here.
 * Unknown fields are errors: a misspelt `data` would otherwise create an empty secret. No message quotes a value of
 * data or stringData.
 */

/** The fields that a server sets; create drops them. */
export const SERVER_FIELDS = [
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "managedFields",
  "selfLink",
  "generation",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "clusterName",
] as const;

/** Of one map; whoever has more has another kind of problem. */
const MAX_PROBLEMS = 100;

type Rule<T> = (value: T) => string | undefined;

function ruled(rule: Rule<string>) {
  return z.string().check((payload) => {
    const reason = rule(payload.value);
    if (reason !== undefined) payload.issues.push({ code: "custom", message: reason, input: "" });
  });
}

interface EntryProblem {
  key: string;
  reason: string;
  /** True: the key is wrong, not its value. */
  isKey: boolean;
}

/**
 * A map of strings, kept as it is: zod's own record drops the key `__proto__`, which is a legal data key.
 * Each entry's first problem becomes an issue at the entry's path.
 */
function stringMap(keyRule: Rule<string>, valueRule: Rule<string> = () => undefined) {
  return z
    .custom<Record<string, string>>((value) => isObject(value), { message: NOT_A_MAP })
    .check((payload) => {
      if (!isObject(payload.value)) return;
      let count = 0;
      for (const { key, reason, isKey } of entryProblems(payload.value, keyRule, valueRule)) {
        if (++count > MAX_PROBLEMS) break;
        payload.issues.push({
          code: "custom",
          message: reason,
          path: [key],
          input: "",
          params: { isKey },
          continue: true,
        });
      }
    });
}

/** Stands for a message that is made from the value that was found. */
export const NOT_A_MAP = "must be a map of strings";

function* entryProblems(
  map: object,
  keyRule: Rule<string>,
  valueRule: Rule<string>,
): Generator<EntryProblem> {
  for (const [key, value] of Object.entries(map)) {
    const keyReason = keyRule(key);
    if (keyReason !== undefined) yield { key, reason: keyReason, isKey: true };
    else if (typeof value !== "string") {
      yield { key, reason: notAString(value), isKey: false };
    } else {
      const reason = valueRule(value);
      if (reason !== undefined) yield { key, reason, isKey: false };
    }
  }
}

/** With what to do about it, where that is plain. */
export function notAString(value: unknown): string {
  const isToQuote = typeof value === "number" || typeof value === "boolean";
  const hint = value === null ? ' (write "" for an empty value)' : isToQuote ? " (quote it)" : "";
  return `must be a string${hint}, and is ${kindOf(value)}`;
}

const labels = stringMap(qualifiedNameProblem, labelValueProblem).check((payload) => {
  if (!isObject(payload.value)) return;
  for (const { label, problem } of labelConflicts(payload.value)) {
    payload.issues.push({ code: "custom", message: problem, path: [label], input: "", continue: true });
  }
});

const annotations = stringMap((key) => qualifiedNameProblem(key.toLowerCase()), wellFormedProblem).check(
  (payload) => {
    const bytes = Object.entries(payload.value ?? {}).reduce(
      (sum, [key, value]) =>
        sum + Buffer.byteLength(key) + (typeof value === "string" ? Buffer.byteLength(value) : 0),
      0,
    );
    if (bytes <= MAX_ANNOTATION_BYTES) return;
    const message = `keys and values have ${bytes} bytes in all; at most ${MAX_ANNOTATION_BYTES} are accepted`;
    payload.issues.push({ code: "custom", message, input: "" });
  },
);

const finalizers = z.array(ruled(finalizerProblem)).check((payload) => {
  if (!payload.value.includes("orphan") || !payload.value.includes("foregroundDeletion")) return;
  payload.issues.push({
    code: "custom",
    message: "orphan and foregroundDeletion exclude each other",
    input: "",
  });
});

const ownerReferences = z
  .array(
    z.strictObject({
      apiVersion: ruled((value) => (VERSION.test(value) ? undefined : "must be a version, as v1 or apps/v1")),
      kind: ruled(nonEmpty),
      name: ruled(nonEmpty),
      uid: ruled(nonEmpty),
      controller: z.nullish(z.boolean()),
      blockOwnerDeletion: z.nullish(z.boolean()),
    }),
  )
  .check((payload) => {
    const owners = payload.value;
    const first = owners.findIndex(({ controller }) => controller === true);
    for (const [at, { apiVersion, kind, controller }] of owners.entries()) {
      const isEvent = apiVersion === "v1" && kind === "Event";
      if (isEvent)
        payload.issues.push({ code: "custom", message: "an Event cannot own", path: [at], input: "" });
      if (controller === true && at > first) {
        payload.issues.push({
          code: "custom",
          message: "only one owner can be the controller",
          path: [at, "controller"],
          input: "",
        });
      }
    }
  });

const metadata = z.strictObject({
  // Empty is as good as absent, for the server as well.
  name: z.nullish(ruled((value) => (value === "" ? undefined : secretNameProblem(value)))),
  generateName: z.nullish(ruled(generateNameProblem)),
  namespace: z.nullish(ruled((value) => (value === "" ? undefined : namespaceProblem(value)))),
  labels: z.nullish(labels),
  annotations: z.nullish(annotations),
  finalizers: z.nullish(finalizers),
  ownerReferences: z.nullish(ownerReferences),
  // What these hold does not matter: they are dropped.
  uid: z.optional(z.unknown()),
  resourceVersion: z.optional(z.unknown()),
  creationTimestamp: z.optional(z.unknown()),
  managedFields: z.optional(z.unknown()),
  selfLink: z.optional(z.unknown()),
  generation: z.optional(z.unknown()),
  deletionTimestamp: z.optional(z.unknown()),
  deletionGracePeriodSeconds: z.optional(z.unknown()),
  clusterName: z.optional(z.unknown()),
});

export const manifestSchema = z.strictObject({
  apiVersion: z.literal("v1"),
  kind: z.literal("Secret"),
  metadata,
  type: z.nullish(ruled(wellFormedProblem)),
  immutable: z.nullish(z.boolean()),
  data: z.nullish(stringMap(dataKeyProblem, base64Problem)),
  stringData: z.nullish(stringMap(dataKeyProblem, wellFormedProblem)),
});

export const METADATA_FIELDS: readonly string[] = Object.keys(metadata.shape);

export type Manifest = z.infer<typeof manifestSchema>;

const VERSION = /^[^/]+(\/[^/]+)?$|^\/[^/]+$/;

function nonEmpty(value: string): string | undefined {
  return value === "" ? "must not be empty" : undefined;
}

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

function finalizerProblem(name: string): string | undefined {
  const problem = qualifiedNameProblem(name);
  if (problem !== undefined) return problem;
  if (name.includes("/") || STANDARD_FINALIZERS.has(name)) return undefined;
  return "must have a domain in front, as example.com/name";
}

function base64Problem(value: string): string | undefined {
  const offset = base64ErrorOffset(value);
  if (offset === undefined) return undefined;
  // At the end, Go names the first byte of the unfinished quantum.
  const isUnfinished = /^[A-Za-z0-9+/\r\n]{0,8}$/.test(value.slice(offset));
  const place = isUnfinished ? "it ends too early" : `character ${offset + 1} of ${value.length} is wrong`;
  return `not valid base64: ${place} (plain text belongs under stringData)`;
}

function wellFormedProblem(value: string): string | undefined {
  return /\p{Surrogate}/u.test(value) ? "holds half of a surrogate pair, which has no UTF-8 form" : undefined;
}
