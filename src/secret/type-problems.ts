import { type TypeFlaw, typeFlaws } from "../apimachinery/type-rules.js";
import type { Labels } from "./labels.js";
import type { SecretData } from "./secret.js";

export interface TypeProblem {
  path: readonly string[];
  reason: string;
}

/** What the API server would miss in a secret of this type, in our words. */
export function typeProblems(type: string, data: SecretData, annotations: Labels): TypeProblem[] {
  const content = { data: (key: string) => data[key], annotation: (key: string) => annotations[key] };
  return typeFlaws(type, content).map((flaw) => typeProblem(flaw, type));
}

function typeProblem(flaw: TypeFlaw, type: string): TypeProblem {
  switch (flaw.kind) {
    case "annotation":
      return { path: ["metadata", "annotations", flaw.key], reason: `is required by type ${type}` };
    case "keys":
      return { path: ["data"], reason: `type ${type} needs the key ${flaw.keys.join(" or the key ")}` };
    case "json":
      return { path: ["data", flaw.key], reason: `must be a JSON object for type ${type}` };
  }
}
