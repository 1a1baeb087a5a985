import type { ChartValues } from "../chart-values.js";

/** A key of a secret that the chart makes itself. */
export interface MadeKey {
  secret: string;
  key: string;
  source: "raw" | "default" | "generated" | "derived";
  /** Where the value comes from, or could come from. */
  attribute: string | undefined;
  /** Written into the template without quotes, so that YAML decides what it is. */
  isUnquoted?: boolean;
}

/** What a workload of the installation reads. */
export interface Reading {
  secret: string;
  /** Undefined for a secret that is read whole. */
  key: string | undefined;
  readers: readonly string[];
  /** The attribute that named the secret, or its key; undefined where the chart's own name is used. */
  attribute: string | undefined;
  /** What it is used for, where that asks for a form. */
  use?: "pull" | "tls";
}

/** Something that stops the install, or an upgrade. */
export interface Stop {
  attribute: string;
  message: string;
}

/** Something that cannot work, whatever a secret holds. */
export interface Defect {
  attribute: string;
  secret: string | undefined;
  key: string | undefined;
  message: string;
}

/** What the chart does about secrets with some values. */
export interface ChartOutcome {
  made: readonly MadeKey[];
  readings: readonly Reading[];
  stops: readonly Stop[];
  defects: readonly Defect[];
}

/** What the chart does with some values, as it is put together, and what of them decides everywhere. */
export class Rendering implements ChartOutcome {
  readonly made: MadeKey[] = [];
  readonly readings: Reading[] = [];
  readonly stops: Stop[] = [];
  readonly defects: Defect[] = [];
  readonly values: ChartValues;
  readonly hasPachd: boolean;
  /** The enterprise server, which 2.12 does not have. */
  readonly hasServer: boolean;
  /** pachd's own kind: from 2.5 on pachw reads what it reads. */
  readonly pachds: readonly string[];

  constructor(values: ChartValues) {
    this.values = values;
    this.hasPachd = values.isOn("pachd.enabled");
    this.hasServer = values.version.generation !== "community" && values.isOn("enterpriseServer.enabled");
    this.pachds = this.hasPachd ? (values.from("2.5.0") ? ["pachd", "pachw"] : ["pachd"]) : [];
    if (this.hasPachd && this.hasServer && values.from("2.3.5")) {
      this.stop(
        "enterpriseServer.enabled",
        "pachd and the enterprise server cannot be enabled in the same namespace",
      );
    }
  }

  /** pachd and the enterprise server read alike, where they are. */
  get servers(): string[] {
    return [...(this.hasPachd ? ["pachd"] : []), ...(this.hasServer ? ["enterprise server"] : [])];
  }

  get license(): string {
    const named = this.values.text("pachd.enterpriseLicenseKeySecretName");
    if (named !== "") return named;
    return this.values.isOn("pachd.enterpriseLicenseKey") ? "pachyderm-license" : "";
  }

  get isAuthRendered(): boolean {
    const values = this.values;
    if (!values.isOn("pachd.activateAuth")) return false;
    const isMember = values.isOn("pachd.activateEnterpriseMember");
    return values.version.generation === "community" || this.license !== "" || isMember;
  }

  /** @param secret empty for what lands in no secret at all */
  make(
    secret: string,
    key: string,
    source: MadeKey["source"],
    attribute: string | undefined,
    isUnquoted = false,
  ): void {
    this.made.push({ secret, key, source, attribute, ...(isUnquoted && { isUnquoted }) });
  }

  read(
    secret: string,
    key: string | undefined,
    readers: readonly string[],
    attribute?: string,
    use?: Reading["use"],
  ): void {
    if (readers.length > 0)
      this.readings.push({ secret, key, readers, attribute, ...(use !== undefined && { use }) });
  }

  stop(attribute: string, message: string): void {
    this.stops.push({ attribute, message });
  }

  defect(attribute: string, message: string, secret?: string, key?: string): void {
    this.defects.push({ attribute, message, secret, key });
  }
}
