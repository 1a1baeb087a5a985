import type { GoJson } from "../../apimachinery/go-json.js";
import type { BodyType } from "../decoding/body.js";
import type { DeleteOptions } from "../decoding/delete-options.js";
import type { FieldTable, Struct } from "../decoding/fields.js";
import { METADATA } from "../decoding/metadata.js";
import type { ApiRequest } from "../http/request.js";
import type { Store } from "../storage/store.js";
import type { FieldError } from "../validation/field-errors.js";
import type { NameRule } from "../validation/metadata.js";
import type { ApiObject, Versioned } from "./objects.js";

/** What the handlers work on. */
export interface ApiContext {
  store: Store;
  now: () => Date;
}

/** A request for objects of a resource. */
export interface Call extends ApiContext {
  resource: Resource;
  /** Empty for all of them, or for what has none. */
  namespace: string;
  /** Empty for a collection. */
  name: string;
  request: ApiRequest;
}

export interface Column {
  name: string;
  description: string;
  cell(object: ApiObject): GoJson;
}

/** An object that is there from the start. */
export interface InitialObject {
  name: string;
  namespace?: string;
  labels?: Readonly<Record<string, string>>;
  body?: Struct;
}

/** Everything that is particular to a resource: routing, storage, paging, tables and validation know none by name. */
export interface Resource {
  /** As in paths. */
  plural: string;
  singular: string;
  kind: string;
  shortNames?: readonly string[];
  isNamespaced: boolean;
  /** The body beside metadata. */
  fields: FieldTable;
  /** What is stored of it, in the order of the wire, and the paths of the fields that its creator manages. */
  store(body: Struct): { rest: ApiObject["rest"]; managed: readonly string[] };
  /** What the server sets before it validates. */
  withDefaults?(object: ApiObject): ApiObject;
  nameErrors: NameRule;
  /** The complaints beside those about metadata. */
  errors(object: ApiObject): FieldError[];
  /** Of a change, beside those of the object that comes of it. */
  updateErrors?(old: ApiObject, object: ApiObject): FieldError[];
  /** What is accepted and told all the same. */
  warnings?(object: ApiObject): string[];
  /** Between Name and Age. */
  columns: readonly Column[];
  /** For field selectors, beside metadata.name and metadata.namespace. */
  selectable: Readonly<Record<string, (object: ApiObject) => string>>;
  /** Of every new server. */
  initial?: readonly InitialObject[];
  /** In place of the ordinary delete; undefined: it stays as it is. @throws ApiFailure */
  remove?(found: Versioned | undefined, options: DeleteOptions, call: Call): ApiObject | undefined;
}

/** What the bodies of a resource are read as. */
export function bodyType({ kind, fields }: Resource): BodyType {
  return { kind, groupVersion: "v1", fields: { metadata: { type: METADATA, number: 1 }, ...fields } };
}

/** Where the store keeps the object of a call; the prefix of all objects for a collection. */
export function keyOf({ resource, namespace, name }: Pick<Call, "resource" | "namespace" | "name">): string {
  return namespace === "" ? `/${resource.plural}/${name}` : `/${resource.plural}/${namespace}/${name}`;
}
