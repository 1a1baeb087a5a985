import { goQuote } from "../../apimachinery/go-quote.js";
import {
  type LabelSelector,
  LabelSelectorError,
  parseLabelSelector,
} from "../../apimachinery/label-selector.js";
import type { Query } from "../http/request.js";
import { ApiFailure, badRequest } from "../http/statuses.js";
import type { Versioned } from "../resources/objects.js";
import { type Call, keyOf, type Resource } from "../resources/resource.js";
import { type FieldError, forbidden, invalidObject, unsupportedValue } from "../validation/field-errors.js";
import { selectorMessage } from "../validation/words.js";
import { decodeContinue, encodeContinue, encodeInconsistentContinue } from "./continue-token.js";
import { type FieldSelector, parseFieldSelector } from "./field-selector.js";
import type { Store } from "./store.js";

export interface Listing {
  items: readonly Versioned[];
  /** In the order of the wire. */
  metadata: Readonly<{
    resourceVersion: string;
    continue: string | undefined;
    remainingItemCount: number | undefined;
  }>;
}

interface ListOptions {
  limit: number;
  continueToken: string;
  labels: LabelSelector;
  fields: FieldSelector;
  resourceVersion: string;
  match: string;
}

/** Reads objects as a query asks for them. Checks come in the server's order. @throws ApiFailure */
export function list({ store, ...call }: Call): Listing {
  const prefix = keyOf(call);
  const options = parseListOptions(call.request.query, call.resource);
  const start = startOf(store, prefix, options);
  const hasSelector = !options.labels.isEmpty || !options.fields.isEmpty;
  // The server's cache, which answers here, does not page.
  const isPaged = options.limit > 0 && !(options.resourceVersion === "0" && options.continueToken === "");
  const { items, lastKey, remaining } = store.scan(prefix, {
    ...start,
    limit: isPaged ? options.limit : Number.POSITIVE_INFINITY,
    counts: !hasSelector,
    matches: (object) =>
      options.labels.matches((key) => object.metadata.labels.get(key)) && options.fields.matches(object),
  });
  const metadata = {
    resourceVersion: String(start.revision),
    continue: lastKey === undefined ? undefined : encodeContinue(lastKey, prefix, start.revision),
    remainingItemCount: lastKey === undefined || hasSelector ? undefined : remaining,
  };
  return { items, metadata };
}

function parseListOptions(query: Query, resource: Resource): ListOptions {
  const limit = parseInteger(query.get("limit"));
  parseInteger(query.get("timeoutSeconds"));
  const labels = parseLabels(query.get("labelSelector") ?? "");
  const fields = parseFieldSelector(query.get("fieldSelector") ?? "", resource);
  const resourceVersion = query.get("resourceVersion") ?? "";
  const match = query.get("resourceVersionMatch") ?? "";
  const continueToken = query.get("continue") ?? "";
  checkMatch(match, resourceVersion, continueToken);
  return { limit, continueToken, labels, fields, resourceVersion, match };
}

function parseLabels(text: string): LabelSelector {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    throw error instanceof LabelSelectorError ? badRequest(selectorMessage(error.flaw)) : error;
  }
}

/** Go's `strconv.ParseInt` on a query parameter. */
function parseInteger(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^[-+]?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  if (BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: value out of range`);
  }
  return Number(text);
}

function checkMatch(match: string, resourceVersion: string, continueToken: string): void {
  if (match === "") return;
  const field = "resourceVersionMatch";
  const errors: FieldError[] = [];
  if (resourceVersion === "") {
    errors.push(forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
  }
  if (continueToken !== "") {
    errors.push(forbidden(field, "resourceVersionMatch is forbidden when continue is provided"));
  }
  if (match !== "Exact" && match !== "NotOlderThan") {
    errors.push(unsupportedValue(field, goQuote(match), ["Exact", "NotOlderThan", ""]));
  }
  if (match === "Exact" && resourceVersion === "0") {
    errors.push(forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (errors.length > 0) throw invalidObject("ListOptions", "", errors, "meta.k8s.io");
}

/** The state to read and the key to begin with. */
function startOf(store: Store, prefix: string, options: ListOptions): { revision: number; from: string } {
  const { continueToken, resourceVersion, limit, match } = options;
  if (continueToken !== "") {
    const { revision, from } = decodeContinue(continueToken, prefix);
    if (resourceVersion !== "" && resourceVersion !== "0") {
      throw badRequest("specifying resource version is not allowed when using continue");
    }
    if (revision < 0) return { revision: store.revision, from };
    if (store.isCompacted(revision)) {
      throw new ApiFailure(
        410,
        "Expired",
        TOKEN_EXPIRED,
        undefined,
        encodeInconsistentContinue(from, prefix),
      );
    }
    return { revision: existing(store, revision), from };
  }
  const isExact = match === "Exact" || (match === "" && limit > 0);
  if (isExact && !/^\d*$/.test(resourceVersion)) {
    throw badRequest(`invalid resource version: ${resourceVersionProblem(resourceVersion)}`);
  }
  const revision = parseResourceVersion(resourceVersion);
  if (revision === 0 || !isExact) {
    if (revision > store.revision) throw tooLargeResourceVersion(revision, store.revision);
    return { revision: store.revision, from: prefix };
  }
  if (store.isCompacted(revision)) {
    throw new ApiFailure(410, "Expired", "The resourceVersion for the provided list is too old.");
  }
  return { revision: existing(store, revision), from: prefix };
}

function existing(store: Store, revision: number): number {
  if (revision > store.revision) throw tooLargeResourceVersion(revision, store.revision);
  return revision;
}

/** @throws ApiFailure 500, which is what the server makes of a resourceVersion that is no number */
export function parseResourceVersion(text: string): number {
  if (text === "") return 0;
  if (/^\d+$/.test(text)) return Number(text);
  throw new ApiFailure(500, undefined, resourceVersionProblem(text));
}

function resourceVersionProblem(text: string): string {
  const reason = `strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`;
  return `resourceVersion: Invalid value: ${goQuote(text)}: ${reason}`;
}

/** The real server waits three seconds for that version before it says so. */
export function tooLargeResourceVersion(revision: number, current: number): ApiFailure {
  const message = `Timeout: Too large resource version: ${revision}, current: ${current}`;
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  return new ApiFailure(504, "Timeout", message, { causes, retryAfterSeconds: 1 });
}

const TOKEN_EXPIRED =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";
