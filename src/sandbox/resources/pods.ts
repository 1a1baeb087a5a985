import type { GoJson } from "../../apimachinery/go-json.js";
import { asObject } from "../../apimachinery/json-value.js";
import { ANY } from "../decoding/fields.js";
import { required } from "../validation/field-errors.js";
import { subdomainErrors } from "../validation/words.js";
import { LEAF } from "./managed-fields.js";
import type { ApiObject } from "./objects.js";
import { podDefaults } from "./pod-defaults.js";
import type { Resource } from "./resource.js";

/** Pods that nobody runs: what can be seen of an installation. */
export const PODS: Resource = {
  plural: "pods",
  singular: "pod",
  kind: "Pod",
  shortNames: ["po"],
  isNamespaced: true,
  fields: { spec: { type: ANY, number: 2 }, status: { type: ANY, number: 3 } },
  store: ({ spec }) => ({
    rest: { spec: (spec ?? {}) as GoJson, status: { phase: "Pending", qosClass: "BestEffort" } },
    managed: new Map<string, GoJson>([["f:spec", LEAF]]),
  }),
  withDefaults(pod) {
    const spec = { ...podDefaults(specOf(pod)), enableServiceLinks: true };
    return {
      ...pod,
      metadata: { ...pod.metadata, generation: 1 },
      rest: { ...pod.rest, spec: spec as GoJson },
    };
  },
  nameErrors: subdomainErrors,
  errors(pod) {
    const { containers } = specOf(pod);
    return Array.isArray(containers) && containers.length > 0 ? [] : [required("spec.containers")];
  },
  columns: [
    { name: "Ready", description: "", cell: () => "0/1" },
    { name: "Status", description: "", cell: () => "Pending" },
    { name: "Restarts", description: "", cell: () => "0" },
  ],
  selectable: { "status.phase": () => "Pending" },
  initial: [
    {
      name: "pachd",
      namespace: "default",
      labels: { app: "pachd", suite: "pachyderm" },
      body: { spec: { containers: [{ name: "pachd", image: "pachyderm/pachd" }] } },
    },
  ],
};

function specOf({ rest }: ApiObject): Record<string, unknown> {
  return asObject(rest.spec) ?? {};
}
