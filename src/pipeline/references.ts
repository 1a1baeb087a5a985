import { isObject, kindOf } from "../apimachinery/json-value.js";
import { nearest } from "../apimachinery/shown.js";
import type { Path } from "../source/path.js";
import { type Finding, finding, type Place } from "./finding.js";
import { memberOf, type PipelineSpec, partOf, type SpecPart, snakeCase } from "./spec.js";

/** An entry of `transform.secrets`; what is not set is "". */
export interface SecretEntry {
  name: string;
  key: string;
  envVar: string;
  mountPath: string;
  place: Place;
}

export interface PullSecret {
  name: string;
  place: Place;
}

export interface EgressSecret {
  name: string;
  key: string;
  place: Place;
}

/** A secret that a patch of the worker pod names; without a key, all of it. */
export interface PatchReference {
  use: "variable" | "variables" | "volume" | "pull";
  name: string;
  key: string | undefined;
  isOptional: boolean;
  place: Place;
}

/** All secret references of one pipeline. */
export interface References {
  secrets: SecretEntry[];
  pullSecrets: PullSecret[];
  egress: EgressSecret | undefined;
  patches: PatchReference[];
  /** What has the wrong shape, and is in none of the others. */
  findings: Finding[];
}

const ENTRY_FIELDS = ["name", "key", "mountPath", "envVar"] as const;

/** Reads the references of a spec; of what has the wrong shape, a finding tells. */
export function referencesOf(spec: PipelineSpec): References {
  return new ReferenceReader(spec).read();
}

class ReferenceReader {
  readonly #spec: PipelineSpec;
  readonly #findings: Finding[] = [];

  constructor(spec: PipelineSpec) {
    this.#spec = spec;
  }

  read(): References {
    this.#misplaced();
    return {
      secrets: this.#secrets(),
      pullSecrets: this.#pullSecrets(),
      egress: this.#egress(),
      patches: ["podSpec", "podPatch"].flatMap((field) => this.#patch(field)),
      findings: this.#findings,
    };
  }

  #error(place: Place, message: string): undefined {
    this.#findings.push(finding("error", this.#spec, place, message));
  }

  /** Fields beside the right ones that are probably meant to be them, and fields spelt twice. */
  #misplaced(): void {
    const [own] = this.#spec.layers;
    if (own === undefined) return;
    const whole: SpecPart = { layer: own, path: [], value: own.request };
    for (const name of ["secrets", "imagePullSecrets"]) {
      const member = memberOf(own.request, name);
      if (member !== undefined) {
        this.#error({ part: whole, path: [member.key], end: "key" }, `belongs under transform`);
      }
    }
    const transform = partOf(this.#spec, ["transform"]);
    if (transform === undefined || !isObject(transform.value)) return;
    this.#twice(transform, ["imagePullSecrets"]);
    for (const key of Object.keys(transform.value)) {
      if (["secrets", "imagePullSecrets", "image_pull_secrets"].includes(key)) continue;
      const meant = /secret/i.test(key) ? nearest(key, ["secrets", "imagePullSecrets"]) : undefined;
      if (meant === undefined) continue;
      this.#error(
        { part: transform, path: [key], end: "key" },
        `unknown field "${key}"; did you mean ${meant}?`,
      );
    }
  }

  /** protojson refuses both spellings of one field. */
  #twice(part: SpecPart, names: readonly string[]): void {
    const map = part.value;
    if (!isObject(map)) return;
    for (const name of names) {
      const snake = snakeCase(name);
      if (snake === name || !Object.hasOwn(map, name) || !Object.hasOwn(map, snake)) continue;
      this.#error({ part, path: [snake], end: "key" }, `duplicate field: ${name} is there as well`);
    }
  }

  #list(part: SpecPart | undefined): unknown[] {
    if (part === undefined) return [];
    if (Array.isArray(part.value)) return part.value;
    this.#error({ part }, `must be a list, and is ${kindOf(part.value)}`);
    return [];
  }

  #secrets(): SecretEntry[] {
    const part = partOf(this.#spec, ["transform", "secrets"]);
    return this.#list(part).flatMap((value, at) => {
      const entry: SpecPart = { ...(part as SpecPart), path: [...(part as SpecPart).path, at], value };
      const fields = this.#strings(entry, ENTRY_FIELDS);
      return fields === undefined ? [] : [{ ...fields, place: { part: entry } }];
    });
  }

  /** The fields of a map whose fields are all text. @returns nothing when it is no map */
  #strings<N extends string>(part: SpecPart, names: readonly N[]): Record<N, string> | undefined {
    const map = part.value;
    if (!isObject(map)) return this.#error({ part }, `must be a map, and is ${kindOf(map)}`);
    const known = names.flatMap((name) => [name, snakeCase(name)]);
    for (const key of Object.keys(map).filter((each) => !known.includes(each))) {
      const meant = nearest(key, known);
      const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
      this.#error({ part, path: [key], end: "key" }, `unknown field "${key}"${hint}`);
    }
    this.#twice(part, names);
    const read = (name: N): string => {
      const member = memberOf(map, name);
      if (member === undefined || member.value === null) return "";
      if (typeof member.value === "string") return member.value;
      this.#error(
        { part, path: [member.key] },
        `must be a string (quote it), and is ${kindOf(member.value)}`,
      );
      return "";
    };
    return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<N, string>;
  }

  #pullSecrets(): PullSecret[] {
    const part = partOf(this.#spec, ["transform", "imagePullSecrets"]);
    return this.#list(part).flatMap((name, at) => {
      const place: Place = { part: part as SpecPart, path: [at] };
      if (typeof name === "string") return [{ name, place }];
      this.#error(place, `must be a string, and is ${kindOf(name)}`);
      return [];
    });
  }

  #egress(): EgressSecret | undefined {
    const database = partOf(this.#spec, ["egress", "sqlDatabase"]);
    if (database === undefined || !isObject(database.value)) return undefined;
    const part = partOf(this.#spec, ["egress", "sqlDatabase", "secret"]);
    // pachd's words (src/server/pfs/pfs.go).
    if (part === undefined) return this.#error({ part: database }, "egress.sql_database.secret is required");
    if (this.#strings(part, ["name", "key"] as const) === undefined) return undefined;
    // Each of them may come from the defaults.
    const [name, key] = ["name", "key"].map((field) => {
      const value = partOf(this.#spec, ["egress", "sqlDatabase", "secret", field])?.value;
      return typeof value === "string" ? value : "";
    });
    if (name && key) return { name, key, place: { part } };
    return this.#error(
      { part },
      "egress.sql_database.secret.name and egress.sql_database.secret.key are required",
    );
  }

  /** References within JSON that is written as text. */
  #patch(field: string): PatchReference[] {
    const part = partOf(this.#spec, [field]);
    if (part === undefined || part.value === "") return [];
    if (typeof part.value !== "string") {
      this.#error({ part }, `must be JSON in a string, and is ${kindOf(part.value)}`);
      return [];
    }
    try {
      return referencesIn(JSON.parse(part.value), { part });
    } catch (error) {
      // The stack ends before the nesting does.
      const reason = error instanceof RangeError ? "is nested too deeply" : "is not valid JSON";
      this.#error({ part }, reason);
      return [];
    }
  }
}

/** The references that stand anywhere in a pod, a part of one, or a JSON patch of one. */
function referencesIn(value: unknown, place: Place, field?: string): PatchReference[] {
  if (Array.isArray(value)) {
    return value.flatMap((element) => referencesIn(element, place, field));
  }
  if (!isObject(value)) return [];
  const own = referenceOf(value, field, place);
  if (own !== undefined) return [own];
  // An operation of a JSON patch names the field in its path: `/imagePullSecrets/-`.
  const patched =
    typeof value.op === "string" && typeof value.path === "string" ? fieldOfPath(value.path) : undefined;
  return Object.entries(value).flatMap(([key, inner]) =>
    referencesIn(inner, place, key === "value" && patched !== undefined ? patched : key),
  );
}

function fieldOfPath(path: string): string | undefined {
  return path.split("/").findLast((segment) => segment !== "-" && !/^\d+$/.test(segment));
}

function referenceOf(
  value: Record<string, unknown>,
  field: string | undefined,
  place: Place,
): PatchReference | undefined {
  const name = field === "secret" ? (value.secretName ?? value.name) : value.name;
  if (typeof name !== "string") return undefined;
  const common = { name, isOptional: value.optional === true, place };
  switch (field) {
    case "secretKeyRef":
      return { ...common, use: "variable", key: typeof value.key === "string" ? value.key : undefined };
    case "secretRef":
      return { ...common, use: "variables", key: undefined };
    case "secret":
      return { ...common, use: "volume", key: undefined };
    case "imagePullSecrets":
      return { ...common, use: "pull", key: undefined };
    default:
      return undefined;
  }
}

/** Of a place, for a finding about one of its fields: the field as it is spelt there. */
export function fieldPlace({ part, path = [] }: Place, name: string): Place {
  const member = isObject(part.value) ? memberOf(part.value, name) : undefined;
  const field: Path = member === undefined ? [] : [member.key];
  return { part, path: [...path, ...field] };
}
