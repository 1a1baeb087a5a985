import type { GoJson } from "../../apimachinery/go-json.js";
import { asObject } from "../../apimachinery/json-value.js";
import { required } from "../validation/field-errors.js";
import { subdomainErrors } from "../validation/words.js";
import { containerErrors, podDefaults, specOf, withSpec } from "./pod-specs.js";
import type { Resource } from "./resource.js";

/** The workers of pipelines, as far as their references to secrets are concerned: nothing runs here. */
export const REPLICATION_CONTROLLERS: Resource = {
  plural: "replicationcontrollers",
  singular: "replicationcontroller",
  kind: "ReplicationController",
  shortNames: ["rc"],
  isNamespaced: true,
  ...withSpec({ replicas: 0 }),
  withDefaults(object) {
    const spec = specOf(object);
    const template = asObject(spec.template);
    const labels = asObject(asObject(template?.metadata)?.labels) ?? {};
    const own = new Map(Object.entries(labels) as [string, string][]);
    const { metadata } = object;
    const pod = template && { template: { ...template, spec: podDefaults(asObject(template.spec) ?? {}) } };
    const defaulted = { replicas: 1, selector: labels, ...spec, ...pod };
    return {
      ...object,
      metadata: { ...metadata, generation: 1, labels: metadata.labels.size > 0 ? metadata.labels : own },
      rest: { ...object.rest, spec: defaulted as unknown as GoJson },
    };
  },
  nameErrors: subdomainErrors,
  errors(object) {
    const template = asObject(specOf(object).template);
    if (template === undefined) return [required("spec.template")];
    return containerErrors(asObject(template.spec), "spec.template.spec");
  },
  columns: [
    { name: "Desired", description: "", cell: (object) => Number(specOf(object).replicas) },
    { name: "Current", description: "", cell: () => 0 },
    { name: "Ready", description: "", cell: () => 0 },
  ],
  selectable: { "status.replicas": () => "0" },
};
