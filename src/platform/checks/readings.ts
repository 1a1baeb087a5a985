import type { Reading } from "../chart/rendering.js";
import { pullSecretProblem, tlsProblem, valueProblem } from "../content.js";
import type { Check, FoundSecret } from "./check.js";

/** What is named for somebody to read. */
export function checkReadings(check: Check): void {
  const told = new Set<string>();
  for (const reading of check.outcome.readings) {
    const attribute = reading.attribute ?? attributeOfUnmade(check, reading);
    if (attribute === undefined || check.broken.has(attribute)) continue;
    // Of a secret that is not there, no key is missed by itself.
    const isThere = check.made.has(reading.secret) || check.find(reading.secret) !== undefined;
    const identity = JSON.stringify([attribute, reading.secret, isThere ? reading.key : undefined]);
    if (told.has(identity)) continue;
    told.add(identity);
    checkReading(check, reading, attribute);
  }
}

/** A secret that is read by the chart's own name, although the chart does not make it with these values. */
function attributeOfUnmade(check: Check, { secret, key }: Reading): string | undefined {
  if (check.made.has(secret)) return undefined;
  const row = check.rows.find((each) => each.secret === secret && (key === undefined || each.key === key));
  return row?.nameAttribute ?? row?.rawAttribute;
}

function checkReading(check: Check, { secret, key, readers, use }: Reading, attribute: string): void {
  const about = { secret, key: key ?? (use === "pull" ? ".dockerconfigjson" : undefined) };
  if (check.made.has(secret)) {
    checkReadingOfMade(check, about, attribute);
    return;
  }
  const found = check.find(secret);
  const who = readers.join(" and ");
  const reads = readers.length === 1 && !who.endsWith("s") ? `${who} reads` : `${who} read`;
  if (found === undefined) {
    check.add("missing-secret", "error", attribute, `there is no secret ${secret}, which ${reads}`, about);
  } else if (found.isHelms && check.rows.some((row) => row.secret === secret)) {
    const message = `Helm made the secret ${secret}, and deletes it with the upgrade that names it here: the chart does not make it any more then; use another name`;
    check.add("broken-in-chart", "error", attribute, message, about);
  } else if (key !== undefined && found.data[key] === undefined) {
    reportMissingKey(check, secret, key, found, attribute, reads);
  } else {
    const problem = contentProblem(check, found, key, use);
    if (problem !== undefined)
      check.add("bad-content", "error", attribute, `secret ${secret}: ${problem}`, about);
    else check.add("ok", "info", attribute, `${reads} ${readWhat(secret, key)}`, about);
  }
}

function checkReadingOfMade(
  check: Check,
  about: { secret: string; key: string | undefined },
  attribute: string,
): void {
  const { secret, key } = about;
  const isMade = check.outcome.made.some((made) => made.secret === secret && made.key === key);
  // An attribute that gives the chart's own secret its name, or that names a key in it.
  const isOwnName = attribute.endsWith(".tls.secretName");
  const isKeyName = attribute.endsWith("SecretKey");
  if (isKeyName && !isMade) {
    const message = `the chart makes the secret ${secret} itself, without this key`;
    check.add("missing-key", "error", attribute, message, about);
  } else if (isOwnName || isKeyName) {
    const message = `the chart makes ${readWhat(secret, key)}`;
    if (isMade) check.add("ok", "info", attribute, message, about);
  } else {
    const message = `the chart makes the secret ${secret} itself: one that is there before stops the install, and its own does not hold what is named here; use another name`;
    check.add("broken-in-chart", "error", attribute, message, about);
  }
}

function reportMissingKey(
  check: Check,
  secret: string,
  key: string,
  { data }: FoundSecret,
  attribute: string,
  reads: string,
): void {
  const ofPage = check.rows.find((row) => row.nameAttribute === attribute)?.page?.key;
  if (ofPage !== undefined && ofPage !== key && data[ofPage] !== undefined) {
    const message = `secret ${secret} holds the key ${ofPage}, as the public page says; ${reads} the key ${key}`;
    check.add("wrong-key-from-docs", "error", attribute, message, { secret, key });
    return;
  }
  const keys = Object.keys(data).sort();
  const has = keys.length === 0 ? "it has none" : `it has ${keys.join(", ")}`;
  const message = `secret ${secret} has no key ${key}, which ${reads}; ${has}`;
  check.add("missing-key", "error", attribute, message, { secret, key });
}

function contentProblem(
  check: Check,
  { type, data }: FoundSecret,
  key: string | undefined,
  use: Reading["use"],
): string | undefined {
  if (use === "pull") return pullSecretProblem(type, data);
  if (use === "tls" && key === "tls.key") return tlsProblem(data, check.now);
  const value = key === undefined ? undefined : data[key];
  return key === undefined || value === undefined ? undefined : valueProblem(key, value);
}

function readWhat(secret: string, key: string | undefined): string {
  return key === undefined ? `the secret ${secret}` : `key ${key} of secret ${secret}`;
}
