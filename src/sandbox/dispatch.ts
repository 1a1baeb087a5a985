import { answerResource } from "./api.js";
import type { ApiContext } from "./api-context.js";
import { authorize } from "./authorization.js";
import { discoveryReply } from "./discovery.js";
import { encodeGoJson, encodePrettyGoJson } from "./go-json.js";
import { acceptsPlainJson } from "./media-types.js";
import type { ApiReply, ApiRequest } from "./request.js";
import { parseTarget } from "./routes.js";
import { ApiFailure } from "./statuses.js";

/** Answers any request. @param address host and port of the server, for discovery */
export function answer(context: ApiContext, request: ApiRequest, token: string, address: string): ApiReply {
  const target = parseTarget(request.path);
  try {
    authorize(request, target, token);
    if (target.kind === "document") return discoveryReply(request.method, request.path, address);
    const { status, json } = answerResource(context, target, request);
    return { status, contentType: "application/json", body: encodeGoJson(json) };
  } catch (error) {
    if (error instanceof ApiFailure) return failureReply(error, request.headers.accept);
    throw error;
  }
}

function failureReply(failure: ApiFailure, accept: string | undefined): ApiReply {
  const { code, retryAfterSeconds } = failure;
  // A client that does not take plain JSON gets the form of the server's fallback writer.
  const encode = acceptsPlainJson(accept) ? encodeGoJson : encodePrettyGoJson;
  const headers: Record<string, string> = {};
  if (code === 403) headers["X-Content-Type-Options"] = "nosniff";
  if (retryAfterSeconds !== undefined) headers["Retry-After"] = String(retryAfterSeconds);
  return { status: code, contentType: "application/json", body: encode(failure.toStatus()), headers };
}
