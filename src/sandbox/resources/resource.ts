import type { GoJson } from "../../apimachinery/go-json.js";
import type { DeleteOptions } from "../decoding/delete-options.js";
import type { FieldTable, Struct } from "../decoding/fields.js";
import type { Store } from "../storage/store.js";
import type { FieldError } from "../validation/field-errors.js";
import type { NameRule } from "../validation/metadata.js";
import type { ApiObject, Versioned } from "./objects.js";

/** What the handlers work on. */
export interface ApiContext {
  store: Store;
  now: () => Date;
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
  /** What is stored of it, in the order of the wire, and the fields that its creator manages. */
  store(body: Struct): { rest: ApiObject["rest"]; managed: ReadonlyMap<string, GoJson> };
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
  /** In place of the ordinary delete. @throws ApiFailure */
  remove?(
    found: Versioned | undefined,
    name: string,
    options: DeleteOptions,
    context: ApiContext,
  ): ApiObject | undefined;
}

/** @param namespace empty for all of them, or for what has none */
export function keyPrefix({ plural }: Resource, namespace: string): string {
  return namespace === "" ? `/${plural}/` : `/${plural}/${namespace}/`;
}

export function keyOf(resource: Resource, namespace: string, name: string): string {
  return `${keyPrefix(resource, namespace)}${name}`;
}
