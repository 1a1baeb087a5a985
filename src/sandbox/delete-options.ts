import { goQuote } from "../apimachinery/go-quote.js";
import { readBodyKind, UnknownBodyKind } from "./body-kind.js";
import { orNull, TYPE_META } from "./body-metadata.js";
import { JsonReader } from "./json-reader.js";
import { ApiFailure } from "./statuses.js";
import { type Field, type Fields, readList, readStruct } from "./struct-reader.js";

/** What the body of a DELETE asks for. */
export interface DeleteOptions {
  dryRun: readonly string[];
  uid: string | undefined;
  resourceVersion: string | undefined;
  propagationPolicy: string | undefined;
  orphanDependents: boolean | undefined;
}

export const NO_DELETE_OPTIONS: DeleteOptions = {
  dryRun: [],
  uid: undefined,
  resourceVersion: undefined,
  propagationPolicy: undefined,
  orphanDependents: undefined,
};

const PRECONDITIONS: Fields<DeleteOptions> = new Map<string, Field<DeleteOptions>>([
  optionalText("uid", "UID", (options, value) => {
    options.uid = value;
  }),
  optionalText("resourceVersion", "ResourceVersion", (options, value) => {
    options.resourceVersion = value;
  }),
]);

const DELETE_OPTIONS: Fields<DeleteOptions> = new Map<string, Field<DeleteOptions>>([
  ...TYPE_META,
  [
    "preconditions",
    {
      path: ["Preconditions"],
      read: (reader, options) =>
        orNull(reader, undefined, (present) =>
          readStruct(present, "v1.Preconditions", PRECONDITIONS, options),
        ),
    },
  ],
  [
    "dryRun",
    {
      path: ["DryRun"],
      read: (reader, options) => {
        options.dryRun = readList(reader, "[]string", (item) => item.readString());
      },
    },
  ],
  [
    "gracePeriodSeconds",
    {
      path: ["GracePeriodSeconds"],
      read: (reader) => void orNull(reader, 0, (present) => present.readInteger()),
    },
  ],
  optionalText("propagationPolicy", "PropagationPolicy", (options, value) => {
    options.propagationPolicy = value;
  }),
  [
    "orphanDependents",
    {
      path: ["OrphanDependents"],
      read: (reader, options) => {
        options.orphanDependents = orNull<boolean | undefined>(reader, undefined, (present) =>
          present.readBoolean(),
        );
      },
    },
  ],
]);

/** @throws ApiFailure 500: this is how the server answers a DELETE whose body it cannot read */
export function decodeDeleteOptions(bytes: Buffer): DeleteOptions {
  const options = { ...NO_DELETE_OPTIONS };
  try {
    const { kind, apiVersion } = readBodyKind(bytes);
    if (apiVersion.split("/").length > 2)
      throw new ApiFailure(500, `unexpected GroupVersion string: ${apiVersion}`);
    if (kind !== "" && kind !== "DeleteOptions") {
      const scheme = "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27";
      throw new ApiFailure(
        500,
        `no kind ${goQuote(kind)} is registered for version "${apiVersion || "meta.k8s.io/v1"}" in scheme "${scheme}"`,
      );
    }
  } catch (error) {
    if (error instanceof UnknownBodyKind) throw new ApiFailure(500, error.message);
    throw error;
  }
  const reader = new JsonReader(bytes);
  readStruct(reader, "v1.DeleteOptions", DELETE_OPTIONS, options);
  if (reader.error !== undefined) throw new ApiFailure(500, reader.error);
  return options;
}

function optionalText<T>(
  name: string,
  goName: string,
  set: (target: T, value: string | undefined) => void,
): [string, Field<T>] {
  const read = (reader: JsonReader, target: T) =>
    set(
      target,
      orNull<string | undefined>(reader, undefined, (present) => present.readString()),
    );
  return [name, { path: [goName], read }];
}
