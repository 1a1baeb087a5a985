/** Milliseconds of the longest time that Go's durations hold, 292 years. */
const LONGEST = 9_223_372_036_854;

/** Go's zero time, which pachctl prints as nothing. */
const GO_ZERO_TIME = "0001-01-01T00:00:00Z";

/**
 * The CREATED cell as pachctl prints it: `About an hour ago`; nothing without a timestamp.
 * `createdAt` is RFC 3339 text from the server, `now` the moment the run began to print.
 */
export function ago(createdAt: string | undefined, now: Date): string {
  if (createdAt === GO_ZERO_TIME) return "";
  const age = now.getTime() - Date.parse(createdAt ?? "");
  if (Number.isNaN(age)) return "";
  return `${humanDuration(Math.min(Math.max(age, -LONGEST), LONGEST))} ago`;
}

/**
 * `HumanDuration` of docker/go-units 0.5.0: milliseconds to words, its quirks included (no "1 day", and "1 years" in
 * the last half hour before two years).
 */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < 1) return "Less than a second";
  if (seconds === 1) return "1 second";
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return "About a minute";
  if (minutes < 60) return `${minutes} minutes`;
  const exactHours = milliseconds / 3_600_000;
  const hours = Math.trunc(exactHours + 0.5);
  if (hours === 1) return "About an hour";
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(Math.trunc(exactHours) / 24 / 365)} years`;
}
