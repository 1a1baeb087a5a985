import type { GoJson } from "../../apimachinery/go-json.js";
import { subdomainErrors } from "../validation/words.js";
import { containerErrors, podDefaults, specOf, withSpec } from "./pod-specs.js";
import type { Resource } from "./resource.js";

/** Pods that nobody runs: what can be seen of an installation. */
export const PODS: Resource = {
  plural: "pods",
  singular: "pod",
  kind: "Pod",
  shortNames: ["po"],
  isNamespaced: true,
  ...withSpec({ phase: "Pending", qosClass: "BestEffort" }),
  withDefaults(pod) {
    const spec = { ...podDefaults(specOf(pod)), enableServiceLinks: true };
    const metadata = { ...pod.metadata, generation: 1 };
    return { ...pod, metadata, rest: { ...pod.rest, spec: spec as GoJson } };
  },
  nameErrors: subdomainErrors,
  errors: (pod) => containerErrors(specOf(pod), "spec"),
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
