import type { V1ReplicationController } from "@kubernetes/client-node";
import { asObject, isObject } from "../apimachinery/json-value.js";
import type { Wire } from "../apimachinery/wire.js";
import { PachctlError } from "../errors.js";
import type { TransportReply } from "../transport/transport.js";
import type { Api } from "./api.js";
import { notKubernetes } from "./api-errors.js";
import { asObjectMeta, stringMap } from "./object-meta.js";
import type { Operation, Resource } from "./operation.js";
import { jsonObject } from "./status.js";

const REPLICATION_CONTROLLERS: Resource = {
  plural: "replicationcontrollers",
  singular: "replicationcontroller",
  kind: "ReplicationController",
};

/** pachd's own selector for the workers of all pipelines (kube_driver.go). */
const PIPELINES = "suite=pachyderm,pipelineName";

/** A pipeline's ReplicationController; only metadata and the pod's spec are looked at. */
export type Worker = Wire<V1ReplicationController>;

/** The workers of pipelines: there is a controller for each, also while nothing of it runs. */
export class Workers {
  readonly #api: Api;
  /** Undefined: all of them. */
  readonly #namespace: string | undefined;

  constructor(api: Api, namespace: string | undefined) {
    this.#api = api;
    this.#namespace = namespace;
  }

  /**
   * All of them, in one request.
   * @returns undefined when it is not allowed to look
   * @throws PachctlError for every other failure
   */
  async list(): Promise<Worker[] | undefined> {
    const namespace = this.#namespace;
    const operation: Operation = {
      verb: "list",
      resource: REPLICATION_CONTROLLERS,
      name: undefined,
      namespace,
      server: this.#api.server,
    };
    const path =
      namespace === undefined
        ? "/api/v1/replicationcontrollers"
        : `/api/v1/namespaces/${namespace}/replicationcontrollers`;
    try {
      const reply = await this.#api.read(
        { method: "GET", path, accept: "application/json", query: { labelSelector: PIPELINES } },
        operation,
      );
      const workers = this.#parse(reply);
      if (workers === undefined) throw notKubernetes(reply, operation);
      return workers;
    } catch (error) {
      if (error instanceof PachctlError && error.kind === "forbidden") return undefined;
      throw error;
    }
  }

  #parse(reply: TransportReply): Worker[] | undefined {
    const list = jsonObject(reply);
    const items = list?.items;
    if (list?.kind !== "ReplicationControllerList" || !Array.isArray(items)) return undefined;
    const isAnswer = (item: unknown): boolean => {
      if (!isObject(item)) return false;
      const metadata = asObjectMeta(item.metadata);
      if (metadata === undefined || (this.#namespace ?? metadata.namespace) !== metadata.namespace)
        return false;
      const isNamed = [metadata.labels, metadata.annotations].every((map) => stringMap(map) !== undefined);
      const template = asObject(asObject(item.spec)?.template);
      return isNamed && (template?.spec === undefined || isPod(template.spec));
    };
    return items.every(isAnswer) ? (items as Worker[]) : undefined;
  }
}

/** Has a pod's spec the shape that references to secrets are looked for in? */
function isPod(spec: unknown): boolean {
  if (!isObject(spec)) return false;
  const { volumes, containers, initContainers, imagePullSecrets }: Record<string, unknown> = spec;
  const lists = [volumes, containers, initContainers, imagePullSecrets].map(objects);
  if (lists.includes(undefined)) return false;
  const inner = [containers, initContainers].flatMap((list) => objects(list) ?? []);
  const sources = (objects(volumes) ?? []).map((volume) => asObject(volume.projected)?.sources);
  return [...inner.flatMap(({ env, envFrom }) => [env, envFrom]), ...sources].every(
    (list) => objects(list) !== undefined,
  );
}

/** A list of maps, or nothing at all. @returns undefined when it is something else */
function objects(list: unknown): Record<string, unknown>[] | undefined {
  if (list === undefined || list === null) return [];
  return Array.isArray(list) && list.every(isObject) ? list : undefined;
}
