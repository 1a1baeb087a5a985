import { isObject } from "../../apimachinery/json-value.js";

type Json = Record<string, unknown>;

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
