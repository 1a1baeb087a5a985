import type { Check } from "./check.js";

/** Objects that the chart makes, and that somebody else made before. */
export function checkClashes(check: Check): void {
  const told = new Set<string>();
  for (const { secret, key, attribute } of check.outcome.made) {
    const found = secret === "" || told.has(secret) ? undefined : check.find(secret);
    if (found === undefined || found.isHelms) continue;
    told.add(secret);
    const row = check.rows.find((each) => each.secret === secret && each.key === key);
    const about =
      row?.nameAttribute ?? tlsNameOf(attribute) ?? attribute ?? row?.rawAttribute ?? "pachd.enabled";
    if (check.findings.some((each) => each.verdict === "broken-in-chart" && each.secret === secret)) continue;
    const message = `the chart makes the secret ${secret} itself, and Helm does not take over one that it did not make: the install stops`;
    check.add("broken-in-chart", "error", about, message, { secret, key: key === "*" ? undefined : key });
  }
}

/** What is another one after every upgrade. */
export function checkGenerated(check: Check): void {
  const stopped = new Set(check.outcome.stops.map(({ attribute }) => attribute));
  for (const made of check.outcome.made) {
    const { attribute, secret, key } = made;
    if (made.source !== "generated" || attribute === undefined || stopped.has(attribute)) continue;
    if (secret === "") {
      const message =
        "the folder's name is random: the data is looked for elsewhere after every upgrade; set it to keep the data";
      check.add("generated-each-upgrade", "warning", attribute, message, {});
    } else if (check.isRead(made)) {
      const message = `${key} of ${secret} is random, and another one after every upgrade`;
      check.add("generated-each-upgrade", "warning", attribute, message, made);
    }
  }
}

/** `pachd.tls.newSecret.crt` → `pachd.tls.secretName` */
function tlsNameOf(attribute: string | undefined): string | undefined {
  const [, base] = /^(\w+\.tls)\.(?:newSecret|secret)\./.exec(attribute ?? "") ?? [];
  return base === undefined ? undefined : `${base}.secretName`;
}
