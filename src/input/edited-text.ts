import { encodeBase64 } from "../apimachinery/base64.js";
import { asObject } from "../apimachinery/json-value.js";
import { checkManifest } from "../secret/check-manifest.js";
import type { EditableValues } from "../secret/editable.js";
import type { SecretData, SecretWithValues } from "../secret/secret.js";
import { formatPath, type Path } from "../source/path.js";
import { documentsIn } from "./documents.js";

/** A mistake in what was edited; the line is that of the text. */
export interface EditProblem {
  line: number;
  column: number;
  /** `stringData.a: must be a string …` */
  reason: string;
}

export type EditedText = { data: SecretData } | { problems: EditProblem[] };

/**
 * The values that an edited text says.
 * @param values what was given to be edited
 */
export function readEditedText(text: string, found: SecretWithValues, values: EditableValues): EditedText {
  const [document, ...more] = documentsIn(text, "value");
  if (document === undefined) return { problems: [] };
  const problems: EditProblem[] = document.problems.map(({ line, column, path, reason }) => ({
    line,
    column,
    reason: told(path, reason),
  }));
  const add = (path: Path, reason: string, part: "key" | "value" = "value"): void => {
    problems.push({ ...document.positionOf(path, part), reason: told(path, reason) });
  };
  if (more.length > 0) add([], "there is more than one document");
  if (problems.length > 0) return { problems };
  const edited = asObject(document.value);
  if (edited === undefined) {
    add([], "must be stringData with the values");
    return { problems };
  }
  for (const key of Object.keys(edited)) {
    if (key !== "stringData" && key !== "data") add([key], "only values can be changed here", "key");
  }
  const kept = keptValues(edited.data, found, values, add);
  if (problems.length > 0) return { problems };
  const { name, type, metadata } = found;
  const checked = checkManifest({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, annotations: metadata.annotations },
    type,
    data: kept,
    stringData: edited.stringData ?? {},
  });
  if ("problems" in checked) {
    for (const { path, reason, part } of checked.problems) add(path, reason, part);
    return { problems };
  }
  for (const key of Object.keys(checked.stringData)) {
    if (Object.hasOwn(kept, key)) add(["stringData", key], "the key stands under data as well", "key");
  }
  if (problems.length > 0) return { problems };
  return { data: sameWhereUnchanged(checked.secret.data, found.data) };
}

/** The values behind the placeholders that still stand there. */
function keptValues(
  edited: unknown,
  found: SecretWithValues,
  { placeholders }: EditableValues,
  add: (path: Path, reason: string, part?: "key" | "value") => void,
): Record<string, string> {
  const kept: Record<string, string> = Object.create(null);
  if (edited === undefined || edited === null) return kept;
  const map = asObject(edited);
  if (map === undefined) add(["data"], "must be a map");
  for (const [key, text] of Object.entries(map ?? {})) {
    const placeholder = placeholders.get(key);
    if (placeholder === undefined) add(["data", key], "new values belong under stringData", "key");
    else if (text !== placeholder)
      add(["data", key], "this value cannot be changed here; remove the line, or leave it");
    else kept[key] = found.data[key] ?? "";
  }
  return kept;
}

/** As the server wrote it: base64 can be written in several ways. */
function sameWhereUnchanged(data: SecretData, old: SecretData): SecretData {
  const result: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(data)) {
    const bytes = Buffer.from(value, "base64");
    const before = old[key];
    const isSame = before !== undefined && Buffer.from(before, "base64").equals(bytes);
    result[key] = isSame ? before : encodeBase64(bytes);
  }
  return result;
}

function told(path: Path, reason: string): string {
  return path.length === 0 ? reason : `${formatPath(path)}: ${reason}`;
}
