import { commandHint, type TypedChoice } from "./command-hint.js";

/** A resource of the API, as a path and as people name it. */
export interface Resource {
  /** `secrets`, also in paths */
  plural: string;
  /** `secret` */
  singular: string;
  /** Of the objects: `Secret` */
  kind: string;
}

export const SECRETS: Resource = { plural: "secrets", singular: "secret", kind: "Secret" };

/** Where requests go, for messages. */
export interface Server {
  /** Scheme, host and port. */
  origin: string;
  /** The context that chose server and credentials. */
  context: string;
  typed: TypedChoice;
}

/** What is being done, for the sentences of errors: every sentence is built from these parts. */
export interface Operation {
  verb: "create" | "list" | "inspect" | "update" | "edit" | "copy" | "delete";
  resource: Resource;
  /** Undefined for a list, or while a generated name is not known. */
  name: string | undefined;
  /** Undefined: all namespaces. */
  namespace: string | undefined;
  server: Server;
  /**
   * The secret that was sent: errors may name these data keys, and no others that a server claims, and none may quote these values
   * (base64).
   */
  sent?: { keys: readonly string[]; values: readonly string[] };
}

/** `secret "s3"`, `secrets` */
export function thing({ resource, name }: Pick<Operation, "resource" | "name">): string {
  return name === undefined ? resource.plural : `${resource.singular} "${name}"`;
}

/** `cannot create secret "s3"`, `cannot list secrets` */
export function cannot(operation: Pick<Operation, "verb" | "resource" | "name">): string {
  return `cannot ${operation.verb} ${thing(operation)}`;
}

/** `it does not exist in namespace "default"` */
export function doesNotExist({ namespace }: Pick<Operation, "namespace">): string {
  return `it does not exist in namespace "${namespace}"`;
}

/** A command about what the operation is about, for a hint. */
export function hintFor({ server, namespace }: Operation, ...words: string[]): string {
  return commandHint(words, server.typed, namespace);
}
