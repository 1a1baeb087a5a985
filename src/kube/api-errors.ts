import { PachctlError } from "../errors.js";
import type { TransportReply } from "../transport/transport.js";
import type { TransportError } from "../transport/transport-error.js";
import { cannot, doesNotExist, type Operation } from "./operation.js";
import { parseStatus, type Status } from "./status.js";

/**
 * The error for a reply that refuses the request. The server's message is read for patterns and never shown: it can
 * quote the request, values included (reference: kubernetes 2.1, "bigger context").
 */
export function refusal(reply: TransportReply, operation: Operation): PachctlError {
  const status = parseStatus(reply);
  const start = cannot(operation);
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
  if (reply.status >= 500) {
    if (/request is too large/.test(status.message)) {
      return new PachctlError("rejected", `${start}: the object is larger than the cluster's store accepts`);
    }
    return new PachctlError(
      "unavailable",
      `${start}: the server failed (${reply.status}${reasonOf(status)})`,
    );
  }
  const webhook = webhookOf(status);
  const why =
    webhook === undefined
      ? `(${reply.status}${reasonOf(status)})`
      : `through its admission webhook "${webhook}"`;
  return new PachctlError("rejected", `${start}: the server refused it ${why}`);
}

/** The error for an answer that no Kubernetes API server gives. For writes the caller settles the outcome first. */
export function notKubernetes(reply: TransportReply, operation: Operation): PachctlError {
  const what =
    reply.status >= 300 && reply.status < 400
      ? `answered with a redirect (${reply.status}), which is not followed`
      : `is not a Kubernetes API: it answered ${reply.status} with ${contentType(reply)}`;
  return new PachctlError("unreachable", `${cannot(operation)}: ${operation.server.origin} ${what}`, {
    hint: `check the server of context "${operation.server.context}", and whether a proxy stands in between`,
  });
}

/** The error for a request that got no usable reply and certainly changed nothing. */
export function unreached(error: TransportError, operation: Operation): PachctlError {
  const hint = error.hint ?? `the server comes from context "${operation.server.context}"`;
  return new PachctlError("unreachable", `${cannot(operation)}: ${error.problem}`, { hint, cause: error });
}

function forbidden(status: Status, operation: Operation): PachctlError {
  const start = cannot(operation);
  if (status.details.causes.some((cause) => cause.reason === "NamespaceTerminating")) {
    return new PachctlError("forbidden", `${start}: namespace "${operation.namespace}" is being deleted`);
  }
  const webhook = webhookOf(status);
  if (webhook !== undefined) {
    return new PachctlError("forbidden", `${start}: the admission webhook "${webhook}" denied it`);
  }
  const quota = /exceeded quota: ([-a-z0-9.]+), /.exec(status.message)?.[1];
  if (quota !== undefined) {
    return new PachctlError(
      "forbidden",
      `${start}: it would exceed the quota "${quota}" of namespace "${operation.namespace}"`,
    );
  }
  const match = /User "([^"]{1,253})" cannot ([a-z]+) resource "([a-z]+)"/.exec(status.message);
  if (match === null) return new PachctlError("forbidden", `${start}: the server forbids it`);
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
    hint: "pachctl list secret --all shows the secrets of the namespace",
  });
}

/** The secret to be created is there already. */
export function alreadyExists(operation: Operation): PachctlError {
  return new PachctlError(
    "already-exists",
    `${cannot(operation)}: it already exists in namespace "${operation.namespace}"`,
    {
      hint: `look at it with pachctl inspect secret ${operation.name}, or delete it first with pachctl delete secret ${operation.name}`,
    },
  );
}

function conflict(status: Status, operation: Operation): PachctlError {
  if (status.reason !== "AlreadyExists") {
    const was = /UID in the precondition/.test(status.message) ? "replaced by another one" : "changed";
    return new PachctlError("conflict", `${cannot(operation)}: it was ${was} since it was read`, {
      hint: "look at it again, then repeat the command",
    });
  }
  if (/being deleted/.test(status.message)) {
    return new PachctlError("already-exists", `${cannot(operation)}: the old one is still being deleted`);
  }
  return alreadyExists(operation);
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

/** A cause's field, when it is one of a Secret: what stands in brackets may be anything. */
function fieldPath(field: string, { dataKeys = [] }: Operation): string {
  const known =
    /^(?:data|stringData|metadata|type|immutable)(?:\.(?:[a-z]{1,10}|[a-z]+[A-Z][A-Za-z]{1,20})){0,3}/.exec(
      field,
    )?.[0];
  if (known === undefined) return "a field";
  if (field.length === known.length || dataKeys.some((key) => field === `data[${key}]`)) return field;
  return `${known}[…]`;
}

function webhookOf(status: Status): string | undefined {
  return /admission webhook "([-a-z0-9.]{1,253})" denied the request/.exec(status.message)?.[1];
}

function reasonOf(status: Status): string {
  return /^[A-Za-z]{1,40}$/.test(status.reason) ? ` ${status.reason}` : "";
}

function contentType(reply: TransportReply): string {
  const [type = ""] = (reply.headers["content-type"] ?? "").split(";");
  return /^[a-z]{1,20}\/[-+.a-z0-9]{1,60}$/i.test(type.trim()) ? type.trim() : "no content type";
}
