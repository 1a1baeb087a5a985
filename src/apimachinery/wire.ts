/**
 * A model of @kubernetes/client-node as it travels: timestamps are text, and `_continue` is `continue`. Table and
 * PartialObjectMetadata, which the models lack, are ours.
 */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Element)[]
    ? Wire<Element>[]
    : T extends object
      ? { [Field in keyof T as Field extends "_continue" ? "continue" : Field]: Wire<T[Field]> }
      : T;
