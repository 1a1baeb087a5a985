import { asObject } from "../apimachinery/json-value.js";
import type { SecretSummary, SecretWithValues } from "../secret/secret.js";
import type { TransportReply } from "../transport/transport.js";
import { asObjectMeta, continueTokenOf, stringMap } from "./object-meta.js";
import { jsonObject } from "./status.js";

/** One page of a list, checked. */
export interface SecretPage<S extends SecretSummary = SecretSummary> {
  secrets: S[];
  /** The token of the next page; undefined on the last one. */
  continueToken: string | undefined;
}

/**
 * A Table reply (`includeObject=Metadata`) as secrets without values.
 * @returns undefined when the reply is not a table of secrets
 */
export function parseTable(reply: TransportReply): SecretPage | undefined {
  const table = jsonObject(reply);
  const rows = table?.rows;
  const columns = table?.columnDefinitions;
  if (table?.kind !== "Table" || !Array.isArray(columns)) return undefined;
  if (rows !== null && !Array.isArray(rows)) return undefined;
  const columnNamed = (name: string): number =>
    columns.findIndex((column) => asObject(column)?.name === name);
  const typeColumn = columnNamed("Type");
  const dataColumn = columnNamed("Data");
  const secrets: SecretSummary[] = [];
  for (const row of rows ?? []) {
    const cells = asObject(row)?.cells;
    const type = Array.isArray(cells) ? cells[typeColumn] : undefined;
    const secret = summary(asObject(asObject(row)?.object)?.metadata, type);
    if (secret === undefined) return undefined;
    const keyCount = Array.isArray(cells) ? cells[dataColumn] : undefined;
    secrets.push(typeof keyCount === "number" ? { ...secret, keyCount } : secret);
  }
  return { secrets, continueToken: continueTokenOf(table) };
}

/** A SecretList reply, values included; undefined when the reply is none. */
export function parseSecretList(reply: TransportReply): SecretPage<SecretWithValues> | undefined {
  const list = jsonObject(reply);
  const items = list?.items;
  if (list?.kind !== "SecretList" || !Array.isArray(items)) return undefined;
  const secrets: SecretWithValues[] = [];
  for (const item of items) {
    const secret = secretFrom(asObject(item));
    if (secret === undefined) return undefined;
    secrets.push(secret);
  }
  return { secrets, continueToken: continueTokenOf(list) };
}

/** A Secret reply; undefined when the reply is something else. */
export function parseSecret(reply: TransportReply): SecretWithValues | undefined {
  const object = jsonObject(reply);
  if (object?.kind !== "Secret" || object.apiVersion !== "v1") return undefined;
  return secretFrom(object);
}

function secretFrom(object: Record<string, unknown> | undefined): SecretWithValues | undefined {
  const data = stringMap(object?.data);
  const immutable = object?.immutable;
  const common = summary(object?.metadata, object?.type);
  if (common === undefined || data === undefined) return undefined;
  if (immutable !== undefined && typeof immutable !== "boolean") return undefined;
  return { ...common, data, immutable };
}

function summary(object: unknown, type: unknown): SecretSummary | undefined {
  const metadata = asObjectMeta(object);
  const labels = stringMap(metadata?.labels);
  if (metadata === undefined || labels === undefined || typeof type !== "string") return undefined;
  const { name, uid, namespace = "", resourceVersion = "", creationTimestamp } = metadata;
  return { name, namespace, type, creationTimestamp, uid, resourceVersion, labels, metadata };
}
