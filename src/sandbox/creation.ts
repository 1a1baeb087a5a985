import { randomUUID } from "node:crypto";
import { apiTime } from "./api-time.js";
import type { BodyMetadata } from "./body-metadata.js";
import { generatedName } from "./generated-name.js";
import type { ManagedFields, ObjectMeta } from "./objects.js";

/** The metadata of a new object: what the client may choose, and what the server sets. */
export function createdMetadata(
  body: BodyMetadata,
  namespace: string,
  now: Date,
  managedFields: ManagedFields | undefined,
): ObjectMeta {
  const name = body.name === "" && body.generateName !== "" ? generatedName(body.generateName) : body.name;
  return {
    name,
    generateName: body.generateName,
    namespace,
    uid: randomUUID(),
    generation: body.generation,
    creationTimestamp: apiTime(now),
    labels: body.labels,
    annotations: body.annotations,
    ownerReferences: body.ownerReferences,
    finalizers: body.finalizers,
    managedFields,
  };
}
