import type { ChartOutcome } from "./chart/rendering.js";
import type { ChartValues } from "./chart-values.js";
import { Check, type FindSecret } from "./checks/check.js";
import { checkClashes, checkGenerated } from "./checks/made.js";
import { checkIgnoredNames, checkUnknownAttributes } from "./checks/names.js";
import { checkDefaults, checkRawValues } from "./checks/raw-values.js";
import { checkReadings } from "./checks/readings.js";
import type { PlatformFinding } from "./platform-finding.js";

/** The names of all secrets that an installation with these values reads or makes. */
export function namesIn({ readings, made }: ChartOutcome): string[] {
  return [...new Set([...readings, ...made].map(({ secret }) => secret))].filter((name) => name !== "");
}

/** Everything that is to say about an installation, in the order of the files. */
export function checkValues(values: ChartValues, find: FindSecret, now: Date): PlatformFinding[] {
  const check = new Check(values, find, now);
  checkStops(check);
  checkDefects(check);
  checkReadings(check);
  checkClashes(check);
  checkRawValues(check);
  checkDefaults(check);
  checkGenerated(check);
  checkIgnoredNames(check);
  checkUnknownAttributes(check);
  return check.sorted();
}

function checkStops(check: Check): void {
  for (const { attribute, message } of check.outcome.stops) {
    const row = check.rows.find(({ rawAttribute }) => rawAttribute === attribute);
    const isNamed = row !== undefined && !row.secret.includes("<");
    check.add("required-missing", "error", attribute, message, isNamed ? row : {});
  }
}

function checkDefects(check: Check): void {
  for (const { attribute, message, secret, key } of check.outcome.defects) {
    check.add("broken-in-chart", "error", attribute, message, { secret, key });
  }
}
