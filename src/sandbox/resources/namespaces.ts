import type { GoJson } from "../../apimachinery/go-json.js";
import type { DeleteOptions } from "../decoding/delete-options.js";
import { ANY } from "../decoding/fields.js";
import { conflict, forbiddenRequest, notFound } from "../http/statuses.js";
import { dnsLabelErrors } from "../validation/words.js";
import { type ApiObject, apiTime, type Versioned } from "./objects.js";
import type { Resource } from "./resource.js";

const IMMORTAL: ReadonlySet<string> = new Set(["default", "kube-public", "kube-system"]);
/** The label by which selectors find a namespace. */
const NAME_LABEL = "kubernetes.io/metadata.name";

export const NAMESPACES: Resource = {
  plural: "namespaces",
  singular: "namespace",
  kind: "Namespace",
  shortNames: ["ns"],
  isNamespaced: false,
  fields: { spec: { type: ANY, number: 2 }, status: { type: ANY, number: 3 } },
  store: () => ({ rest: withPhase("Active"), managed: [] }),
  withDefaults(namespace) {
    const labels = new Map(namespace.metadata.labels).set(NAME_LABEL, namespace.metadata.name);
    return { ...namespace, metadata: { ...namespace.metadata, labels } };
  },
  nameErrors: dnsLabelErrors,
  errors: () => [],
  columns: [{ name: "Status", description: "The status of the namespace", cell: phaseOf }],
  selectable: { "status.phase": phaseOf },
  initial: ["default", "kube-node-lease", "kube-public", "kube-system"].map((name) => ({ name })),
  /** Marks it as terminating. It stays: nothing here empties it, as on a server without controllers. */
  remove(found, options, { name, now }) {
    if (IMMORTAL.has(name)) {
      const message = `namespaces "${name}" is forbidden: this namespace may not be deleted`;
      throw forbiddenRequest(message, { name, kind: "namespaces" });
    }
    if (found === undefined) throw notFound("namespaces", name);
    checkPreconditions(options, found);
    if (phaseOf(found.object) === "Terminating") return undefined;
    const metadata = { ...found.object.metadata, deletionTimestamp: apiTime(now()) };
    return { ...found.object, metadata, rest: withPhase("Terminating") };
  },
};

function withPhase(phase: string): Record<string, GoJson> {
  return { spec: { finalizers: ["kubernetes"] }, status: { phase } };
}

export function phaseOf({ rest: { status } }: ApiObject): string {
  return typeof status === "object" && status !== null && "phase" in status ? String(status.phase) : "";
}

/** The same as for other objects in the words of another layer: namespaces are deleted by an update. */
function checkPreconditions({ uid, resourceVersion }: DeleteOptions, { object, revision }: Versioned): void {
  const { name, uid: actualUid } = object.metadata;
  const check = (what: string, wanted: string | undefined, actual: string) => {
    if (wanted === undefined || wanted === actual) return;
    const reason = `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${actual}`;
    throw conflict("namespaces", name, reason);
  };
  check("UID", uid, actualUid);
  check("ResourceVersion", resourceVersion, String(revision));
}
