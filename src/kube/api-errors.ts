import { qualifiedNameFlaws } from "../apimachinery/names.js";
import { PachctlError } from "../errors.js";
import type { TransportReply } from "../transport/transport.js";
import type { TransportError } from "../transport/transport-error.js";
import { admissionRefusal, foreignWords } from "./admission.js";
import { OldOneLeaves } from "./old-one-leaves.js";
import { cannot, doesNotExist, hintFor, type Operation } from "./operation.js";
import { parseStatus, type Status } from "./status.js";

/**
 * The error for a reply that refuses the request. The server's own message is read for patterns and not shown: it can quote the
 * request, values included ("bigger context"). The words of an admission are shown as `foreignWords` allows.
 */
export function refusal(reply: TransportReply, operation: Operation): PachctlError {
  const status = parseStatus(reply);
  const start = cannot(operation);
  const admission = status === undefined ? undefined : admissionRefusal(status, operation);
  if (admission !== undefined) return new PachctlError("rejected", `${start}: ${admission.sentence}`);
  if (reply.status === 401) {
    return new PachctlError(
      "unauthenticated",
      `${start}: ${operation.server.origin} does not accept the credentials of context "${operation.server.context}"`,
      {
        hint: "log in again, or choose another context with --context",
      },
    );
  }
  if (reply.status === 429) {
    return new PachctlError("unavailable", `${start}: the server is busy and asks to try again later (429)`);
  }
  if (status === undefined) return notKubernetes(reply, operation);
  switch (reply.status) {
    case 403:
      return forbidden(status, operation);
    case 404:
      return notFound(status, operation);
    case 409:
      return conflict(status, operation);
    case 410:
      return new PachctlError("unavailable", `${start}: the list changed faster than it could be read`, {
        hint: "run the command again",
      });
    case 413:
      return new PachctlError("rejected", `${start}: the request is larger than the server accepts`);
    case 422:
      return invalid(status, operation);
    default:
  }
  if (reply.status >= 500 || reply.status === 408) {
    if (/request is too large/.test(status.message)) {
      return new PachctlError("rejected", `${start}: the object is larger than the cluster's store accepts`);
    }
    return new PachctlError(
      "unavailable",
      `${start}: the server failed (${reply.status}${reasonOf(status)})`,
    );
  }
  return new PachctlError("rejected", `${start}: the server refused it (${reply.status}${reasonOf(status)})`);
}

/** The error for an answer that no Kubernetes API server gives. For writes the caller settles the outcome first. */
export function notKubernetes(reply: TransportReply, operation: Operation): PachctlError {
  return new PachctlError("unreachable", `${cannot(operation)}: ${whatAnswered(reply, operation)}`, {
    hint: checkServer(operation),
  });
}

/** What it looks like, for a person who has to find out who answered. */
export function whatAnswered(reply: TransportReply, { server }: Operation): string {
  const isRedirect = reply.status >= 300 && reply.status < 400;
  return isRedirect
    ? `${server.origin} answered with a redirect (${reply.status}), which is not followed`
    : `${server.origin} is not a Kubernetes API: it answered ${reply.status} with ${contentType(reply)}`;
}

export function checkServer({ server }: Operation): string {
  return `check the server of context "${server.context}", and whether a proxy stands in between`;
}

/** The error for a request that got no usable reply and certainly changed nothing. */
export function unreached(error: TransportError, operation: Operation): PachctlError {
  const hint = error.hint ?? `the server comes from context "${operation.server.context}"`;
  return new PachctlError("unreachable", `${cannot(operation)}: ${error.problem}`, { hint, cause: error });
}

function forbidden(status: Status, operation: Operation): PachctlError {
  const start = cannot(operation);
  if (status.details.causes.some((cause) => cause.reason === "NamespaceTerminating")) {
    return new PachctlError("rejected", `${start}: namespace "${operation.namespace}" is being deleted`);
  }
  const match = /User "([^"]{1,253})" cannot ([a-z]+) resource "([a-z]+)"/.exec(status.message);
  if (match === null) {
    // Without a user, it is not about rights: an admission plugin of the server refuses.
    const words = /is forbidden: ([\s\S]*)$/.exec(status.message)?.[1];
    return words === undefined || /^User /.test(words)
      ? new PachctlError("forbidden", `${start}: the server forbids it`)
      : new PachctlError(
          "rejected",
          `${start}: the server's admission refuses it${foreignWords(words, operation)}`,
        );
  }
  const [, user, verb, resource] = match;
  const scope =
    operation.namespace === undefined ? "in all namespaces" : `in namespace "${operation.namespace}"`;
  return new PachctlError("forbidden", `${start}: user "${user}" may not ${verb} ${resource} ${scope}`, {
    hint:
      operation.namespace === undefined
        ? "list one namespace with --namespace instead of -A"
        : `ask for a role that allows "${verb}" on ${resource} in namespace "${operation.namespace}"`,
  });
}

function notFound(status: Status, operation: Operation): PachctlError {
  if (status.details.kind === "namespaces") {
    return new PachctlError(
      "not-found",
      `${cannot(operation)}: namespace "${operation.namespace}" does not exist`,
    );
  }
  if (status.details.kind !== operation.resource.plural) {
    return new PachctlError(
      "unreachable",
      `${cannot(operation)}: ${operation.server.origin} does not know this address of the API`,
      {
        hint: `check the server of context "${operation.server.context}"`,
      },
    );
  }
  return new PachctlError("not-found", `${cannot(operation)}: ${doesNotExist(operation)}`, {
    hint: `${hintFor(operation, "list", operation.resource.singular, "--all")} shows the ${operation.resource.plural} of the namespace`,
  });
}

/** The secret to be created is there already. */
export function alreadyExists(operation: Operation): PachctlError {
  const whom = [operation.resource.singular, operation.name ?? ""];
  return new PachctlError(
    "already-exists",
    `${cannot(operation)}: it already exists in namespace "${operation.namespace}"`,
    {
      hint: `look at it with ${hintFor(operation, "inspect", ...whom)}, or delete it first with ${hintFor(operation, "delete", ...whom)}`,
    },
  );
}

function conflict(status: Status, operation: Operation): PachctlError {
  if (status.reason !== "AlreadyExists") {
    // Whoever counts what a quota allows was overtaken by another request.
    if (operation.verb === "create") {
      return new PachctlError(
        "unavailable",
        `${cannot(operation)}: the server was overtaken by another request`,
        {
          hint: "run the command again",
        },
      );
    }
    const isOther = /UID in the precondition/.test(status.message);
    return changedSince(operation, isOther ? "replaced by another one" : "changed");
  }
  return /being deleted/.test(status.message) ? new OldOneLeaves(operation) : alreadyExists(operation);
}

/** It is not the one that was read any more. */
export function changedSince(operation: Operation, was: "changed" | "replaced by another one"): PachctlError {
  return new PachctlError("conflict", `${cannot(operation)}: it was ${was} since it was read`, {
    hint: "look at it again, then repeat the command",
  });
}

const CAUSES: Readonly<Record<string, string>> = {
  FieldValueRequired: "is required",
  FieldValueInvalid: "is not valid",
  FieldValueTooLong: "is too long",
  FieldValueForbidden: "is forbidden",
  FieldValueNotSupported: "is not supported",
  FieldValueDuplicate: "is there twice",
};

function invalid(status: Status, operation: Operation): PachctlError {
  const start = cannot(operation);
  const causes = status.details.causes.map(
    ({ field, reason }) =>
      `${start}: ${fieldPath(field, operation)} ${CAUSES[reason] ?? "is refused by the server"}`,
  );
  return new PachctlError("rejected", causes.length > 0 ? causes : `${start}: the server finds it invalid`);
}

/** A cause's field: names of fields and places in lists as they are; keys of data only where we sent them. */
function fieldPath(field: string, { sent }: Operation): string {
  const [, path = "", key] =
    /^((?:[a-zA-Z]{1,40}|\[\d{1,6}\])(?:\.[a-zA-Z]{1,40}|\[\d{1,6}\])*)(?:\[(.*)\])?$/s.exec(field) ?? [];
  if (path === "") return "a field";
  if (key === undefined || sent?.keys.includes(key)) return field;
  const isMetadata = path.startsWith("metadata.") && qualifiedNameFlaws(key).length === 0;
  return isMetadata ? field : `${path}[…]`;
}

function reasonOf(status: Status): string {
  return /^[A-Za-z]{1,40}$/.test(status.reason) ? ` ${status.reason}` : "";
}

function contentType(reply: TransportReply): string {
  const [type = ""] = (reply.headers["content-type"] ?? "").split(";");
  return /^[a-z]{1,20}\/[-+.a-z0-9]{1,60}$/i.test(type.trim()) ? type.trim() : "no content type";
}
