import type { GoJson } from "../../apimachinery/go-json.js";
import { asObject } from "../../apimachinery/json-value.js";
import { ANY } from "../decoding/fields.js";
import { type FieldError, required } from "../validation/field-errors.js";
import { subdomainErrors } from "../validation/words.js";
import { LEAF } from "./managed-fields.js";
import type { ApiObject } from "./objects.js";
import { podDefaults } from "./pod-defaults.js";
import type { Resource } from "./resource.js";

type Json = Record<string, unknown>;

/** The workers of pipelines, as far as their references to secrets are concerned: nothing runs here. */
export const REPLICATION_CONTROLLERS: Resource = {
  plural: "replicationcontrollers",
  singular: "replicationcontroller",
  kind: "ReplicationController",
  shortNames: ["rc"],
  isNamespaced: true,
  fields: { spec: { type: ANY, number: 2 }, status: { type: ANY, number: 3 } },
  store: ({ spec }) => ({
    rest: { spec: (spec ?? {}) as GoJson, status: { replicas: 0 } },
    managed: new Map<string, GoJson>([["f:spec", LEAF]]),
  }),
  withDefaults(object) {
    const spec = specOf(object);
    const template = asObject(spec.template);
    const labels = asObject(asObject(template?.metadata)?.labels) ?? {};
    const own = new Map(Object.entries(labels) as [string, string][]);
    const { metadata } = object;
    const defaulted = {
      replicas: 1,
      selector: labels,
      ...spec,
      ...(template !== undefined && {
        template: { ...template, spec: podDefaults(asObject(template.spec) ?? {}) },
      }),
    };
    return {
      ...object,
      metadata: { ...metadata, generation: 1, labels: metadata.labels.size > 0 ? metadata.labels : own },
      rest: { ...object.rest, spec: defaulted as unknown as GoJson },
    };
  },
  nameErrors: subdomainErrors,
  errors(object): FieldError[] {
    const template = asObject(specOf(object).template);
    if (template === undefined) return [required("spec.template")];
    const containers = asObject(template.spec)?.containers;
    return Array.isArray(containers) && containers.length > 0
      ? []
      : [required("spec.template.spec.containers")];
  },
  columns: [
    { name: "Desired", description: "", cell: (object) => Number(specOf(object).replicas) },
    { name: "Current", description: "", cell: () => 0 },
    { name: "Ready", description: "", cell: () => 0 },
  ],
  selectable: { "status.replicas": () => "0" },
};

function specOf({ rest }: ApiObject): Json {
  return asObject(rest.spec) ?? {};
}
