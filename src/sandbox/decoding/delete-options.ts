import { asObject } from "../../apimachinery/json-value.js";
import { type BodyType, decodeBody } from "./body.js";
import { BOOLEAN, INTEGER, listOf, STRING, struct } from "./fields.js";

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

const PRECONDITIONS = struct("Preconditions", {
  uid: { type: STRING, number: 1 },
  resourceVersion: { type: STRING, number: 2 },
});

const DELETE_OPTIONS: BodyType = {
  kind: "DeleteOptions",
  groupVersion: undefined,
  fields: {
    gracePeriodSeconds: { type: INTEGER, number: 1 },
    preconditions: { type: PRECONDITIONS, number: 2 },
    orphanDependents: { type: BOOLEAN, number: 3 },
    propagationPolicy: { type: STRING, number: 4 },
    dryRun: { type: listOf(STRING), number: 5 },
  },
};

/** Unknown fields are ignored, and so is the apiVersion. @throws ApiFailure 400 */
export function decodeDeleteOptions(bytes: Buffer, contentType: string | undefined): DeleteOptions {
  const { value } = decodeBody(bytes, contentType, DELETE_OPTIONS);
  const { preconditions, ...options } = value;
  return { ...NO_DELETE_OPTIONS, ...options, ...asObject(preconditions) };
}
