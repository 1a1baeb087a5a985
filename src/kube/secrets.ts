import { parseLabelSelector } from "../apimachinery/label-selector.js";
import { checkSecretName, secretNameProblem } from "../apimachinery/name-words.js";
import type { NewSecret, SecretSummary, SecretWithValues } from "../secret/secret.js";
import type { TransportReply, TransportRequest } from "../transport/transport.js";
import { TransportError } from "../transport/transport-error.js";
import type { Api } from "./api.js";
import { alreadyExists, changedSince, notKubernetes, refusal } from "./api-errors.js";
import { asSent, creationDifferences, isMadeByUs } from "./creation-differences.js";
import { listPages } from "./list-pages.js";
import { type Operation, SECRETS } from "./operation.js";
import { parseSecret, parseSecretList, parseTable, type SecretPage } from "./replies.js";
import { secretJson } from "./secret-json.js";
import { type TimedReply, wasMadeBefore, wasMadeBeforeBy } from "./server-clock.js";
import {
  deleteResult,
  isConnectionLost,
  isRefusal,
  unknownOutcome,
  type WriteOutcome,
  wasNotLetThrough,
} from "./write-outcome.js";

export interface ListQuery {
  allNamespaces?: boolean;
  /** One that the server accepts. */
  labelSelector?: string | undefined;
  type?: string | undefined;
}

/** An object that is deleted only if it is still the one that was read. */
export interface Preconditions {
  uid: string;
  resourceVersion: string;
}

const TABLE =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io";
const JSON_ONLY = "application/json";
const FIELD_MANAGER = "pachctl";
/** Rows are small (half a kilobyte), whole secrets can have a mebibyte each. */
const TABLE_PAGE = "500";
const VALUES_PAGE = "50";

/** What is to become of a secret; null removes a key. */
export interface SecretChange {
  data?: Readonly<Record<string, string | null>>;
}

/** The secrets of one namespace: raw JSON, every reply checked to be the object that was asked for. */
export class Secrets {
  readonly namespace: string;
  readonly #api: Api;

  constructor(api: Api, namespace: string) {
    this.#api = api;
    this.namespace = namespace;
  }

  /** The secrets without their values: the server is not asked for them. */
  list(query: ListQuery): AsyncGenerator<SecretPage> {
    return this.#pages(query, TABLE, { includeObject: "Metadata", limit: TABLE_PAGE }, parseTable);
  }

  /** The secrets with their values. */
  listWithValues(query: ListQuery): AsyncGenerator<SecretPage<SecretWithValues>> {
    return this.#pages(query, JSON_ONLY, { limit: VALUES_PAGE }, parseSecretList);
  }

  /** One secret without its values. @throws PachctlError not-found and others */
  async get(name: string, verb: Operation["verb"] = "inspect"): Promise<SecretSummary> {
    const operation = this.#operation(verb, name);
    const reply = await this.#api.read(
      { method: "GET", path: this.#path(name), accept: TABLE, query: { includeObject: "Metadata" } },
      operation,
    );
    const page = parseTable(reply);
    return this.#identified(page?.secrets.length === 1 ? page.secrets[0] : undefined, reply, operation);
  }

  /** One secret with its values. @throws PachctlError not-found and others */
  async getWithValues(name: string): Promise<SecretWithValues> {
    const { secret } = await this.#readWithValues(this.#operation("inspect", name));
    return secret;
  }

  /**
   * Creates a secret; never changes one. A reply that got lost, or that holds something else than what was sent, is settled by
   * reading back.
   * @returns what the server created, or would create on a dry run, without its values
   * @throws PachctlError already-exists, rejected, forbidden, outcome-unknown and others
   */
  async create(secret: NewSecret, dryRun = false): Promise<SecretSummary> {
    const operation = {
      ...this.#operation("create", secret.name ?? secret.generateName),
      sent: { keys: Object.keys(secret.data), values: Object.values(secret.data) },
    };
    const started = this.#api.world.clock.now().getTime();
    const request: TransportRequest = {
      method: "POST",
      path: this.#path(),
      accept: JSON_ONLY,
      query: { fieldManager: FIELD_MANAGER, fieldValidation: "Strict", dryRun: dryRun ? "All" : undefined },
      body: secretJson(secret, this.namespace),
      values: Object.values(secret.data),
    };
    const outcome = await this.#api.write(request, operation);
    if (!(outcome instanceof TransportError)) {
      const created = outcome.status === 201 ? parseSecret(outcome) : undefined;
      if (created !== undefined && this.#isAnswerTo(secret, created)) {
        await this.#checkCreated(secret, created, { ...operation, name: created.name }, { outcome, dryRun });
        return withoutValues(created);
      }
      if (isRefusal(outcome)) throw refusal(outcome, operation);
    }
    if (dryRun) throw this.#api.unanswered(outcome, operation);
    return this.#settleCreate(secret, operation, started, outcome);
  }

  /**
   * Changes a secret if it is still the one that was read; what the change does not name stays as it is. A reply that got lost is
   * settled by reading back.
   * @returns what the server has now, without its values
   * @throws PachctlError conflict when it changed, outcome-unknown and others
   */
  async change(
    name: string,
    expected: Preconditions,
    change: SecretChange,
    dryRun = false,
  ): Promise<SecretSummary> {
    const values = Object.values(change.data ?? {}).filter((value) => value !== null);
    const operation = {
      ...this.#operation("update", name),
      sent: { keys: Object.keys(change.data ?? {}), values },
    };
    const { uid, resourceVersion } = expected;
    const request: TransportRequest = {
      method: "PATCH",
      path: this.#path(name),
      accept: JSON_ONLY,
      contentType: "application/merge-patch+json",
      query: { fieldManager: FIELD_MANAGER, fieldValidation: "Strict", dryRun: dryRun ? "All" : undefined },
      body: JSON.stringify({ metadata: { uid, resourceVersion }, data: change.data }),
      values,
    };
    const outcome = await this.#api.write(request, operation);
    if (!(outcome instanceof TransportError)) {
      const changed = outcome.status === 200 ? parseSecret(outcome) : undefined;
      if (changed !== undefined && this.#isChanged(changed, name, uid, change)) return withoutValues(changed);
      if (isRefusal(outcome)) throw refusal(outcome, operation);
    }
    if (dryRun) throw this.#api.unanswered(outcome, operation);
    const found = await this.#api.lookUp(() => this.#readWithValues(operation), operation, outcome);
    if (found !== undefined && this.#isChanged(found.secret, name, uid, change)) {
      return withoutValues(found.secret);
    }
    throw wasNotLetThrough(outcome) ? notKubernetes(outcome, operation) : unknownOutcome(operation, outcome);
  }

  #isChanged(secret: SecretWithValues, name: string, uid: string, { data = {} }: SecretChange): boolean {
    const isIt = secret.name === name && secret.namespace === this.namespace && secret.uid === uid;
    return isIt && Object.entries(data).every(([key, value]) => (secret.data[key] ?? null) === value);
  }

  /**
   * Deletes a secret if it is still the one that was read.
   * @returns "deleted", or "pending" when finalizers keep it for a while
   * @throws PachctlError conflict when it changed, outcome-unknown and others
   */
  async delete(name: string, expected: Preconditions, dryRun = false): Promise<"deleted" | "pending"> {
    const operation = this.#operation("delete", name);
    const { uid, resourceVersion } = expected;
    const options = {
      kind: "DeleteOptions",
      apiVersion: "v1",
      preconditions: { uid, resourceVersion },
      // In the body: with a body the server ignores the query, and would really delete.
      ...(dryRun && { dryRun: ["All"] }),
    };
    const request: TransportRequest = {
      method: "DELETE",
      path: this.#path(name),
      accept: JSON_ONLY,
      body: JSON.stringify(options),
    };
    const outcome = await this.#api.write(request, operation);
    if (!(outcome instanceof TransportError)) {
      const result = deleteResult(outcome, name, uid);
      if (result !== undefined) return result;
      if (isRefusal(outcome)) throw refusal(outcome, operation);
    }
    if (dryRun) throw this.#api.unanswered(outcome, operation);
    return this.#settleDelete(expected, operation, outcome, request);
  }

  #pages<S extends SecretSummary>(
    query: ListQuery,
    accept: string,
    parameters: Record<string, string>,
    parse: (reply: TransportReply) => SecretPage<S> | undefined,
  ): AsyncGenerator<SecretPage<S>> {
    const operation = {
      ...this.#operation("list", undefined),
      ...(query.allNamespaces && { namespace: undefined }),
    };
    const { labelSelector, type } = query;
    const selector = labelSelector === undefined ? undefined : parseLabelSelector(labelSelector);
    const path = query.allNamespaces ? "/api/v1/secrets" : this.#path();
    const selectors = {
      labelSelector,
      fieldSelector: type === undefined ? undefined : `type=${type.replace(/[\\,=]/g, "\\$&")}`,
    };
    return listPages({
      operation,
      parse,
      isMatch: (secret) =>
        (type === undefined || secret.type === type) &&
        (selector === undefined || selector.matches((key) => secret.labels[key])),
      fetch: (token) =>
        this.#api.send(
          { method: "GET", path, accept, query: { ...parameters, ...selectors, continue: token } },
          operation,
        ),
      onLong: this.#api.world.keepHeapSmall,
      onInconsistent: () =>
        this.#api.world.warn(
          "warning: the list took so long that its later part shows a later state of the cluster",
        ),
    });
  }

  async #readWithValues(operation: Operation): Promise<TimedReply & { secret: SecretWithValues }> {
    const request = { method: "GET", path: this.#path(operation.name), accept: JSON_ONLY } as const;
    const { clock } = this.#api.world;
    const asked = clock.now().getTime();
    const reply = await this.#api.read(request, operation);
    const came = clock.now().getTime();
    return { secret: this.#identified(parseSecret(reply), reply, operation), reply, asked, came };
  }

  /**
   * Something on the way, such as an admission webhook, may have changed what was sent; then the server must hold it as it answered.
   * @throws PachctlError outcome-unknown when it does not, or when the secret is being deleted
   */
  async #checkCreated(
    secret: NewSecret,
    created: SecretWithValues,
    operation: Operation,
    { outcome, dryRun }: { outcome: WriteOutcome; dryRun: boolean },
  ): Promise<void> {
    const differences = creationDifferences(secret, created);
    const isLeaving = created.metadata.deletionTimestamp !== undefined;
    if (isLeaving) differences.push("deletionTimestamp");
    if (differences.length === 0) return;
    if (!dryRun) {
      const found = await this.#api.lookUp(() => this.#readWithValues(operation), operation, outcome);
      const isHeld =
        found?.secret.uid === created.uid &&
        creationDifferences(asSent(created), found.secret).length === 0 &&
        creationDifferences(secret, found.secret).length === differences.length;
      if (isLeaving || !isHeld || found.secret.metadata.deletionTimestamp !== undefined) {
        const { origin } = this.#api.server;
        throw unknownOutcome(
          operation,
          outcome,
          `${origin} answered with another secret than the one that was sent`,
        );
      }
    }
    this.#api.world.warn(
      `warning: something changed secret "${created.name}" on its way into the cluster: ${differences.join(", ")}`,
    );
  }

  async #settleCreate(
    secret: NewSecret,
    operation: Operation,
    started: number,
    outcome: WriteOutcome,
  ): Promise<SecretSummary> {
    // A generated name cannot be looked up.
    if (secret.name === undefined) throw unknownOutcome({ ...operation, name: undefined }, outcome);
    const found = await this.#api.lookUp(() => this.#readWithValues(operation), operation, outcome);
    if (found === undefined) {
      throw wasNotLetThrough(outcome)
        ? notKubernetes(outcome, operation)
        : unknownOutcome(operation, outcome);
    }
    const isOurs =
      found.secret.metadata.deletionTimestamp === undefined &&
      isMadeByUs(found.secret) &&
      creationDifferences(secret, found.secret).length === 0 &&
      !(await this.#wasMadeBefore(started, found, operation, outcome));
    if (isOurs) return withoutValues(found.secret);
    throw alreadyExists(operation);
  }

  /** An earlier run may have made the very same secret: then the lost reply was a refusal. */
  async #wasMadeBefore(
    started: number,
    found: TimedReply & { secret: SecretWithValues },
    operation: Operation,
    outcome: WriteOutcome,
  ): Promise<boolean> {
    const { clock, signal } = this.#api.world;
    const made = Date.parse(found.secret.creationTimestamp ?? "");
    const before = wasMadeBefore(made, started, found);
    if (typeof before === "boolean") return before;
    const again = await this.#api.lookUp(
      async () => {
        await clock.sleep(Math.max(before.undecidedUntil - clock.now().getTime(), 0), signal);
        return this.#readWithValues(operation);
      },
      operation,
      outcome,
    );
    // Gone, or another one, in the meantime: nobody knows any more.
    if (again?.secret.uid !== found.secret.uid) throw unknownOutcome(operation, outcome);
    return wasMadeBeforeBy(made, started, again);
  }

  /** @param again what is sent once more when the connection was lost and nothing has changed */
  async #settleDelete(
    { uid, resourceVersion }: Preconditions,
    operation: Operation,
    outcome: WriteOutcome,
    again?: TransportRequest,
  ): Promise<"deleted" | "pending"> {
    const found = await this.#api.lookUp(() => this.get(operation.name ?? ""), operation, outcome);
    if (found === undefined || found.uid !== uid) return "deleted";
    if (found.metadata.deletionTimestamp !== undefined) return "pending";
    // Its precondition cannot be met any more.
    if (found.resourceVersion !== resourceVersion) throw changedSince(operation, "changed");
    if (wasNotLetThrough(outcome)) throw notKubernetes(outcome, operation);
    if (again === undefined || !isConnectionLost(outcome)) throw unknownOutcome(operation, outcome);
    // Idle connections are closed by servers and proxies, just then perhaps. With the same preconditions it can succeed only once.
    this.#api.renewConnections();
    const second = await this.#api.write(again, operation);
    if (!(second instanceof TransportError)) {
      const result = deleteResult(second, operation.name ?? "", uid);
      if (result !== undefined) return result;
      if (isRefusal(second) && second.status !== 404 && second.status !== 409)
        throw refusal(second, operation);
    }
    return this.#settleDelete({ uid, resourceVersion }, operation, second);
  }

  #isAnswerTo(secret: NewSecret, created: SecretWithValues): boolean {
    const named =
      secret.name === undefined
        ? secretNameProblem(created.name) === undefined &&
          created.name.startsWith((secret.generateName ?? "").slice(0, 58))
        : created.name === secret.name;
    return named && created.namespace === this.namespace && created.uid !== "";
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

  #operation(verb: Operation["verb"], name: string | undefined): Operation {
    return { verb, resource: SECRETS, name, namespace: this.namespace, server: this.#api.server };
  }

  /** A name is checked again right where it becomes part of a path: `.` would name the whole collection. */
  #path(name?: string): string {
    const collection = `/api/v1/namespaces/${this.namespace}/secrets`;
    if (name === undefined) return collection;
    checkSecretName(name);
    return `${collection}/${name}`;
  }
}

function withoutValues({ data: _, ...summary }: SecretWithValues): SecretSummary {
  return summary;
}
