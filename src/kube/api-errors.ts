import { PachctlError } from "../errors.js";
import { parseStatus, type Status } from "./status.js";
import type { TransportReply } from "./transport.js";
import type { TransportError } from "./transport-error.js";

/** What was asked, for the sentence of an error. */
export interface Asked {
  verb: "create" | "list" | "inspect" | "delete";
  /** The secret's name; undefined for a list. */
  name: string | undefined;
  /** Undefined: all namespaces. */
  namespace: string | undefined;
  /** The data keys that were sent; errors may name these, and no others that a server claims. */
  dataKeys?: readonly string[];
  /** Scheme, host and port of the server. */
  origin: string;
  /** The context that chose server and credentials. */
  context: string;
}

/** `cannot create secret "s3"`, `cannot list secrets`. */
export function cannot({ verb, name }: Pick<Asked, "verb" | "name">): string {
  return name === undefined ? `cannot ${verb} secrets` : `cannot ${verb} secret "${name}"`;
}

/**
 * The error for a reply that refuses the request. The server's message is read for patterns and never shown: it can
 * quote the request, values included (reference: kubernetes 2.1, "bigger context").
 */
export function refusal(reply: TransportReply, asked: Asked): PachctlError {
  const status = parseStatus(reply);
  const start = cannot(asked);
  if (reply.status === 401) {
    return new PachctlError(
      "unauthenticated",
      `${start}: ${asked.origin} does not accept the credentials of context "${asked.context}"`,
      {
        hint: "log in again, or choose another context with --context",
      },
    );
  }
  if (reply.status === 429) {
    return new PachctlError("unavailable", `${start}: the server is busy and asks to try again later (429)`);
  }
  if (status === undefined) return notKubernetes(reply, asked);
  switch (reply.status) {
    case 403:
      return forbidden(status, asked);
    case 404:
      return notFound(status, asked);
    case 409:
      return conflict(status, asked);
    case 410:
      return new PachctlError("unavailable", `${start}: the list changed faster than it could be read`, {
        hint: "run the command again",
      });
    case 413:
      return new PachctlError("rejected", `${start}: the request is larger than the server accepts`);
    case 422:
      return invalid(status, asked);
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
export function notKubernetes(reply: TransportReply, asked: Asked): PachctlError {
  const what =
    reply.status >= 300 && reply.status < 400
      ? `answered with a redirect (${reply.status}), which is not followed`
      : `is not a Kubernetes API: it answered ${reply.status} with ${contentType(reply)}`;
  return new PachctlError("unreachable", `${cannot(asked)}: ${asked.origin} ${what}`, {
    hint: `check the server of context "${asked.context}", and whether a proxy stands in between`,
  });
}

/** The error for a request that got no usable reply and certainly changed nothing. */
export function unreached(error: TransportError, asked: Asked): PachctlError {
  const hint = error.hint ?? `the server comes from context "${asked.context}"`;
  return new PachctlError("unreachable", `${cannot(asked)}: ${error.problem}`, { hint, cause: error });
}

function forbidden(status: Status, asked: Asked): PachctlError {
  const start = cannot(asked);
  if (status.details.causes.some((cause) => cause.reason === "NamespaceTerminating")) {
    return new PachctlError("forbidden", `${start}: namespace "${asked.namespace}" is being deleted`);
  }
  const webhook = webhookOf(status);
  if (webhook !== undefined) {
    return new PachctlError("forbidden", `${start}: the admission webhook "${webhook}" denied it`);
  }
  const quota = /exceeded quota: ([-a-z0-9.]+), /.exec(status.message)?.[1];
  if (quota !== undefined) {
    return new PachctlError(
      "forbidden",
      `${start}: it would exceed the quota "${quota}" of namespace "${asked.namespace}"`,
    );
  }
  const match = /User "([^"]{1,253})" cannot ([a-z]+) resource "([a-z]+)"/.exec(status.message);
  if (match === null) return new PachctlError("forbidden", `${start}: the server forbids it`);
  const [, user, verb, resource] = match;
  const scope = asked.namespace === undefined ? "in all namespaces" : `in namespace "${asked.namespace}"`;
  return new PachctlError("forbidden", `${start}: user "${user}" may not ${verb} ${resource} ${scope}`, {
    hint:
      asked.namespace === undefined
        ? "list one namespace with --namespace instead of -A"
        : `ask for a role that allows "${verb}" on ${resource} in namespace "${asked.namespace}"`,
  });
}

function notFound(status: Status, asked: Asked): PachctlError {
  if (status.details.kind === "namespaces") {
    return new PachctlError("not-found", `${cannot(asked)}: namespace "${asked.namespace}" does not exist`);
  }
  if (status.details.kind !== "secrets") {
    return new PachctlError(
      "unreachable",
      `${cannot(asked)}: ${asked.origin} does not know this address of the API`,
      {
        hint: `check the server of context "${asked.context}"`,
      },
    );
  }
  return secretNotFound(asked);
}

/** The secret that was asked for is not there. */
export function secretNotFound(asked: Pick<Asked, "verb" | "name" | "namespace">): PachctlError {
  return new PachctlError(
    "not-found",
    `${cannot(asked)}: it does not exist in namespace "${asked.namespace}"`,
    {
      hint: "pachctl list secret --all shows the secrets of the namespace",
    },
  );
}

/** The secret to be created is there already. */
export function alreadyExists(asked: Pick<Asked, "verb" | "name" | "namespace">): PachctlError {
  return new PachctlError(
    "already-exists",
    `${cannot(asked)}: it already exists in namespace "${asked.namespace}"`,
    {
      hint: `look at it with pachctl inspect secret ${asked.name}, or delete it first with pachctl delete secret ${asked.name}`,
    },
  );
}

function conflict(status: Status, asked: Asked): PachctlError {
  if (status.reason !== "AlreadyExists") {
    const was = /UID in the precondition/.test(status.message) ? "replaced by another one" : "changed";
    return new PachctlError("conflict", `${cannot(asked)}: it was ${was} since it was read`, {
      hint: "look at it again, then repeat the command",
    });
  }
  if (/being deleted/.test(status.message)) {
    return new PachctlError("already-exists", `${cannot(asked)}: the old one is still being deleted`);
  }
  return alreadyExists(asked);
}

const CAUSES: Readonly<Record<string, string>> = {
  FieldValueRequired: "is required",
  FieldValueInvalid: "is not valid",
  FieldValueTooLong: "is too long",
  FieldValueForbidden: "is forbidden",
  FieldValueNotSupported: "is not supported",
  FieldValueDuplicate: "is there twice",
};

function invalid(status: Status, asked: Asked): PachctlError {
  const start = cannot(asked);
  const causes = status.details.causes.map(
    ({ field, reason }) =>
      `${start}: ${fieldPath(field, asked)} ${CAUSES[reason] ?? "is refused by the server"}`,
  );
  return new PachctlError("rejected", causes.length > 0 ? causes : `${start}: the server finds it invalid`);
}

/** A cause's field, when it is one of a Secret: what stands in brackets may be anything. */
function fieldPath(field: string, { dataKeys = [] }: Asked): string {
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
