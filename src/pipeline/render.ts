import type { References } from "./references.js";

interface VolumeMount {
  name: string;
  mountPath: string;
}

/** What the secret references of a pipeline add to its worker pod: a pod template, as far as they touch it. */
export interface WorkerPod {
  spec: {
    initContainers?: { name: "init"; volumeMounts: VolumeMount[] }[];
    containers: { name: "user" | "storage"; env?: unknown[]; volumeMounts?: VolumeMount[] }[];
    volumes?: { name: string; secret: { secretName: string } }[];
    imagePullSecrets?: { name: string }[];
  };
}

/** As pachd does (src/server/pps/server/worker_rc.go, addSecrets and others): in the order of the spec, nothing merged, nothing renamed. */
export function renderWorker({ secrets, pullSecrets, egress }: References): WorkerPod {
  const mounted = secrets.filter(({ mountPath }) => mountPath !== "");
  const volumeMounts = mounted.map(({ name, mountPath }) => ({ name, mountPath }));
  const env = secrets
    .filter(({ envVar }) => envVar !== "")
    .map(({ envVar, name, key }) => ({ name: envVar, valueFrom: { secretKeyRef: { name, key } } }));
  const storage =
    egress === undefined
      ? []
      : [
          {
            name: "PACHYDERM_SQL_PASSWORD",
            valueFrom: { secretKeyRef: { name: egress.name, key: egress.key } },
          },
        ];
  return {
    spec: {
      ...(mounted.length > 0 && { initContainers: [{ name: "init", volumeMounts }] }),
      containers: [
        { name: "user", ...(env.length > 0 && { env }), ...(mounted.length > 0 && { volumeMounts }) },
        { name: "storage", ...(storage.length > 0 && { env: storage }) },
      ],
      ...(mounted.length > 0 && {
        volumes: mounted.map(({ name }) => ({ name, secret: { secretName: name } })),
      }),
      ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map(({ name }) => ({ name })) }),
    },
  };
}
