import { asObject, asText } from "../apimachinery/json-value.js";
import type { TransportReply } from "../transport/transport.js";

/** A Kubernetes `Status`: how the API server says no. */
export interface Status {
  code: number;
  reason: string;
  /** May quote the request, values included: read it for known patterns, never print it. */
  message: string;
  details: {
    name: string | undefined;
    kind: string | undefined;
    uid: string | undefined;
    retryAfterSeconds: number | undefined;
    causes: readonly { reason: string; field: string }[];
  };
  /** On 410: the token that continues the list at the current state. */
  continueToken: string | undefined;
}

/** The reply as a JSON object; undefined when it is something else, such as a proxy's HTML page. */
export function jsonObject(reply: TransportReply): Record<string, unknown> | undefined {
  const type = (reply.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  // A server that lost etcd sends its Status as text/plain.
  if (type !== "application/json" && type !== "text/plain") return undefined;
  try {
    return asObject(JSON.parse(reply.text));
  } catch {
    return undefined;
  }
}

/** Gateways write JSON with a `status`, too. Only a server that lost etcd leaves out the kind, and has all the rest of one. */
function isStatus(object: Record<string, unknown>, reply: TransportReply): boolean {
  if (object.kind !== undefined) return object.kind === "Status" && typeof object.status === "string";
  const hasRest = asObject(object.metadata) !== undefined && typeof object.reason === "string";
  return object.status === "Failure" && object.code === reply.status && hasRest;
}

/** The reply as a Status, undefined when it is none. */
export function parseStatus(reply: TransportReply): Status | undefined {
  const object = jsonObject(reply);
  if (object === undefined || !isStatus(object, reply)) return undefined;
  const details = asObject(object.details) ?? {};
  const causes = Array.isArray(details.causes) ? details.causes.map((cause) => asObject(cause) ?? {}) : [];
  return {
    code: typeof object.code === "number" ? object.code : reply.status,
    reason: asText(object.reason) ?? "",
    message: asText(object.message) ?? "",
    details: {
      name: asText(details.name),
      kind: asText(details.kind),
      uid: asText(details.uid),
      retryAfterSeconds:
        typeof details.retryAfterSeconds === "number" ? details.retryAfterSeconds : undefined,
      causes: causes.map((cause) => ({
        reason: asText(cause.reason) ?? "",
        field: asText(cause.field) ?? "",
      })),
    },
    continueToken: asText(asObject(object.metadata)?.continue),
  };
}
