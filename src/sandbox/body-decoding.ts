import { encodeBase64 } from "../apimachinery/base64.js";
import { goQuote } from "../apimachinery/go-quote.js";
import { readBodyKind, UnknownBodyKind } from "./body-kind.js";
import { type BodyMetadata, metadataField, newBodyMetadata, orNull, TYPE_META } from "./body-metadata.js";
import { JsonReader } from "./json-reader.js";
import { bytesFromText } from "./raw-text.js";
import { badRequest } from "./statuses.js";
import { type Field, type Fields, readBytes, readMap, readStruct } from "./struct-reader.js";

export interface BodySecret {
  metadata: BodyMetadata;
  immutable: boolean | undefined;
  /** Canonical base64; stringData is merged in. */
  data: ReadonlyMap<string, string>;
  type: string;
}

export interface BodyNamespace {
  metadata: BodyMetadata;
}

/** @throws ApiFailure 400 in the server's words, without the part of the body that the server quotes behind them */
export function decodeSecret(bytes: Buffer): BodySecret {
  const secret = {
    metadata: newBodyMetadata(),
    immutable: undefined,
    data: new Map(),
    stringData: new Map(),
    type: "",
  };
  decodeObject(bytes, "Secret", SECRET, secret);
  const data = new Map<string, string>(secret.data);
  for (const [key, value] of secret.stringData) data.set(key, encodeBase64(bytesFromText(value)));
  return { metadata: secret.metadata, immutable: secret.immutable, data, type: secret.type || "Opaque" };
}

/** @throws ApiFailure as decodeSecret */
export function decodeNamespace(bytes: Buffer): BodyNamespace {
  const namespace = { metadata: newBodyMetadata() };
  decodeObject(bytes, "Namespace", NAMESPACE, namespace);
  return namespace;
}

interface SecretTarget {
  metadata: BodyMetadata;
  immutable: boolean | undefined;
  data: ReadonlyMap<string, string>;
  stringData: ReadonlyMap<string, string>;
  type: string;
}

const SECRET: Fields<SecretTarget> = new Map<string, Field<SecretTarget>>([
  ...TYPE_META,
  ["metadata", metadataField<SecretTarget>()],
  [
    "immutable",
    {
      path: ["Immutable"],
      read: (reader, secret) => {
        secret.immutable = orNull<boolean | undefined>(reader, undefined, (present) => present.readBoolean());
      },
    },
  ],
  [
    "data",
    {
      path: ["Data"],
      read: (reader, secret) => {
        secret.data = readMap(reader, secret.data, readBytes);
      },
    },
  ],
  [
    "stringData",
    {
      path: ["StringData"],
      read: (reader, secret) => {
        secret.stringData = readMap(reader, secret.stringData, (value) => value.readString());
      },
    },
  ],
  [
    "type",
    {
      path: ["Type"],
      read: (reader, secret) => {
        secret.type = reader.readString();
      },
    },
  ],
]);

const NAMESPACE: Fields<BodyNamespace> = new Map<string, Field<BodyNamespace>>([
  ...TYPE_META,
  ["metadata", metadataField<BodyNamespace>()],
  [
    "spec",
    { path: ["Spec"], read: (reader) => readStruct(reader, "v1.NamespaceSpec", new Map(), undefined) },
  ],
  [
    "status",
    { path: ["Status"], read: (reader) => readStruct(reader, "v1.NamespaceStatus", new Map(), undefined) },
  ],
]);

/** The kinds of core/v1, which other kinds of body are told apart by. */
const CORE_KINDS: ReadonlySet<string> = new Set(
  "Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount"
    .split(" ")
    .flatMap((kind) => [kind, `${kind}List`])
    .concat("List"),
);

function decodeObject<T>(bytes: Buffer, expected: string, fields: Fields<T>, target: T): void {
  const { kind, version, refused } = identify(bytes, expected);
  const cannotHandle = (reason: string) =>
    badRequest(`${kind} in version "${version}" cannot be handled as a ${expected}: ${reason}`);
  if (refused !== undefined) throw cannotHandle(refused);
  const reader = new JsonReader(bytes);
  readStruct(reader, `v1.${expected}`, fields, target);
  if (reader.error !== undefined) throw cannotHandle(reader.error);
}

function identify(
  bytes: Buffer,
  expected: string,
): { kind: string; version: string; refused: string | undefined } {
  const unrecognized = (reason: string) =>
    badRequest(
      `the object provided is unrecognized (must be of type ${expected}): ${reason} (${summary(bytes)})`,
    );
  try {
    const body = readBodyKind(bytes);
    const parts = body.apiVersion === "" || body.apiVersion === "/" ? ["v1"] : body.apiVersion.split("/");
    if (parts.length === 2 && parts[0] === "") parts.shift();
    if (parts.length > 2) throw unrecognized(`unexpected GroupVersion string: ${body.apiVersion}`);
    const kind = body.kind === "" ? expected : body.kind;
    const version = parts.at(-1) ?? "";
    const groupVersion = parts.join("/");
    if (groupVersion !== "v1" || !CORE_KINDS.has(kind)) {
      const scheme = "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30";
      const refused = `no kind ${goQuote(kind)} is registered for version "${groupVersion}" in scheme "${scheme}"`;
      return { kind, version, refused };
    }
    const refused =
      kind === expected ? undefined : `converting (v1.${kind}) to (core.${expected}): unknown conversion`;
    return { kind, version, refused };
  } catch (error) {
    if (error instanceof UnknownBodyKind) throw unrecognized(error.message);
    throw error;
  }
}

/** How the server shows which body it means: the first 30 bytes, in hex unless it looks like JSON. */
function summary(bytes: Buffer): string {
  if (bytes.length === 0) return "<empty>";
  const head = bytes.subarray(0, 30);
  const shown = head[0] === 0x7b ? head.toString("utf8") : head.toString("hex");
  return bytes.length > head.length ? `${shown} ...` : shown;
}
