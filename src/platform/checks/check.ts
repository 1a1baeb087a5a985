import type { SecretData } from "../../secret/secret.js";
import { renderSecrets } from "../chart/chart.js";
import type { ChartOutcome, MadeKey } from "../chart/rendering.js";
import type { ChartValues } from "../chart-values.js";
import type { PlatformFinding, PlatformSeverity, Verdict } from "../platform-finding.js";
import type { PlatformSecret } from "../platform-secret.js";
import { secretsOf } from "../secrets-map.js";

/** A secret of the namespace. */
export interface FoundSecret {
  type: string;
  data: SecretData;
  /** Did Helm make it, for a release? */
  isHelms: boolean;
}

/** @returns nothing when there is no such secret */
export type FindSecret = (name: string) => FoundSecret | undefined;

interface About {
  secret?: string | undefined;
  key?: string | undefined;
}

/** What an installation with some values is asked about, and what is found. */
export class Check {
  readonly values: ChartValues;
  readonly find: FindSecret;
  readonly now: Date;
  readonly outcome: ChartOutcome;
  /** What this version of the chart knows. */
  readonly rows: readonly PlatformSecret[];
  readonly findings: PlatformFinding[] = [];
  /** The names of the secrets that the chart makes with these values. */
  readonly made: ReadonlySet<string>;
  /** Attributes that can do nothing, so that nothing else is to say about them. */
  readonly broken: ReadonlySet<string>;

  constructor(values: ChartValues, find: FindSecret, now: Date) {
    this.values = values;
    this.find = find;
    this.now = now;
    this.outcome = renderSecrets(values);
    this.rows = secretsOf(values.version);
    this.made = new Set(this.outcome.made.map(({ secret }) => secret));
    this.broken = new Set(this.outcome.defects.map(({ attribute }) => attribute));
  }

  sorted(): PlatformFinding[] {
    const order = new Map(this.values.files.files.map(({ label }, at) => [label, at]));
    const placeOf = ({ file }: PlatformFinding): number => order.get(file) ?? 0;
    return this.findings.sort((a, b) => placeOf(a) - placeOf(b) || a.line - b.line || a.column - b.column);
  }

  isRead({ secret, key }: MadeKey): boolean {
    return (
      secret === "" ||
      this.outcome.readings.some((reading) => reading.secret === secret && (reading.key ?? key) === key)
    );
  }

  add(verdict: Verdict, severity: PlatformSeverity, attribute: string, message: string, about: About): void {
    const [, path = attribute, index] = /^(.*?)\[(\d+)\]/.exec(attribute) ?? [];
    const place = this.values.files.placeOf(path, index === undefined ? undefined : Number(index));
    const { secret, key } = about;
    this.findings.push({
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
