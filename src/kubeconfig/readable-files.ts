import { sep } from "node:path";
import { stat } from "../files.js";

/** Group and others may read. */
const READABLE_BY_OTHERS = 0o044;

/** Those of the files in which others than the owner can find a password. On Windows, modes say nothing. */
export async function filesReadableByOthers(files: readonly string[]): Promise<string[]> {
  if (sep === "\\") return [];
  const modeOf = (file: string): Promise<number> =>
    stat(file).then(
      ({ mode }) => mode,
      () => 0,
    );
  const modes = await Promise.all(files.map(modeOf));
  return files.filter((_, at) => ((modes[at] ?? 0) & READABLE_BY_OTHERS) !== 0);
}
