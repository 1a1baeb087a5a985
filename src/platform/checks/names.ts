import { misspelt, NAME_ATTRIBUTES } from "../attributes.js";
import type { PlatformSecret } from "../platform-secret.js";
import type { Check } from "./check.js";

/** What the values of Determined have, and nothing reads. */
const UNREAD: readonly string[] = ["determined.oidc.clientSecretKey", "determined.oidc.clientSecret"];

/** Attributes that name secrets which nobody reads. */
export function checkIgnoredNames(check: Check): void {
  const used = new Set(check.outcome.readings.map(({ attribute }) => attribute));
  const names = [...NAME_ATTRIBUTES, "global.postgresql.postgresqlExistingSecretKey"];
  for (const attribute of names) {
    if (!check.values.isGiven(attribute) || used.has(attribute) || check.broken.has(attribute)) continue;
    const row = check.rows.find((each) => [each.nameAttribute, each.keyAttribute].includes(attribute));
    if (attribute.endsWith("SecretKey") && used.has(row?.nameAttribute)) continue;
    const secret = attribute.endsWith("SecretKey") ? undefined : check.values.text(attribute);
    const message = whyNameIsIgnored(check, attribute, row);
    check.add("ignored-by-chart", "warning", attribute, message, {
      secret,
      key: row?.key.replace(/^[*<].*/, ""),
    });
  }
  for (const attribute of UNREAD.filter((each) => check.values.isGiven(each))) {
    const message =
      "nothing reads it: every reader uses key oidc-client-secret of secret det-oidc-client-secret";
    check.add("ignored-by-chart", "warning", attribute, message, {});
  }
}

function whyNameIsIgnored(check: Check, attribute: string, row: PlatformSecret | undefined): string {
  if (attribute === "postgresql.existingSecret" && check.values.isOn("global.postgresql.existingSecret")) {
    return "global.postgresql.existingSecret wins";
  }
  if (row === undefined) return `chart ${check.values.version.text} does not know it`;
  return `nothing reads it with these values; it takes ${row.condition}`;
}

/** Attributes that look like ones of the chart. */
export function checkUnknownAttributes(check: Check): void {
  for (const { attribute, meant } of misspelt(check.values.files)) {
    const message =
      attribute === "postgresql.postgresqlPassword" || attribute === "postgresql.postgresqlPostgresPassword"
        ? `${meant}, which has a default, wins`
        : `there is no such attribute; did you mean ${meant}?`;
    check.add("ignored-by-chart", "error", attribute, message, {});
  }
}
