import { checkSecretName } from "../apimachinery/name-words.js";
import type { SecretSummary, SecretWithValues } from "../secret/secret.js";
import type { TransportReply } from "../transport/transport.js";
import type { Api } from "./api.js";
import { notKubernetes } from "./api-errors.js";
import { type Operation, SECRETS } from "./operation.js";
import { parseSecret, parseTable } from "./replies.js";
import type { TimedReply } from "./server-clock.js";

/** An object that is changed or deleted only if it is still the one that was read. */
export interface Preconditions {
  uid: string;
  resourceVersion: string;
}

export const TABLE =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io";
export const JSON_ONLY = "application/json";
export const FIELD_MANAGER = "pachctl";

/** What reading and every kind of writing share: paths, operations, and reads of one secret. */
export class SecretAccess {
  readonly api: Api;
  readonly namespace: string;

  constructor(api: Api, namespace: string) {
    this.api = api;
    this.namespace = namespace;
  }

  operation(verb: Operation["verb"], name: string | undefined): Operation {
    return { verb, resource: SECRETS, name, namespace: this.namespace, server: this.api.server };
  }

  /** A name is checked again right where it becomes part of a path: `.` would name the whole collection. */
  path(name?: string): string {
    const collection = `/api/v1/namespaces/${this.namespace}/secrets`;
    if (name === undefined) return collection;
    checkSecretName(name);
    return `${collection}/${name}`;
  }

  /** The secret that the operation is about, without its values. @throws PachctlError not-found and others */
  async read(operation: Operation): Promise<SecretSummary> {
    const path = this.path(operation.name ?? "");
    const reply = await this.api.read(
      { method: "GET", path, accept: TABLE, query: { includeObject: "Metadata" } },
      operation,
    );
    const page = parseTable(reply);
    return this.#identified(page?.secrets.length === 1 ? page.secrets[0] : undefined, reply, operation);
  }

  /** The same with its values. @throws PachctlError not-found and others */
  async readWithValues(operation: Operation): Promise<TimedReply & { secret: SecretWithValues }> {
    const request = { method: "GET", path: this.path(operation.name ?? ""), accept: JSON_ONLY } as const;
    const { clock } = this.api.world;
    const asked = clock.now().getTime();
    const reply = await this.api.read(request, operation);
    const came = clock.now().getTime();
    return { secret: this.#identified(parseSecret(reply), reply, operation), reply, asked, came };
  }

  #identified<S extends SecretSummary>(
    secret: S | undefined,
    reply: TransportReply,
    operation: Operation,
  ): S {
    if (secret?.name === operation.name && secret?.namespace === this.namespace && secret.uid !== "")
      return secret;
    throw notKubernetes(reply, operation);
  }
}

export function withoutValues({ data: _, ...summary }: SecretWithValues): SecretSummary {
  return summary;
}
