import { isObject } from "../apimachinery/json-value.js";
import type { SourceDocument } from "../input/source-document.js";
import type { Path } from "../source/path.js";

/** One CreatePipelineRequest as it stands in a file: a pipeline's own, or defaults. */
export interface SpecLayer {
  /** For error positions: the file as it was named. */
  file: string;
  document: SourceDocument;
  /** Where the request starts in the document. */
  path: Path;
  request: Readonly<Record<string, unknown>>;
}

export interface PipelineSpec {
  name: string;
  project: string | undefined;
  /** The pipeline's own first, then the project's defaults, then the cluster's. */
  layers: readonly SpecLayer[];
}

/** A part of a spec, and where it stands. */
export interface SpecPart {
  layer: SpecLayer;
  /** Within the request. */
  path: Path;
  value: unknown;
}

/** `p` for people: the project in front, unless it is the default one. */
export function pipelineTitle({ name, project }: PipelineSpec): string {
  return project === undefined || project === "default" ? name : `${project}/${name}`;
}

/**
 * The part under these names, given in camel case, as pachd merges a spec with its defaults (RFC 7396): maps are merged, lists replaced
 * whole, and null takes a default away. Both spellings of a name are found, as protojson finds them.
 */
export function partOf({ layers }: PipelineSpec, names: readonly string[]): SpecPart | undefined {
  for (const layer of layers) {
    const found = descend(layer, names);
    if (found === "absent") continue;
    return found?.value === null ? undefined : found;
  }
  return undefined;
}

/** @returns nothing when it was taken away, or cannot be there */
function descend(layer: SpecLayer, names: readonly string[]): SpecPart | "absent" | undefined {
  let part: SpecPart = { layer, path: [], value: layer.request };
  for (const name of names) {
    if (!isObject(part.value)) return part.value === null ? undefined : "absent";
    const member = memberOf(part.value, name);
    if (member === undefined) return "absent";
    part = { layer, path: [...part.path, member.key], value: member.value };
  }
  return part;
}

/** A member by its name in camel case, whichever way it is spelt. */
export function memberOf(
  map: Readonly<Record<string, unknown>>,
  name: string,
): { key: string; value: unknown } | undefined {
  const key = [name, snakeCase(name)].find((spelling) => Object.hasOwn(map, spelling));
  return key === undefined ? undefined : { key, value: map[key] };
}

/** `mountPath` to `mount_path` */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
