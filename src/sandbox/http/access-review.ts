import type { GoJson } from "../../apimachinery/go-json.js";
import { asObject } from "../../apimachinery/json-value.js";
import { decodeBody } from "../decoding/body.js";
import { type FieldTable, STRING, struct } from "../decoding/fields.js";
import type { ApiRequest } from "./request.js";
import { bodyTooLarge } from "./statuses.js";

/** Where a client asks what it may do: `kubectl auth can-i`. */
export const ACCESS_REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

const RESOURCE: FieldTable = {
  namespace: { type: STRING, number: 1 },
  verb: { type: STRING, number: 2 },
  group: { type: STRING, number: 3 },
  version: { type: STRING, number: 4 },
  resource: { type: STRING, number: 5 },
  subresource: { type: STRING, number: 6 },
  name: { type: STRING, number: 7 },
};
const SPEC: FieldTable = {
  resourceAttributes: { type: struct("ResourceAttributes", RESOURCE), number: 1 },
  nonResourceAttributes: {
    type: struct("NonResourceAttributes", {
      path: { type: STRING, number: 1 },
      verb: { type: STRING, number: 2 },
    }),
    number: 2,
  },
};

/** @param allowed may do everything; others may do nothing that is asked about here */
export function accessReview({ body, headers }: ApiRequest, allowed: boolean): GoJson {
  if (body === "too large") throw bodyTooLarge(0);
  const kind = "SelfSubjectAccessReview";
  const groupVersion = "authorization.k8s.io/v1";
  const fields = {
    metadata: { type: struct("ObjectMeta", {}), number: 1 },
    spec: { type: struct("Spec", SPEC), number: 2 },
  };
  const { value } = decodeBody(body, headers["content-type"], { kind, groupVersion, fields });
  const spec = (asObject(value.spec) ?? {}) as GoJson;
  return { kind, apiVersion: groupVersion, metadata: {}, spec, status: { allowed } };
}
