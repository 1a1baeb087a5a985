import { goQuote } from "../../apimachinery/go-quote.js";
import { asObject, asText, isObject } from "../../apimachinery/json-value.js";
import { MAX_ANNOTATION_BYTES, maskedGenerateName } from "../../apimachinery/names.js";
import type { OwnerReference } from "../decoding/metadata.js";
import type { ObjectMeta } from "../resources/objects.js";
import { type FieldError, invalid, invalidPrinted, required, tooManyBytes } from "./field-errors.js";
import { labelValueErrors, qualifiedNameErrors } from "./words.js";

/** What is wrong with a name, in the server's words. */
export type NameRule = (name: string) => string[];

/** The server's complaints about metadata, in its order (apimachinery v0.20 `ValidateObjectMeta`). */
export function metadataErrors(metadata: ObjectMeta, nameErrors: NameRule): FieldError[] {
  return [
    ...nameFieldErrors(metadata, nameErrors),
    ...(metadata.generation < 0
      ? [invalid("metadata.generation", metadata.generation, "must be greater than or equal to 0")]
      : []),
    ...labelErrors(metadata.labels),
    ...annotationErrors(metadata.annotations),
    ...ownerErrors(metadata.ownerReferences),
    ...finalizerErrors(metadata.finalizers),
    ...finalizerNameErrors(metadata.finalizers),
  ];
}

function nameFieldErrors({ name, generateName }: ObjectMeta, nameErrors: NameRule): FieldError[] {
  const errors: FieldError[] = [];
  if (generateName !== "") {
    const masked = maskedGenerateName(generateName);
    errors.push(...nameErrors(masked).map((text) => invalid("metadata.generateName", generateName, text)));
  }
  if (name === "") errors.push(required("metadata.name", "name or generateName is required"));
  else errors.push(...nameErrors(name).map((text) => invalid("metadata.name", name, text)));
  return errors;
}

function labelErrors(labels: ReadonlyMap<string, string>): FieldError[] {
  return [...labels].flatMap(([key, value]) => [
    ...qualifiedNameErrors(key).map((text) => invalid("metadata.labels", key, text)),
    ...labelValueErrors(value).map((text) => invalid("metadata.labels", value, text)),
  ]);
}

function annotationErrors(annotations: ReadonlyMap<string, string>): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of annotations) {
    errors.push(
      ...qualifiedNameErrors(key.toLowerCase()).map((text) => invalid("metadata.annotations", key, text)),
    );
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > MAX_ANNOTATION_BYTES) errors.push(tooManyBytes("metadata.annotations", MAX_ANNOTATION_BYTES));
  return errors;
}

function ownerErrors(owners: readonly OwnerReference[]): FieldError[] {
  const field = "metadata.ownerReferences";
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const owner of owners) {
    const { apiVersion, kind, name, uid } = owner;
    const hasVersion = /^[^/]+(\/[^/]+)?$|^\/[^/]+$/.test(apiVersion);
    if (!hasVersion) errors.push(invalid(`${field}.apiVersion`, apiVersion, "version must not be empty"));
    if (kind === "") errors.push(invalid(`${field}.kind`, kind, "must not be empty"));
    if (name === "") errors.push(invalid(`${field}.name`, name, "must not be empty"));
    if (uid === "") errors.push(invalid(`${field}.uid`, uid, "must not be empty"));
    if (apiVersion === "v1" && kind === "Event") {
      errors.push(
        invalidPrinted(field, printOwner(owner), "/v1, Kind=Event is disallowed from being an owner"),
      );
    }
    if (owner.controller !== true) continue;
    if (controller === undefined) {
      controller = name;
    } else {
      const text = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
      errors.push(invalidPrinted(field, `[]v1.OwnerReference{${owners.map(printOwner).join(", ")}}`, text));
    }
  }
  return errors;
}

/** Go's `%#v`; the real one shows flags as addresses of memory, which say nothing. */
function printOwner({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference): string {
  const flag = (value: boolean | undefined) => (value === undefined ? "(*bool)(nil)" : "(*bool)(0x0)");
  const fields = [
    `APIVersion:${goQuote(apiVersion)}`,
    `Kind:${goQuote(kind)}`,
    `Name:${goQuote(name)}`,
    `UID:${goQuote(uid)}`,
    `Controller:${flag(controller)}`,
    `BlockOwnerDeletion:${flag(blockOwnerDeletion)}`,
  ];
  return `v1.OwnerReference{${fields.join(", ")}}`;
}

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

function finalizerErrors(finalizers: readonly string[]): FieldError[] {
  const field = "metadata.finalizers";
  const errors = finalizers.flatMap((name) =>
    qualifiedNameErrors(name).map((text) => invalid(field, name, text)),
  );
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    const printed = JSON.stringify(finalizers);
    errors.push(invalidPrinted(field, printed, "finalizer orphan and foregroundDeletion cannot be both set"));
  }
  return errors;
}

/** A second look at finalizers, which the server takes for its own kinds only (`ValidateFinalizerName` of core). */
function finalizerNameErrors(finalizers: readonly string[]): FieldError[] {
  const text = "name is neither a standard finalizer name nor is it fully qualified";
  return finalizers.flatMap((name, at) =>
    name.includes("/") || STANDARD_FINALIZERS.has(name)
      ? []
      : [invalid(`metadata.finalizers[${at}]`, name, text)],
  );
}

/** What is accepted and told all the same: an owner twice. @param sent metadata as decoded */
export function metadataWarnings(sent: unknown): string[] {
  const owners = isObject(sent) && Array.isArray(sent.ownerReferences) ? sent.ownerReferences : [];
  const texts = owners.map((owner) => JSON.stringify(Object.entries(asObject(owner) ?? {}).sort()));
  const twice = owners.filter((_, at) => texts.indexOf(texts[at] ?? "") !== at);
  const repeated = [...new Set(twice.map((owner) => asText(asObject(owner)?.uid) ?? ""))];
  if (repeated.length === 0) return [];
  return [
    `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${repeated.join(", ")}`,
  ];
}
