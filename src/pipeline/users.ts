import type { V1Container, V1PodSpec, V1ReplicationController } from "@kubernetes/client-node";
import type { Wire } from "../apimachinery/wire.js";

/** How a pipeline uses a secret. */
export type Use = "variable" | "mount" | "pull";

/** A pipeline that uses a secret. */
export interface SecretUser {
  /** With its project in front, unless that is the default one. */
  pipeline: string;
  uses: readonly Use[];
}

/** By `NAMESPACE/NAME` of the secret. */
export type SecretUsers = ReadonlyMap<string, readonly SecretUser[]>;

/** Variables that pachd sets from secrets of its own. */
const SYSTEM_VARIABLES: ReadonlySet<string> = new Set(["POSTGRES_PASSWORD", "DET_PASS"]);
const SYSTEM_SECRET = /^(?:pachyderm-storage-secret$|spout-pachctl-secret-)/;

/** Which pipelines use which secrets, by the pod templates of their workers; what pachd itself adds is left out. */
export function secretUsers(workers: readonly Wire<V1ReplicationController>[]): SecretUsers {
  const users = new Map<string, Map<string, Set<Use>>>();
  for (const { metadata, spec } of workers) {
    const pod = spec?.template?.spec;
    if (pod === undefined) continue;
    const pipeline = pipelineOf(metadata?.annotations ?? {}, metadata?.labels ?? {});
    for (const { name, use } of usesIn(pod)) {
      if (SYSTEM_SECRET.test(name)) continue;
      const key = `${metadata?.namespace ?? ""}/${name}`;
      const ofSecret = users.get(key) ?? new Map<string, Set<Use>>();
      users.set(key, ofSecret.set(pipeline, (ofSecret.get(pipeline) ?? new Set()).add(use)));
    }
  }
  return new Map(
    [...users].map(([key, pipelines]) => [
      key,
      [...pipelines].sort().map(([pipeline, uses]) => ({ pipeline, uses: [...uses].sort() })),
    ]),
  );
}

/** Labels and annotations carry the same names (worker_rc.go). */
function pipelineOf(...maps: readonly Readonly<Record<string, string>>[]): string {
  const find = (key: string): string | undefined => maps.map((map) => map[key]).find(Boolean);
  const project = find("pipelineProject");
  const name = find("pipelineName") ?? "";
  return project === undefined || project === "default" ? name : `${project}/${name}`;
}

function usesIn(pod: Wire<V1PodSpec>): { name: string; use: Use }[] {
  const mounts = (pod.volumes ?? []).flatMap(({ secret, projected }) => [
    secret?.secretName,
    ...(projected?.sources ?? []).map((source) => source.secret?.name),
  ]);
  const variables = [...(pod.containers ?? []), ...(pod.initContainers ?? [])].flatMap(variablesOf);
  const pulls = (pod.imagePullSecrets ?? []).map(({ name }) => name);
  const named = (names: readonly (string | undefined)[], use: Use) =>
    names.flatMap((name) => (name === undefined ? [] : [{ name, use }]));
  return [...named(mounts, "mount"), ...named(variables, "variable"), ...named(pulls, "pull")];
}

function variablesOf({ env, envFrom }: Wire<V1Container>): (string | undefined)[] {
  const own = (env ?? []).filter(({ name }) => !SYSTEM_VARIABLES.has(name));
  return [
    ...own.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ...(envFrom ?? []).map(({ secretRef }) => secretRef?.name),
  ];
}

/** `edges (mount), team/montage (pull, variable)` */
export function usersText(users: readonly SecretUser[]): string {
  return users.map(({ pipeline, uses }) => `${pipeline} (${uses.join(", ")})`).join(", ");
}
