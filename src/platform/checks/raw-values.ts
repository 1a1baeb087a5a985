import { isObject } from "../../apimachinery/json-value.js";
import { RAW_ATTRIBUTES } from "../attributes.js";
import type { MadeKey } from "../chart/rendering.js";
import { STORAGE_CREDENTIALS } from "../chart/storage.js";
import { KNOWN_PASSWORDS } from "../chart-values.js";
import { structureProblem, textProblem } from "../content.js";
import type { PlatformSeverity } from "../platform-finding.js";
import type { PlatformSecret } from "../platform-secret.js";
import { unquoted } from "../unquoted-value.js";
import type { Check } from "./check.js";

/** Keys that are no secret, so that nothing is wrong with them in a values file. */
const PUBLIC_KEYS: readonly string[] = [
  "cluster-role-bindings",
  "clusterRoleBindings",
  "CLUSTER_DEPLOYMENT_ID",
  "ca.crt",
  "tls.crt",
  "AMAZON_ID",
  "AZURE_STORAGE_ACCOUNT",
  "MICROSOFT_ID",
  "MINIO_ID",
];

/** What the values files of the chart hold as lists and maps; everything else is text. */
const STRUCTURED: Readonly<Record<string, "list" | "map">> = {
  "oidc.upstreamIDPs": "list",
  "oidc.additionalClients": "list",
  "pachd.pachAuthClusterRoleBindings": "map",
};

const BINDINGS = "pachd.pachAuthClusterRoleBindings";
const MOCK_USER = "user:kilgore@kilgore.trout";

/** Values that stand in the files themselves. */
export function checkRawValues(check: Check): void {
  const credentials = Object.values(STORAGE_CREDENTIALS)
    .flat()
    .map(([, attribute]) => attribute);
  for (const attribute of RAW_ATTRIBUTES) {
    const isStorage = attribute.startsWith("pachd.storage.");
    if ((isStorage && !credentials.includes(attribute)) || !check.values.isGiven(attribute)) continue;
    checkRawValue(check, attribute);
  }
}

function checkRawValue(check: Check, attribute: string): void {
  const made = check.outcome.made.filter((each) => each.attribute === attribute && each.source === "raw");
  const [first] = made;
  const row = check.rows.find((each) => each.rawAttribute === attribute);
  const about =
    first !== undefined && first.secret !== "" ? first : row?.secret.includes("<") ? {} : (row ?? {});
  if (first === undefined || !made.some((each) => check.isRead(each))) {
    check.add("ignored-by-chart", "warning", attribute, whyIgnored(check, attribute, row), about);
    return;
  }
  const problem = rawProblem(check, attribute, check.values.get(attribute), first);
  if (problem !== undefined) {
    check.add("bad-content", problem.severity, attribute, problem.message, about);
    return;
  }
  const isPublic = PUBLIC_KEYS.includes(first.key);
  const where =
    first.secret === "" ? "as plain text in the manifest of pachd" : `in the secret ${first.secret}`;
  const message = isPublic
    ? `kept as it is, ${where}`
    : `kept as it is, ${where}, and readable in this file and in Helm's record of the release`;
  check.add("kept-raw", isPublic ? "info" : "warning", attribute, message, about);
}

function whyIgnored(check: Check, attribute: string, row: PlatformSecret | undefined): string {
  const { version } = check.values;
  if (row === undefined) return `chart ${version.text} has no such attribute`;
  const name = row.nameAttribute;
  if (name !== undefined && check.values.isOn(name) && !check.broken.has(attribute)) {
    return `${name} wins; this value is unused, but kept in Helm's record of the release`;
  }
  return `nothing reads it with these values; it takes ${row.condition}`;
}

function rawProblem(
  check: Check,
  attribute: string,
  value: unknown,
  made: MadeKey,
): { message: string; severity: PlatformSeverity } | undefined {
  const error = (message: string) => ({ message, severity: "error" as const });
  const structure = STRUCTURED[attribute];
  if (structure !== undefined) {
    const isRight = structure === "list" ? Array.isArray(value) : isObject(value);
    if (!isRight) return error(`it must be a ${structure}`);
    if (attribute === BINDINGS) return bindingsProblem(check, value as Record<string, unknown>, error);
    const problem = structureProblem(made.key, value);
    return problem === undefined ? undefined : error(problem);
  }
  if (typeof value !== "string") {
    return error("this is no text, and the chart's schema refuses it; put it in quotes");
  }
  if (isKnownPassword(value)) return knownPassword(check);
  const placeholder = textProblem(value);
  if (placeholder !== undefined && !placeholder.includes("line break")) return error(placeholder);
  return made.isUnquoted ? unquotedProblem(value, error) : undefined;
}

function bindingsProblem(
  check: Check,
  bindings: Record<string, unknown>,
  error: (message: string) => { message: string; severity: PlatformSeverity },
): { message: string; severity: PlatformSeverity } | undefined {
  const isMock =
    check.outcome.readings.some(({ key }) => key === "cluster-role-bindings") && check.values.isMockUsed;
  const own = check.values.from("2.6.0") ? [MOCK_USER, "allClusterUsers"] : [MOCK_USER];
  const twice = isMock ? own.filter((subject) => subject in bindings) : [];
  if (twice.length === 0) return undefined;
  return error(
    `the mock provider (oidc.mockIDP) binds ${twice.join(" and ")} as well: the key is there twice then, and one of the two is lost`,
  );
}

function knownPassword(check: Check): { message: string; severity: PlatformSeverity } {
  const isBundled = check.values.isOn("postgresql.enabled");
  return {
    message: "this password stands in the chart, and so is known to everybody",
    severity: isBundled ? "warning" : "error",
  };
}

/** What the chart puts in when nothing is given, the same for everybody. */
export function checkDefaults(check: Check): void {
  for (const made of check.outcome.made) {
    if (made.source !== "default" || made.attribute === undefined || !check.isRead(made)) continue;
    if (made.attribute === "oidc.mockIDP") {
      const message =
        "without providers of your own, everybody can log in as admin with the password password, and is cluster admin";
      check.add("bad-content", "warning", made.attribute, message, made);
    } else {
      const { message, severity } = knownPassword(check);
      check.add(
        "bad-content",
        severity,
        made.attribute,
        `it is not given, and the default is used: ${message}`,
        made,
      );
    }
  }
}

function isKnownPassword(value: string): boolean {
  return Object.values<string>(KNOWN_PASSWORDS).includes(value);
}

function unquotedProblem(
  value: string,
  error: (message: string) => { message: string; severity: PlatformSeverity },
): { message: string; severity: PlatformSeverity } | undefined {
  const why = "the chart writes this value without quotes";
  switch (unquoted(value).is) {
    case "kept":
      return undefined;
    case "no text":
      return error(`${why}: it becomes a number or a boolean, and the API server refuses it`);
    case "empty":
      return error(`${why}: it is stored empty`);
    case "other text":
      return error(`${why}: another value than this is stored`);
    case "broken":
      return error(`${why}: the chart cannot be rendered`);
  }
}
