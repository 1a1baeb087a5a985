import type { GoJson } from "../../apimachinery/go-json.js";

/** One reason inside `details.causes` of a Status. */
export interface StatusCause {
  reason?: string;
  message: string;
  field?: string;
}

export interface StatusDetails {
  name?: string | undefined;
  group?: string | undefined;
  kind?: string | undefined;
  uid?: string | undefined;
  causes?: readonly StatusCause[] | undefined;
  retryAfterSeconds?: number | undefined;
}

interface FailureFields {
  reason?: string;
  details?: StatusDetails;
  /** A token to go on with, in the metadata of an expired list. */
  continue?: string;
}

/** A request that the API answers with a Status of failure. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";

  readonly code: number;
  readonly #fields: FailureFields;

  constructor(code: number, message: string, fields: FailureFields = {}) {
    super(message);
    this.code = code;
    this.#fields = fields;
  }

  get retryAfterSeconds(): number | undefined {
    return this.#fields.details?.retryAfterSeconds;
  }

  toStatus(): GoJson {
    const { reason, details } = this.#fields;
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: { continue: this.#fields.continue },
      status: "Failure",
      message: this.message,
      reason,
      details: details === undefined ? undefined : detailsJson(details),
      code: this.code,
    };
  }
}

export function successStatus(details: StatusDetails): GoJson {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details: detailsJson(details) };
}

function detailsJson({ name, group, kind, uid, causes, retryAfterSeconds }: StatusDetails): GoJson {
  const causeList = causes?.map(({ reason, message, field }) => ({ reason, message, field }));
  return { name: name || undefined, group, kind, uid, causes: causeList, retryAfterSeconds };
}

export function badRequest(message: string): ApiFailure {
  return new ApiFailure(400, message, { reason: "BadRequest" });
}

/** An error of the server's libraries that no one gave a reason; its `Status` has none either. */
export function plainFailure(message: string): ApiFailure {
  return new ApiFailure(500, message);
}

export function unauthorized(): ApiFailure {
  return new ApiFailure(401, "Unauthorized", { reason: "Unauthorized" });
}

export function noSuchResource(): ApiFailure {
  return new ApiFailure(404, "the server could not find the requested resource", {
    reason: "NotFound",
    details: {},
  });
}

export function notFound(resource: string, name: string): ApiFailure {
  const message = `${resource} "${name}" not found`;
  return new ApiFailure(404, message, { reason: "NotFound", details: { name, kind: resource } });
}

export function methodNotAllowed(): ApiFailure {
  const message = "the server does not allow this method on the requested resource";
  return new ApiFailure(405, message, { reason: "MethodNotAllowed", details: {} });
}

export function alreadyExists(resource: string, name: string, isBeingDeleted: boolean): ApiFailure {
  const prefix = isBeingDeleted ? "object is being deleted: " : "";
  const message = `${prefix}${resource} "${name}" already exists`;
  return new ApiFailure(409, message, { reason: "AlreadyExists", details: { name, kind: resource } });
}

export function unsupportedMediaType(): ApiFailure {
  const message =
    "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf";
  return new ApiFailure(415, message, { reason: "UnsupportedMediaType" });
}

export function bodyTooLarge(limit: number): ApiFailure {
  const message = `Request entity too large: limit is ${limit}`;
  return new ApiFailure(413, message, { reason: "RequestEntityTooLarge" });
}

export function expired(message: string, continueToken?: string): ApiFailure {
  const fields = continueToken === undefined ? {} : { continue: continueToken };
  return new ApiFailure(410, message, { reason: "Expired", ...fields });
}
