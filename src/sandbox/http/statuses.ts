import type { GoJson } from "../../apimachinery/go-json.js";

/** One reason inside `details.causes` of a Status. */
export type StatusCause = Readonly<{ reason?: string; message: string; field?: string }>;

/** In the order of the wire. */
export type StatusDetails = Readonly<{
  name?: string | undefined;
  group?: string | undefined;
  kind?: string | undefined;
  uid?: string | undefined;
  causes?: readonly StatusCause[] | undefined;
  retryAfterSeconds?: number | undefined;
}>;

/** A request that the API answers with a Status of failure. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly code: number;
  readonly reason: string | undefined;
  readonly details: StatusDetails | undefined;
  readonly #continue: string | undefined;

  /**
   * @param reason undefined where no one gave the error of a library one
   * @param token to go on with, in the metadata of an expired list
   */
  constructor(
    code: number,
    reason: string | undefined,
    message: string,
    details?: StatusDetails,
    token?: string,
  ) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details && { ...details, name: details.name || undefined };
    this.#continue = token;
  }

  toStatus(): GoJson {
    const { message, reason, details, code } = this;
    const metadata = { continue: this.#continue };
    return { kind: "Status", apiVersion: "v1", metadata, status: "Failure", message, reason, details, code };
  }
}

export function badRequest(message: string): ApiFailure {
  return new ApiFailure(400, "BadRequest", message);
}

export function forbiddenRequest(message: string, details: StatusDetails = {}): ApiFailure {
  return new ApiFailure(403, "Forbidden", message, details);
}

export function notFound(kind: string, name: string): ApiFailure {
  return new ApiFailure(404, "NotFound", `${kind} "${name}" not found`, { name, kind });
}

export function methodNotAllowed(): ApiFailure {
  const message = "the server does not allow this method on the requested resource";
  return new ApiFailure(405, "MethodNotAllowed", message, {});
}

/** @param kind a resource, or a kind, as the layer of the server says that finds the conflict */
export function conflict(kind: string, name: string, reason: string): ApiFailure {
  const message = `Operation cannot be fulfilled on ${kind} "${name}": ${reason}`;
  return new ApiFailure(409, "Conflict", message, { name, kind });
}
