import { parseLabelSelector } from "../apimachinery/label-selector.js";
import type { NewSecret, SecretSummary, SecretWithValues } from "../secret/secret.js";
import type { SecretChange } from "../secret/secret-change.js";
import type { TransportReply } from "../transport/transport.js";
import type { Api } from "./api.js";
import { changeSecret } from "./change-secret.js";
import { createSecret } from "./create-secret.js";
import { deleteSecret } from "./delete-secret.js";
import { listPages, type PagesOptions } from "./list-pages.js";
import type { Operation } from "./operation.js";
import { parseSecretList, parseTable, type SecretPage } from "./replies.js";
import { JSON_ONLY, type Preconditions, SecretAccess, TABLE } from "./secret-access.js";

export interface ListQuery {
  allNamespaces?: boolean;
  /** One that the server accepts. */
  labelSelector?: string | undefined;
  type?: string | undefined;
}

/** Rows are small (half a kilobyte), whole secrets can have a mebibyte each. */
const TABLE_PAGES = { first: 500, most: 4000 };
// 75 of the largest secrets, their metadata included, still fit into one reply.
const VALUES_PAGES = { first: 50, most: 75 };

/** The secrets of one namespace: raw JSON, every reply checked to be the object that was asked for. */
export class Secrets {
  readonly #access: SecretAccess;

  constructor(api: Api, namespace: string) {
    this.#access = new SecretAccess(api, namespace);
  }

  get namespace(): string {
    return this.#access.namespace;
  }

  /** The secrets without their values: the server is not asked for them. */
  list(query: ListQuery): AsyncGenerator<SecretPage> {
    return this.#pages(query, TABLE, { includeObject: "Metadata" }, TABLE_PAGES, parseTable);
  }

  /** The secrets with their values. */
  listWithValues(query: ListQuery): AsyncGenerator<SecretPage<SecretWithValues>> {
    return this.#pages(query, JSON_ONLY, {}, VALUES_PAGES, parseSecretList);
  }

  /** One secret without its values. @throws PachctlError not-found and others */
  get(name: string, verb: Operation["verb"] = "inspect"): Promise<SecretSummary> {
    return this.#access.read(this.#access.operation(verb, name));
  }

  /** One secret with its values. @throws PachctlError not-found and others */
  async getWithValues(name: string, verb: Operation["verb"] = "inspect"): Promise<SecretWithValues> {
    const { secret } = await this.#access.readWithValues(this.#access.operation(verb, name));
    return secret;
  }

  /**
   * Creates a secret; never changes one. A reply that got lost, or that holds something else than what was sent, is settled by
   * reading back.
   * @returns what the server created, or would create on a dry run, without its values
   * @throws PachctlError already-exists, rejected, forbidden, outcome-unknown and others
   */
  create(secret: NewSecret, dryRun = false): Promise<SecretSummary> {
    return createSecret(this.#access, secret, dryRun);
  }

  /**
   * Changes a secret if it is still the one that was read; what the change does not name stays as it is. A reply that got lost is
   * settled by reading back.
   * @returns what the server has now, without its values
   * @throws PachctlError conflict when it changed, outcome-unknown and others
   */
  change(
    name: string,
    expected: Preconditions,
    change: SecretChange,
    dryRun = false,
  ): Promise<SecretSummary> {
    return changeSecret(this.#access, name, expected, change, dryRun);
  }

  /**
   * Deletes a secret if it is still the one that was read. A reply that got lost is settled by reading back.
   * @returns "deleted", or "pending" when finalizers keep it for a while
   * @throws PachctlError conflict when it changed, outcome-unknown and others
   */
  delete(name: string, expected: Preconditions, dryRun = false): Promise<"deleted" | "pending"> {
    return deleteSecret(this.#access, name, expected, dryRun);
  }

  #pages<S extends SecretSummary>(
    query: ListQuery,
    accept: string,
    parameters: Readonly<Record<string, string>>,
    limits: PagesOptions<S>["limits"],
    parse: (reply: TransportReply) => SecretPage<S> | undefined,
  ): AsyncGenerator<SecretPage<S>> {
    const operation = {
      ...this.#access.operation("list", undefined),
      ...(query.allNamespaces && { namespace: undefined }),
    };
    const { labelSelector, type } = query;
    const selector = labelSelector === undefined ? undefined : parseLabelSelector(labelSelector);
    const path = query.allNamespaces ? "/api/v1/secrets" : this.#access.path();
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
      fetch: (token, limit) => {
        const page = { limit: String(limit), ...selectors, continue: token };
        return this.#access.api.send(
          { method: "GET", path, accept, query: { ...parameters, ...page } },
          operation,
        );
      },
      limits,
      onUsed: this.#access.api.world.keepHeapSmall,
      onInconsistent: () =>
        this.#access.api.world.warn(
          "warning: the list took so long that its later part shows a later state of the cluster",
        ),
    });
  }
}
