import { secretNameProblem } from "../apimachinery/name-words.js";
import type { InputDeps } from "../input/read-input.js";
import { checkReferences } from "./check-references.js";
import { checkSecrets, type LookUp, namesOf } from "./check-secrets.js";
import type { Finding } from "./finding.js";
import { readSpecs, type SpecFiles } from "./read-specs.js";
import { type References, referencesOf } from "./references.js";
import type { PipelineSpec } from "./spec.js";

/** A pipeline's spec and its references to secrets. */
export interface Pipeline {
  spec: PipelineSpec;
  references: References;
}

/** @throws PachctlError usage with a line for everything that cannot be read or parsed */
export async function readPipelines(files: SpecFiles, deps: InputDeps): Promise<Pipeline[]> {
  return (await readSpecs(files, deps)).map((spec) => ({ spec, references: referencesOf(spec) }));
}

/**
 * Everything that is wrong with the references of pipelines, file by file in the order of the text.
 * @param lookUp the secrets that there are; without it, the references are judged by themselves
 */
export function findingsOf(pipelines: readonly Pipeline[], lookUp?: LookUp): Finding[] {
  const findings = pipelines.flatMap(({ spec, references }) => [
    ...references.findings,
    ...checkReferences(spec, references),
    ...(lookUp === undefined ? [] : checkSecrets(spec, references, lookUp)),
  ]);
  const files = new Map([...new Set(findings.map(({ file }) => file))].map((file, at) => [file, at]));
  const placeOf = ({ file }: Finding): number => files.get(file) ?? 0;
  return findings.sort((a, b) => placeOf(a) - placeOf(b) || a.line - b.line || a.column - b.column);
}

/** The secrets that pipelines name, each once; what cannot be a name is left out. */
export function secretNames(pipelines: readonly Pipeline[]): string[] {
  const names = new Set(pipelines.flatMap(({ references }) => namesOf(references)));
  return [...names].filter((name) => secretNameProblem(name) === undefined);
}
