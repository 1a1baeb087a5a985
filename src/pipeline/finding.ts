import { formatPath, type Path } from "../source/path.js";
import { type PipelineSpec, pipelineTitle, type SpecPart } from "./spec.js";

export type Severity = "error" | "warning";

/** Something wrong with a secret reference, as `-o json` prints it. */
export interface Finding {
  severity: Severity;
  /** The pipeline's name, with its project in front unless that is the default one. */
  pipeline: string;
  /** `transform.secrets[1].name` */
  path: string;
  file: string;
  line: number;
  column: number;
  message: string;
  /** A command that would mend it: its words behind `pachctl`. */
  fix?: readonly string[];
}

export interface Place {
  part: SpecPart;
  /** Below the part. */
  path?: Path;
  /** Which end is meant; the value by default. */
  end?: "key" | "value";
}

export function finding(
  severity: Severity,
  spec: PipelineSpec,
  { part, path = [], end = "value" }: Place,
  message: string,
  fix?: readonly string[],
): Finding {
  const { layer } = part;
  const whole = [...part.path, ...path];
  return {
    severity,
    pipeline: pipelineTitle(spec),
    path: formatPath(whole),
    file: layer.file,
    ...layer.document.positionOf([...layer.path, ...whole], end),
    message,
    ...(fix !== undefined && { fix }),
  };
}

/** `FILE:LINE:COL: pipeline "p": path: reason` */
export function findingLine({ file, line, column, pipeline, path, message }: Finding): string {
  return `${file}:${line}:${column}: pipeline "${pipeline}": ${path}: ${message}`;
}
