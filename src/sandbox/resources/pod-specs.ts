import type { GoJson } from "../../apimachinery/go-json.js";
import { asObject, isObject } from "../../apimachinery/json-value.js";
import { ANY } from "../decoding/fields.js";
import { type FieldError, required } from "../validation/field-errors.js";
import type { ApiObject } from "./objects.js";
import type { Resource } from "./resource.js";

type Json = Record<string, unknown>;

/** A resource whose spec is stored as it was sent, with a status that nobody changes here. */
export function withSpec(status: GoJson): Pick<Resource, "fields" | "store"> {
  return {
    fields: { spec: { type: ANY, number: 2 }, status: { type: ANY, number: 3 } },
    store: ({ spec }) => ({ rest: { spec: (spec ?? {}) as GoJson, status }, managed: ["f:spec"] }),
  };
}

export function specOf({ rest }: ApiObject): Json {
  return asObject(rest.spec) ?? {};
}

export function containerErrors(pod: Json | undefined, path: string): FieldError[] {
  const containers = pod?.containers;
  return Array.isArray(containers) && containers.length > 0 ? [] : [required(`${path}.containers`)];
}

/** What the server fills in of a pod's spec (SetDefaults_PodSpec and others), as far as references to secrets need it. */
export function podDefaults(pod: Json): Json {
  const containers = (list: unknown): unknown =>
    Array.isArray(list) ? list.map((each) => (isObject(each) ? containerDefaults(each) : each)) : undefined;
  const volumes = Array.isArray(pod.volumes) ? pod.volumes.map(volumeDefaults) : undefined;
  return {
    ...pod,
    ...(volumes !== undefined && { volumes }),
    ...(pod.initContainers !== undefined && { initContainers: containers(pod.initContainers) }),
    containers: containers(pod.containers) ?? [],
    restartPolicy: "Always",
    terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: pod.dnsPolicy ?? "ClusterFirst",
    securityContext: pod.securityContext ?? {},
    schedulerName: pod.schedulerName ?? "default-scheduler",
  };
}

function containerDefaults(container: Json): Json {
  const isLatest = !/:(?!latest$)[^/]+$/.test(String(container.image));
  return {
    resources: {},
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: isLatest ? "Always" : "IfNotPresent",
    ...container,
  };
}

function volumeDefaults(volume: unknown): unknown {
  if (!isObject(volume) || !isObject(volume.secret)) return volume;
  return { ...volume, secret: { defaultMode: 420, ...volume.secret } };
}
