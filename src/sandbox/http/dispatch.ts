import { randomUUID } from "node:crypto";
import { encodeGoJson, encodePrettyGoJson } from "../../apimachinery/go-json.js";
import type { ApiContext, Resource } from "../resources/resource.js";
import { ACCESS_REVIEWS, accessReview } from "./access-review.js";
import { authorize } from "./authorization.js";
import { discoveryReply } from "./discovery.js";
import { answerResource } from "./handlers.js";
import { acceptsPlainJson } from "./media-types.js";
import type { ApiReply, ApiRequest } from "./request.js";
import { parseTarget } from "./routes.js";
import { ApiFailure } from "./statuses.js";

export interface Api extends ApiContext {
  resources: readonly Resource[];
  token: string;
}

/** Answers any request. @param address host and port of the server, for discovery */
export function answer(api: Api, request: ApiRequest, address: string): ApiReply {
  const reply = replyTo(api, request, address);
  return { ...reply, headers: { "Audit-Id": randomUUID(), ...reply.headers } };
}

function replyTo(api: Api, request: ApiRequest, address: string): ApiReply {
  const { resources, token } = api;
  const target = parseTarget(request.path, resources);
  try {
    const isAdministrator = authorize(request, target, token);
    if (request.path === ACCESS_REVIEWS && request.method === "POST") {
      return json(201, encodeGoJson(accessReview(request, isAdministrator)));
    }
    if (target.kind === "document" && target.isServed) return discoveryReply(request, resources, address);
    const { status, json: value, warnings = [] } = answerResource(api, target, request);
    return { ...json(status, encodeGoJson(value)), ...(warnings.length > 0 && { warnings }) };
  } catch (error) {
    if (error instanceof ApiFailure) return failureReply(error, request.headers.accept);
    throw error;
  }
}

function json(status: number, body: string): ApiReply {
  return { status, contentType: "application/json", body };
}

function failureReply(failure: ApiFailure, accept: string | undefined): ApiReply {
  const { code, details } = failure;
  const retryAfterSeconds = details?.retryAfterSeconds;
  // A client that does not take plain JSON gets the form of the server's fallback writer.
  const encode = acceptsPlainJson(accept) ? encodeGoJson : encodePrettyGoJson;
  const headers: Record<string, string> = {};
  if (code === 403) headers["X-Content-Type-Options"] = "nosniff";
  if (retryAfterSeconds !== undefined) headers["Retry-After"] = String(retryAfterSeconds);
  return { ...json(code, encode(failure.toStatus())), headers };
}
