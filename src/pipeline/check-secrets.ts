import { nearest } from "../apimachinery/shown.js";
import { type Finding, finding, type Place } from "./finding.js";
import type { References } from "./references.js";
import { type PipelineSpec, partOf } from "./spec.js";

/** What is known of a secret; no value is kept. */
export interface KnownSecret {
  type: string;
  keys: ReadonlySet<string>;
  /** Of a docker config: the registries that it has credentials for. */
  registries: readonly string[];
}

/** @returns nothing when there is no such secret */
export type LookUp = (name: string) => KnownSecret | undefined;

const DOCKER_HUB = "index.docker.io";
const PULL_TYPES: readonly string[] = ["kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"];

/** The names of all secrets that a pipeline refers to. */
export function namesOf({ secrets, pullSecrets, egress, patches }: References): string[] {
  const all = [...secrets, ...pullSecrets, ...(egress === undefined ? [] : [egress]), ...patches];
  return [...new Set(all.map(({ name }) => name).filter((name) => name !== ""))];
}

/** Do the secrets and keys that the references name exist, and can images be pulled with them? */
export function checkSecrets(spec: PipelineSpec, references: References, lookUp: LookUp): Finding[] {
  const check = new SecretCheck(spec, lookUp);
  for (const { name, key, envVar, place } of references.secrets) {
    if (name !== "") check.secret(name, envVar === "" ? undefined : key || undefined, place);
  }
  if (references.egress !== undefined)
    check.secret(references.egress.name, references.egress.key, references.egress.place);
  for (const { name, place } of references.pullSecrets) if (name !== "") check.pullSecret(name, place);
  for (const { use, name, key, isOptional, place } of references.patches) {
    if (isOptional) continue;
    if (use === "pull") check.pullSecret(name, place);
    else check.secret(name, key, place);
  }
  return check.findings;
}

class SecretCheck {
  readonly findings: Finding[] = [];
  readonly #spec: PipelineSpec;
  readonly #lookUp: LookUp;

  constructor(spec: PipelineSpec, lookUp: LookUp) {
    this.#spec = spec;
    this.#lookUp = lookUp;
  }

  /** In pachd's words (validateSecret). */
  secret(name: string, key: string | undefined, place: Place): void {
    const found = this.#lookUp(name);
    if (found === undefined) {
      const fix = ["create", "secret", "generic", name, `--from-file=${key ?? "KEY"}=FILE`];
      this.#error(place, `missing Kubernetes secret ${name}`, fix);
    } else if (key !== undefined && !found.keys.has(key)) {
      const meant = nearest(key, [...found.keys]);
      const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
      this.#error(place, `Kubernetes secret ${name} missing key ${key}${hint}`);
    }
  }

  pullSecret(name: string, place: Place): void {
    const found = this.#lookUp(name);
    const image = partOf(this.#spec, ["transform", "image"])?.value;
    const registry = registryOf(typeof image === "string" ? image : "");
    if (found === undefined) {
      // Docker Hub is the default.
      const server = registry === DOCKER_HUB ? [] : [`--docker-server=${registry ?? "REGISTRY"}`];
      const words = [
        "create",
        "secret",
        "docker-registry",
        name,
        ...server,
        "--docker-username=USER",
        "--docker-password-stdin",
      ];
      this.#error(place, `missing Kubernetes secret ${name}`, words);
    } else if (!PULL_TYPES.includes(found.type)) {
      this.#error(
        place,
        `secret ${name} has type ${found.type}; images are pulled with ${PULL_TYPES[0]} only`,
      );
    } else if (registry !== undefined && !found.registries.some((each) => isFor(each, registry))) {
      const message = `secret ${name} has no credentials for ${registry}, where the image comes from`;
      this.findings.push(finding("warning", this.#spec, place, message));
    }
  }

  #error(place: Place, message: string, fix?: readonly string[]): void {
    this.findings.push(finding("error", this.#spec, place, message, fix));
  }
}

/** The registry of an image, by the rule of the container runtimes; nothing for a name that is still a template. */
export function registryOf(image: string): string | undefined {
  if (image === "" || /[{$<]/.test(image)) return undefined;
  const [first = "", ...rest] = image.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return isHost ? first : DOCKER_HUB;
}

/** Credentials are kept under a URL or a host, Docker Hub's under one of several. */
function isFor(entry: string, registry: string): boolean {
  const host = entry.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  const hosts =
    registry === DOCKER_HUB ? ["index.docker.io", "docker.io", "registry-1.docker.io"] : [registry];
  return hosts.some((each) => host === each || (host.startsWith("*.") && each.endsWith(host.slice(1))));
}
