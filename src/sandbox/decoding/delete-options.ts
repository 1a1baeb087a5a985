import { asObject } from "../../apimachinery/json-value.js";
import type { ApiRequest } from "../http/request.js";
import { type BodyType, decodeBody } from "./body.js";
import { BOOLEAN, INTEGER, listOf, STRING, struct, texts } from "./fields.js";

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

const DELETE_OPTIONS: BodyType = {
  kind: "DeleteOptions",
  groupVersion: undefined,
  fields: {
    gracePeriodSeconds: { type: INTEGER, number: 1 },
    preconditions: { type: struct("Preconditions", texts("uid", "resourceVersion")), number: 2 },
    orphanDependents: { type: BOOLEAN, number: 3 },
    propagationPolicy: { type: STRING, number: 4 },
    dryRun: { type: listOf(STRING), number: 5 },
  },
};

/** Unknown fields are ignored, and so is the apiVersion. @throws ApiFailure 400 */
export function decodeDeleteOptions(request: ApiRequest): DeleteOptions {
  const { preconditions, ...options } = decodeBody(request, DELETE_OPTIONS).value;
  return { ...NO_DELETE_OPTIONS, ...options, ...asObject(preconditions) };
}
