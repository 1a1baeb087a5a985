import { isObject } from "../apimachinery/json-value.js";
import type { SecretData } from "../secret/secret.js";
import { misspelt, NAME_ATTRIBUTES, RAW_ATTRIBUTES } from "./attributes.js";
import {
  type ChartOutcome,
  type MadeKey,
  type Reading,
  renderSecrets,
  STORAGE_CREDENTIALS,
} from "./chart.js";
import { type ChartValues, KNOWN_PASSWORDS } from "./chart-values.js";
import { pullSecretProblem, structureProblem, textProblem, tlsProblem, valueProblem } from "./content.js";
import type { PlatformFinding, PlatformSeverity, Verdict } from "./platform-finding.js";
import type { PlatformSecret } from "./platform-secret.js";
import { secretsOf } from "./secrets-map.js";
import { unquoted } from "./unquoted-value.js";

/** A secret of the namespace. */
export interface FoundSecret {
  type: string;
  data: SecretData;
  /** Did Helm make it, for a release? */
  isHelms: boolean;
}

/** @returns nothing when there is no such secret */
export type FindSecret = (name: string) => FoundSecret | undefined;

/** The names of all secrets that an installation with these values reads or makes. */
export function namesIn({ read, made }: ChartOutcome): string[] {
  return [...new Set([...read, ...made].map(({ secret }) => secret))].filter((name) => name !== "");
}

/** Everything that is to say about an installation, in the order of the files. */
export function checkValues(values: ChartValues, find: FindSecret, now: Date): PlatformFinding[] {
  const check = new ValuesCheck(values, find, now);
  check.stops();
  check.defects();
  check.readings();
  check.clashes();
  check.rawValues();
  check.defaults();
  check.generated();
  check.ignoredNames();
  check.unknownAttributes();
  return check.sorted();
}

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

/** What the values of Determined have, and nothing reads. */
const UNREAD: readonly string[] = ["determined.oidc.clientSecretKey", "determined.oidc.clientSecret"];
const BINDINGS = "pachd.pachAuthClusterRoleBindings";
const MOCK_USER = "user:kilgore@kilgore.trout";

interface About {
  secret?: string | undefined;
  key?: string | undefined;
}

class ValuesCheck {
  readonly #values: ChartValues;
  readonly #find: FindSecret;
  readonly #now: Date;
  readonly #outcome: ChartOutcome;
  /** What this version of the chart knows. */
  readonly #rows: readonly PlatformSecret[];
  readonly #findings: PlatformFinding[] = [];
  /** The names of the secrets that the chart makes with these values. */
  readonly #made: ReadonlySet<string>;
  /** Attributes that can do nothing, so that nothing else is to say about them. */
  readonly #broken: ReadonlySet<string>;

  constructor(values: ChartValues, find: FindSecret, now: Date) {
    this.#values = values;
    this.#find = find;
    this.#now = now;
    this.#outcome = renderSecrets(values);
    this.#rows = secretsOf(values.version);
    this.#made = new Set(this.#outcome.made.map(({ secret }) => secret));
    this.#broken = new Set(this.#outcome.defects.map(({ attribute }) => attribute));
  }

  sorted(): PlatformFinding[] {
    const order = new Map(this.#values.files.files.map(({ label }, at) => [label, at]));
    const placeOf = ({ file }: PlatformFinding): number => order.get(file) ?? 0;
    return this.#findings.sort((a, b) => placeOf(a) - placeOf(b) || a.line - b.line || a.column - b.column);
  }

  stops(): void {
    for (const { attribute, message } of this.#outcome.stops) {
      const row = this.#rows.find(({ rawAttribute }) => rawAttribute === attribute);
      const isNamed = row !== undefined && !row.secret.includes("<");
      this.#add("required-missing", "error", attribute, message, isNamed ? row : {});
    }
  }

  defects(): void {
    for (const { attribute, message, secret, key } of this.#outcome.defects) {
      this.#add("broken-in-chart", "error", attribute, message, { secret, key });
    }
  }

  /** What is named for somebody to read. */
  readings(): void {
    const told = new Set<string>();
    for (const reading of this.#outcome.read) {
      const attribute = reading.attribute ?? this.#attributeOfUnmade(reading);
      if (attribute === undefined || this.#broken.has(attribute)) continue;
      // Of a secret that is not there, no key is missed by itself.
      const isThere = this.#made.has(reading.secret) || this.#find(reading.secret) !== undefined;
      const identity = JSON.stringify([attribute, reading.secret, isThere ? reading.key : undefined]);
      if (told.has(identity)) continue;
      told.add(identity);
      this.#reading(reading, attribute);
    }
  }

  /** A secret that is read by the chart's own name, although the chart does not make it with these values. */
  #attributeOfUnmade({ secret, key }: Reading): string | undefined {
    if (this.#made.has(secret)) return undefined;
    const row = this.#rows.find((each) => each.secret === secret && (key === undefined || each.key === key));
    return row?.nameAttribute ?? row?.rawAttribute;
  }

  #reading({ secret, key, readers, use }: Reading, attribute: string): void {
    const about = { secret, key: key ?? (use === "pull" ? ".dockerconfigjson" : undefined) };
    if (this.#made.has(secret)) {
      this.#readingOfMade(about, attribute);
      return;
    }
    const found = this.#find(secret);
    const who = readers.join(" and ");
    const reads = readers.length === 1 && !who.endsWith("s") ? `${who} reads` : `${who} read`;
    if (found === undefined) {
      this.#add("missing-secret", "error", attribute, `there is no secret ${secret}, which ${reads}`, about);
    } else if (found.isHelms && this.#rows.some((row) => row.secret === secret)) {
      const message = `Helm made the secret ${secret}, and deletes it with the upgrade that names it here: the chart does not make it any more then; use another name`;
      this.#add("broken-in-chart", "error", attribute, message, about);
    } else if (key !== undefined && found.data[key] === undefined) {
      this.#missingKey(secret, key, found, attribute, reads);
    } else {
      const problem = this.#contentProblem(found, key, use);
      if (problem !== undefined)
        this.#add("bad-content", "error", attribute, `secret ${secret}: ${problem}`, about);
      else this.#add("ok", "info", attribute, `${reads} ${readWhat(secret, key)}`, about);
    }
  }

  #readingOfMade(about: { secret: string; key: string | undefined }, attribute: string): void {
    const { secret, key } = about;
    const isMade = this.#outcome.made.some((made) => made.secret === secret && made.key === key);
    // An attribute that gives the chart's own secret its name, or that names a key in it.
    const isOwnName = attribute.endsWith(".tls.secretName");
    const isKeyName = attribute.endsWith("SecretKey");
    if (isKeyName && !isMade) {
      const message = `the chart makes the secret ${secret} itself, without this key`;
      this.#add("missing-key", "error", attribute, message, about);
    } else if (isOwnName || isKeyName) {
      const message = `the chart makes ${readWhat(secret, key)}`;
      if (isMade) this.#add("ok", "info", attribute, message, about);
    } else {
      const message = `the chart makes the secret ${secret} itself: one that is there before stops the install, and its own does not hold what is named here; use another name`;
      this.#add("broken-in-chart", "error", attribute, message, about);
    }
  }

  #missingKey(secret: string, key: string, { data }: FoundSecret, attribute: string, reads: string): void {
    const ofPage = this.#rows.find((row) => row.nameAttribute === attribute)?.page?.key;
    if (ofPage !== undefined && ofPage !== key && data[ofPage] !== undefined) {
      const message = `secret ${secret} holds the key ${ofPage}, as the public page says; ${reads} the key ${key}`;
      this.#add("wrong-key-from-docs", "error", attribute, message, { secret, key });
      return;
    }
    const keys = Object.keys(data).sort();
    const has = keys.length === 0 ? "it has none" : `it has ${keys.join(", ")}`;
    const message = `secret ${secret} has no key ${key}, which ${reads}; ${has}`;
    this.#add("missing-key", "error", attribute, message, { secret, key });
  }

  #contentProblem(
    { type, data }: FoundSecret,
    key: string | undefined,
    use: Reading["use"],
  ): string | undefined {
    if (use === "pull") return pullSecretProblem(type, data);
    if (use === "tls" && key === "tls.key") return tlsProblem(data, this.#now);
    const value = key === undefined ? undefined : data[key];
    return key === undefined || value === undefined ? undefined : valueProblem(key, value);
  }

  /** Objects that the chart makes, and that somebody else made before. */
  clashes(): void {
    const told = new Set<string>();
    for (const { secret, key, attribute } of this.#outcome.made) {
      const found = secret === "" || told.has(secret) ? undefined : this.#find(secret);
      if (found === undefined || found.isHelms) continue;
      told.add(secret);
      const row = this.#rows.find((each) => each.secret === secret && each.key === key);
      const about =
        row?.nameAttribute ?? tlsNameOf(attribute) ?? attribute ?? row?.rawAttribute ?? "pachd.enabled";
      if (this.#findings.some((each) => each.verdict === "broken-in-chart" && each.secret === secret))
        continue;
      const message = `the chart makes the secret ${secret} itself, and Helm does not take over one that it did not make: the install stops`;
      this.#add("broken-in-chart", "error", about, message, { secret, key: key === "*" ? undefined : key });
    }
  }

  /** Values that stand in the files themselves. */
  rawValues(): void {
    const credentials = Object.values(STORAGE_CREDENTIALS)
      .flat()
      .map(([, attribute]) => attribute);
    for (const attribute of RAW_ATTRIBUTES) {
      const isStorage = attribute.startsWith("pachd.storage.");
      if ((isStorage && !credentials.includes(attribute)) || !this.#values.isGiven(attribute)) continue;
      this.#rawValue(attribute);
    }
  }

  #rawValue(attribute: string): void {
    const made = this.#outcome.made.filter((each) => each.attribute === attribute && each.source === "raw");
    const [first] = made;
    const row = this.#rows.find((each) => each.rawAttribute === attribute);
    const about =
      first !== undefined && first.secret !== "" ? first : row?.secret.includes("<") ? {} : (row ?? {});
    if (first === undefined || !made.some((each) => this.#isRead(each))) {
      this.#add("ignored-by-chart", "warning", attribute, this.#whyIgnored(attribute, row), about);
      return;
    }
    const problem = this.#rawProblem(attribute, this.#values.get(attribute), first);
    if (problem !== undefined) {
      this.#add("bad-content", problem.severity, attribute, problem.message, about);
      return;
    }
    const isPublic = PUBLIC_KEYS.includes(first.key);
    const where =
      first.secret === "" ? "as plain text in the manifest of pachd" : `in the secret ${first.secret}`;
    const message = isPublic
      ? `kept as it is, ${where}`
      : `kept as it is, ${where}, and readable in this file and in Helm's record of the release`;
    this.#add("kept-raw", isPublic ? "info" : "warning", attribute, message, about);
  }

  #isRead({ secret, key }: MadeKey): boolean {
    return (
      secret === "" ||
      this.#outcome.read.some((reading) => reading.secret === secret && (reading.key ?? key) === key)
    );
  }

  #whyIgnored(attribute: string, row: PlatformSecret | undefined): string {
    const { version } = this.#values;
    if (row === undefined) return `chart ${version.text} has no such attribute`;
    const name = row.nameAttribute;
    if (name !== undefined && this.#values.isOn(name) && !this.#broken.has(attribute)) {
      return `${name} wins; this value is unused, but kept in Helm's record of the release`;
    }
    return `nothing reads it with these values; it takes ${row.condition}`;
  }

  #rawProblem(
    attribute: string,
    value: unknown,
    made: MadeKey,
  ): { message: string; severity: PlatformSeverity } | undefined {
    const error = (message: string) => ({ message, severity: "error" as const });
    const structure = STRUCTURED[attribute];
    if (structure !== undefined) {
      const isRight = structure === "list" ? Array.isArray(value) : isObject(value);
      if (!isRight) return error(`it must be a ${structure}`);
      if (attribute === BINDINGS) return this.#bindingsProblem(value as Record<string, unknown>, error);
      const problem = structureProblem(made.key, value);
      return problem === undefined ? undefined : error(problem);
    }
    if (typeof value !== "string") {
      return error("this is no text, and the chart's schema refuses it; put it in quotes");
    }
    if (isKnownPassword(value)) return this.#knownPassword();
    const placeholder = textProblem(value);
    if (placeholder !== undefined && !placeholder.includes("line break")) return error(placeholder);
    return made.isUnquoted ? unquotedProblem(value, error) : undefined;
  }

  #bindingsProblem(
    bindings: Record<string, unknown>,
    error: (message: string) => { message: string; severity: PlatformSeverity },
  ): { message: string; severity: PlatformSeverity } | undefined {
    const isMock =
      this.#outcome.read.some(({ key }) => key === "cluster-role-bindings") && this.#values.isMockUsed;
    const own = this.#values.from("2.6.0") ? [MOCK_USER, "allClusterUsers"] : [MOCK_USER];
    const twice = isMock ? own.filter((subject) => subject in bindings) : [];
    if (twice.length === 0) return undefined;
    return error(
      `the mock provider (oidc.mockIDP) binds ${twice.join(" and ")} as well: the key is there twice then, and one of the two is lost`,
    );
  }

  #knownPassword(): { message: string; severity: PlatformSeverity } {
    const isBundled = this.#values.isOn("postgresql.enabled");
    return {
      message: "this password stands in the chart, and so is known to everybody",
      severity: isBundled ? "warning" : "error",
    };
  }

  /** What the chart puts in when nothing is given, the same for everybody. */
  defaults(): void {
    for (const made of this.#outcome.made) {
      if (made.source !== "default" || made.attribute === undefined || !this.#isRead(made)) continue;
      if (made.attribute === "oidc.mockIDP") {
        const message =
          "without providers of your own, everybody can log in as admin with the password password, and is cluster admin";
        this.#add("bad-content", "warning", made.attribute, message, made);
      } else {
        const { message, severity } = this.#knownPassword();
        this.#add(
          "bad-content",
          severity,
          made.attribute,
          `it is not given, and the default is used: ${message}`,
          made,
        );
      }
    }
  }

  generated(): void {
    const stopped = new Set(this.#outcome.stops.map(({ attribute }) => attribute));
    for (const made of this.#outcome.made) {
      const { attribute, secret, key } = made;
      if (made.source !== "generated" || attribute === undefined || stopped.has(attribute)) continue;
      if (secret === "") {
        const message =
          "the folder's name is random: the data is looked for elsewhere after every upgrade; set it to keep the data";
        this.#add("generated-each-upgrade", "warning", attribute, message, {});
      } else if (this.#isRead(made)) {
        const message = `${key} of ${secret} is random, and another one after every upgrade`;
        this.#add("generated-each-upgrade", "warning", attribute, message, made);
      }
    }
  }

  /** Attributes that name secrets which nobody reads. */
  ignoredNames(): void {
    const used = new Set(this.#outcome.read.map(({ attribute }) => attribute));
    const names = [...NAME_ATTRIBUTES, "global.postgresql.postgresqlExistingSecretKey"];
    for (const attribute of names) {
      if (!this.#values.isGiven(attribute) || used.has(attribute) || this.#broken.has(attribute)) continue;
      const row = this.#rows.find((each) => [each.nameAttribute, each.keyAttribute].includes(attribute));
      if (attribute.endsWith("SecretKey") && used.has(row?.nameAttribute)) continue;
      const secret = attribute.endsWith("SecretKey") ? undefined : this.#values.text(attribute);
      const message = this.#whyNameIsIgnored(attribute, row);
      this.#add("ignored-by-chart", "warning", attribute, message, {
        secret,
        key: row?.key.replace(/^[*<].*/, ""),
      });
    }
    for (const attribute of UNREAD.filter((each) => this.#values.isGiven(each))) {
      const message =
        "nothing reads it: every reader uses key oidc-client-secret of secret det-oidc-client-secret";
      this.#add("ignored-by-chart", "warning", attribute, message, {});
    }
  }

  #whyNameIsIgnored(attribute: string, row: PlatformSecret | undefined): string {
    if (attribute === "postgresql.existingSecret" && this.#values.isOn("global.postgresql.existingSecret")) {
      return "global.postgresql.existingSecret wins";
    }
    if (row === undefined) return `chart ${this.#values.version.text} does not know it`;
    return `nothing reads it with these values; it takes ${row.condition}`;
  }

  unknownAttributes(): void {
    for (const { attribute, meant } of misspelt(this.#values.files)) {
      const message =
        attribute === "postgresql.postgresqlPassword" || attribute === "postgresql.postgresqlPostgresPassword"
          ? `${meant}, which has a default, wins`
          : `there is no such attribute; did you mean ${meant}?`;
      this.#add("ignored-by-chart", "error", attribute, message, {});
    }
  }

  #add(verdict: Verdict, severity: PlatformSeverity, attribute: string, message: string, about: About): void {
    const [, path = attribute, index] = /^(.*?)\[(\d+)\]/.exec(attribute) ?? [];
    const place = this.#values.files.placeOf(path, index === undefined ? undefined : Number(index));
    const { secret, key } = about;
    this.#findings.push({
      verdict,
      severity,
      attribute,
      secret: secret === undefined || secret === "" ? null : secret,
      key: key === undefined || key === "" ? null : key,
      ...place,
      message,
    });
  }
}

function readWhat(secret: string, key: string | undefined): string {
  return key === undefined ? `the secret ${secret}` : `key ${key} of secret ${secret}`;
}

/** `pachd.tls.newSecret.crt` → `pachd.tls.secretName` */
function tlsNameOf(attribute: string | undefined): string | undefined {
  const [, base] = /^(\w+\.tls)\.(?:newSecret|secret)\./.exec(attribute ?? "") ?? [];
  return base === undefined ? undefined : `${base}.secretName`;
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
