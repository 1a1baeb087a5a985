import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { ApiFailure } from "./statuses.js";

/** Bodies above this are refused with 413. */
export const MAX_BODY_BYTES = 3_145_728;

/** A request as the handlers see it: the body is read, the path taken apart. */
export interface ApiRequest {
  method: string;
  /** Percent-decoded. */
  path: string;
  query: Query;
  headers: IncomingHttpHeaders;
  /** "too large" when it passed MAX_BODY_BYTES. */
  body: Buffer | "too large";
}

export function parseRequest(
  { method = "", url = "", headers }: IncomingMessage,
  body: ApiRequest["body"],
): ApiRequest {
  const [rawPath = "", query = ""] = url.split(/\?(.*)/s, 2);
  const path = decode(rawPath.replaceAll("+", "%2B")) ?? rawPath;
  return { method, path, query: new Query(query), headers, body };
}

/** @throws ApiFailure 413 */
export function bodyOf({ body }: ApiRequest): Buffer {
  if (body !== "too large") return body;
  const message = `Request entity too large: limit is ${MAX_BODY_BYTES}`;
  throw new ApiFailure(413, "RequestEntityTooLarge", message);
}

/** Query parameters as Go reads them: the first of several counts, one that cannot be decoded is dropped. */
export class Query {
  readonly #values = new Map<string, string[]>();

  constructor(text: string) {
    for (const part of text.split("&")) {
      const [name, value] = part.split(/=(.*)/s, 2).map(decode);
      if (part === "" || part.includes(";") || name === undefined) continue;
      if (part.includes("=") && value === undefined) continue;
      this.#values.set(name, [...(this.#values.get(name) ?? []), value ?? ""]);
    }
  }

  get(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

export interface ApiReply {
  status: number;
  contentType: string;
  body: string;
  headers?: Readonly<Record<string, string>>;
  /** Each becomes a Warning header. */
  warnings?: readonly string[];
}
