import { PachctlError, usageError } from "../errors.js";
import { checkSecretName, namespaceProblem } from "../secret/names.js";
import type { NewSecret, SecretSummary, SecretWithValues } from "../secret/secret.js";
import { type Asked, alreadyExists, notKubernetes, refusal, unreached } from "./api-errors.js";
import { isOurCreation } from "./created-by-us.js";
import { listPages } from "./list-pages.js";
import { parseSecret, parseSecretList, parseTable, type SecretPage } from "./replies.js";
import { sendWithRetry } from "./retry.js";
import type { Transport, TransportReply, TransportRequest } from "./transport.js";
import { TransportError } from "./transport-error.js";
import { secretJson } from "./wire.js";
import { deleteResult, isRefusal, serverTime, unknownOutcome } from "./write-outcome.js";

export interface SecretsOptions {
  transport: Transport;
  /** The namespace of every call that does not name one; checked here before it becomes part of a path. */
  namespace: string;
  /** Where the namespace came from, for the error about a bad one. */
  namespaceSource: string;
  context: string;
  signal: AbortSignal;
  warn(text: string): void;
}

export interface ListQuery {
  allNamespaces?: boolean;
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

/** The Secrets API of one cluster: raw JSON, every reply checked to be the object that was asked for. */
export class Secrets {
  readonly namespace: string;
  readonly #options: SecretsOptions;

  /** @throws PachctlError usage when the namespace is not one */
  constructor(options: SecretsOptions) {
    const problem = namespaceProblem(options.namespace);
    if (problem !== undefined) {
      throw usageError(
        `"${options.namespace}" (from ${options.namespaceSource}) is no namespace: ${problem}`,
      );
    }
    this.namespace = options.namespace;
    this.#options = options;
  }

  close(): void {
    this.#options.transport.close();
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
  async get(name: string, verb: Asked["verb"] = "inspect"): Promise<SecretSummary> {
    const asked = this.#asked(verb, name);
    const reply = await this.#read(
      { method: "GET", path: this.#path(name), accept: TABLE, query: { includeObject: "Metadata" } },
      asked,
    );
    const page = parseTable(reply);
    return this.#identified(page?.secrets.length === 1 ? page.secrets[0] : undefined, reply, asked);
  }

  /** One secret with its values. @throws PachctlError not-found and others */
  async getWithValues(name: string): Promise<SecretWithValues> {
    const { secret } = await this.#readWithValues(this.#asked("inspect", name));
    return secret;
  }

  /**
   * Creates a secret; never changes one. A reply that got lost is settled by reading back.
   * @returns what the server created, or would create on a dry run
   * @throws PachctlError already-exists, rejected, forbidden, outcome-unknown and others
   */
  async create(secret: NewSecret, dryRun = false): Promise<SecretWithValues> {
    const asked = {
      ...this.#asked("create", secret.name ?? secret.generateName),
      dataKeys: Object.keys(secret.data),
    };
    const started = Date.now();
    const request: TransportRequest = {
      method: "POST",
      path: this.#path(),
      accept: JSON_ONLY,
      query: { fieldManager: FIELD_MANAGER, fieldValidation: "Strict", dryRun: dryRun ? "All" : undefined },
      body: secretJson(secret, this.namespace),
      values: Object.values(secret.data),
    };
    const outcome = await this.#write(request, asked);
    if (!(outcome instanceof TransportError)) {
      const created = outcome.status === 201 ? parseSecret(outcome) : undefined;
      if (created !== undefined && this.#isAnswerTo(secret, created)) return created;
      if (isRefusal(outcome)) throw refusal(outcome, asked);
    }
    if (dryRun) throw this.#unanswered(outcome, asked);
    return this.#settleCreate(secret, asked, started, outcome);
  }

  /**
   * Deletes a secret if it is still the one that was read.
   * @returns "deleted", or "pending" when finalizers keep it for a while
   * @throws PachctlError conflict when it changed, outcome-unknown and others
   */
  async delete(name: string, expected: Preconditions, dryRun = false): Promise<"deleted" | "pending"> {
    const asked = this.#asked("delete", name);
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
    const outcome = await this.#write(request, asked);
    if (!(outcome instanceof TransportError)) {
      const result = deleteResult(outcome, name, uid);
      if (result !== undefined) return result;
      if (isRefusal(outcome)) throw refusal(outcome, asked);
    }
    if (dryRun) throw this.#unanswered(outcome, asked);
    return this.#settleDelete(uid, asked, outcome);
  }

  #pages<S extends SecretSummary>(
    query: ListQuery,
    accept: string,
    parameters: Record<string, string>,
    parse: (reply: TransportReply) => SecretPage<S> | undefined,
  ): AsyncGenerator<SecretPage<S>> {
    const asked = { ...this.#asked("list", undefined), ...(query.allNamespaces && { namespace: undefined }) };
    const path = query.allNamespaces ? "/api/v1/secrets" : this.#path();
    const selectors = {
      labelSelector: query.labelSelector,
      fieldSelector: query.type === undefined ? undefined : `type=${query.type.replace(/[\\,=]/g, "\\$&")}`,
    };
    return listPages({
      asked,
      parse,
      fetch: (token) =>
        this.#send(
          { method: "GET", path, accept, query: { ...parameters, ...selectors, continue: token } },
          asked,
        ),
      onInconsistent: () =>
        this.#options.warn(
          "warning: the list took so long that its later part shows a later state of the cluster",
        ),
    });
  }

  async #read(request: TransportRequest, asked: Asked): Promise<TransportReply> {
    const reply = await this.#send(request, asked);
    if (reply.status === 200) return reply;
    throw reply.status >= 400 ? refusal(reply, asked) : notKubernetes(reply, asked);
  }

  async #send(request: TransportRequest, asked: Asked): Promise<TransportReply> {
    try {
      return await sendWithRetry(this.#options.transport, request, this.#options.signal);
    } catch (error) {
      throw error instanceof TransportError ? unreached(error, asked) : error;
    }
  }

  /** The reply to a write, or the error when the write may have been executed all the same. */
  async #write(request: TransportRequest, asked: Asked): Promise<TransportReply | TransportError> {
    try {
      return await sendWithRetry(this.#options.transport, request, this.#options.signal);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (!error.sent) throw unreached(error, asked);
      return error;
    }
  }

  async #readWithValues(asked: Asked): Promise<{ secret: SecretWithValues; reply: TransportReply }> {
    const reply = await this.#read({ method: "GET", path: this.#path(asked.name), accept: JSON_ONLY }, asked);
    return { secret: this.#identified(parseSecret(reply), reply, asked), reply };
  }

  async #settleCreate(
    secret: NewSecret,
    asked: Asked,
    started: number,
    outcome: TransportReply | TransportError,
  ): Promise<SecretWithValues> {
    // A generated name cannot be looked up.
    if (secret.name === undefined) throw unknownOutcome({ ...asked, name: undefined }, outcome);
    const found = await this.#lookUp(() => this.#readWithValues(asked), asked, outcome);
    if (found === undefined) throw unknownOutcome(asked, outcome);
    if (isOurCreation(secret, found.secret, serverTime(started, found.reply))) return found.secret;
    throw alreadyExists(asked);
  }

  async #settleDelete(
    uid: string,
    asked: Asked,
    outcome: TransportReply | TransportError,
  ): Promise<"deleted" | "pending"> {
    const found = await this.#lookUp(() => this.get(asked.name ?? ""), asked, outcome);
    if (found === undefined || found.uid !== uid) return "deleted";
    if (found.metadata.deletionTimestamp !== undefined) return "pending";
    throw unknownOutcome(asked, outcome);
  }

  /** Reads back after a lost reply: the secret, or undefined when there is none. */
  async #lookUp<S>(
    read: () => Promise<S>,
    asked: Asked,
    outcome: TransportReply | TransportError,
  ): Promise<S | undefined> {
    try {
      if (this.#options.signal.aborted) throw this.#options.signal.reason;
      return await read();
    } catch (error) {
      if (error instanceof PachctlError && error.kind === "not-found") return undefined;
      throw unknownOutcome(asked, outcome);
    }
  }

  /** A dry run changes nothing, so a reply that got lost is simply missing. */
  #unanswered(outcome: TransportReply | TransportError, asked: Asked): PachctlError {
    if (outcome instanceof TransportError) return unreached(outcome, asked);
    return outcome.status >= 400 ? refusal(outcome, asked) : notKubernetes(outcome, asked);
  }

  #isAnswerTo(secret: NewSecret, created: SecretWithValues): boolean {
    const named =
      secret.name === undefined
        ? created.name.startsWith((secret.generateName ?? "").slice(0, 58))
        : created.name === secret.name;
    return named && created.namespace === this.namespace && created.uid !== "";
  }

  #identified<S extends SecretSummary>(secret: S | undefined, reply: TransportReply, asked: Asked): S {
    if (secret?.name === asked.name && secret?.namespace === this.namespace && secret.uid !== "")
      return secret;
    throw notKubernetes(reply, asked);
  }

  #asked(verb: Asked["verb"], name: string | undefined): Asked {
    const { transport, context } = this.#options;
    return { verb, name, namespace: this.namespace, origin: transport.origin, context };
  }

  /** A name is checked again right where it becomes part of a path: `.` would name the whole collection. */
  #path(name?: string): string {
    const collection = `/api/v1/namespaces/${this.namespace}/secrets`;
    if (name === undefined) return collection;
    checkSecretName(name);
    return `${collection}/${name}`;
  }
}
