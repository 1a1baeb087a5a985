import type { GoJson } from "../../apimachinery/go-json.js";
import { asObject } from "../../apimachinery/json-value.js";
import { decodeBody } from "../decoding/body.js";
import { struct, texts } from "../decoding/fields.js";
import type { ApiRequest } from "./request.js";

/** Where a client asks what it may do: `kubectl auth can-i`. */
export const ACCESS_REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

const RESOURCE = texts("namespace", "verb", "group", "version", "resource", "subresource", "name");
const SPEC = {
  resourceAttributes: { type: struct("ResourceAttributes", RESOURCE), number: 1 },
  nonResourceAttributes: { type: struct("NonResourceAttributes", texts("path", "verb")), number: 2 },
};
const FIELDS = {
  metadata: { type: struct("ObjectMeta", {}), number: 1 },
  spec: { type: struct("Spec", SPEC), number: 2 },
};

/** @param allowed may do everything; others may do nothing that is asked about here */
export function accessReview(request: ApiRequest, allowed: boolean): GoJson {
  const [kind, apiVersion] = ["SelfSubjectAccessReview", "authorization.k8s.io/v1"];
  const { value } = decodeBody(request, { kind, groupVersion: apiVersion, fields: FIELDS });
  const spec = (asObject(value.spec) ?? {}) as GoJson;
  return { kind, apiVersion, metadata: {}, spec, status: { allowed } };
}
