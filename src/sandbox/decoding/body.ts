import { goQuote } from "../../apimachinery/go-quote.js";
import { asObject, asText } from "../../apimachinery/json-value.js";
import { type ApiRequest, bodyOf } from "../http/request.js";
import { ApiFailure, badRequest } from "../http/statuses.js";
import { type FieldTable, readStruct, STRING, type Struct, WrongType } from "./fields.js";
import { fromProtobuf } from "./protobuf.js";

/** What a body is read as. */
export interface BodyType {
  kind: string;
  /** `v1`; undefined: whatever the body says. */
  groupVersion: string | undefined;
  fields: FieldTable;
}

export interface DecodedBody {
  value: Struct;
  /** Complaints about what was dropped, in the server's words: `unknown field "spec.x"`. */
  unknown: readonly string[];
}

const TYPE_META: FieldTable = {
  kind: { type: STRING, number: 0 },
  apiVersion: { type: STRING, number: 0 },
};

const PROTOBUF = "application/vnd.kubernetes.protobuf";
const JSON_TYPE =
  /^\s*application\/json\s*(;\s*[\w!#$%&'*+.^`|~-]+=([\w!#$%&'*+.^`|~-]+|"[^"]*")\s*)*;?\s*$/i;

/**
 * Checks the Content-Type of a body: JSON, which is also what nothing means, or protobuf. YAML, which the real server reads, is
 * not known here.
 * @throws ApiFailure 415
 */
export function checkContentType(contentType: string | undefined): void {
  if (contentType === undefined || contentType === "" || isProtobuf(contentType)) return;
  if (JSON_TYPE.test(contentType)) return;
  const accepted = `application/json, application/yaml, ${PROTOBUF}`;
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
  throw new ApiFailure(415, "UnsupportedMediaType", message);
}

function isProtobuf(contentType: string | undefined): boolean {
  return contentType?.split(";")[0]?.trim() === PROTOBUF;
}

/** @throws ApiFailure 400, 413 */
export function decodeBody(request: ApiRequest, type: BodyType): DecodedBody {
  const bytes = bodyOf(request);
  const isBinary = isProtobuf(request.headers["content-type"]);
  return decodeObject(isBinary ? parseProtobuf(bytes, type) : parseJson(bytes, type), type);
}

/**
 * Reads an object: kind and apiVersion first, then the fields by their tables.
 * @throws ApiFailure 400
 */
export function decodeObject(json: unknown, type: BodyType): DecodedBody {
  const { kind, apiVersion } = identify(json, type);
  const cannotHandle = (reason: string) =>
    badRequest(
      `${kind} in version "${apiVersion.split("/").at(-1)}" cannot be handled as a ${type.kind}: ${reason}`,
    );
  if (kind !== type.kind || apiVersion !== (type.groupVersion ?? apiVersion)) {
    throw cannotHandle(
      `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  const unknown: string[] = [];
  try {
    const value = readStruct(json, type.kind, { ...TYPE_META, ...type.fields }, unknown);
    return { value, unknown: unknown.map((path) => `unknown field ${goQuote(path)}`) };
  } catch (error) {
    throw error instanceof WrongType ? cannotHandle(error.message) : error;
  }
}

function parseJson(bytes: Buffer, { kind }: BodyType): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw unrecognized(kind, "couldn't get version/kind; json parse error: invalid JSON");
  }
}

function parseProtobuf(bytes: Buffer, { kind, fields }: BodyType): unknown {
  const value = fromProtobuf(bytes, fields);
  if (value !== undefined) return value;
  throw unrecognized(kind, "provided data does not appear to be a protobuf message");
}

/** What the body says that it is; empty means what is expected. */
function identify(json: unknown, type: BodyType): { kind: string; apiVersion: string } {
  const body = json === null ? {} : asObject(json);
  const [kind, apiVersion] = [body?.kind ?? "", body?.apiVersion ?? ""].map(asText);
  if (body === undefined || kind === undefined || apiVersion === undefined) {
    throw unrecognized(type.kind, "couldn't get version/kind; json parse error: wrong type");
  }
  const parts = apiVersion.split("/").filter((part, at) => part !== "" || at > 0);
  if (apiVersion.split("/").length > 2)
    throw unrecognized(type.kind, `unexpected GroupVersion string: ${apiVersion}`);
  return { kind: kind || type.kind, apiVersion: parts.join("/") || (type.groupVersion ?? "v1") };
}

function unrecognized(kind: string, reason: string): ApiFailure {
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${reason}`);
}
