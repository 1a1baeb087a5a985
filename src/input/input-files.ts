import { join } from "node:path";
import { shownName } from "../apimachinery/shown.js";
import { PachctlError, usageError } from "../errors.js";
import { entriesOf, isOfVolume, look } from "./look.js";

const MANIFEST_FILE = /\.(?:json|yaml|yml)$/;
/** Other names of standard input. */
const STDIN = /^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/;

/**
 * The files that several `-f` name: a folder stands for the manifests in it, by name.
 * @param sources paths, and `-` for standard input
 * @param recursive are the folders below looked into as well? Links to folders are not followed.
 * @returns paths and `-`, each once; and what is wrong: one comes twice, cannot be looked at, or is a folder without manifests
 */
export async function inputFiles(
  sources: readonly string[],
  recursive: boolean,
): Promise<{ files: string[]; problems: string[] }> {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const source of sources) {
    try {
      for (const file of await filesOf(source, recursive)) {
        const identity = await identityOf(file);
        const earlier = seen.get(identity);
        if (earlier !== undefined) problems.push(twice(earlier, file));
        else seen.set(identity, file);
      }
    } catch (error) {
      if (!(error instanceof PachctlError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { files: [...seen.values()], problems };
}

function twice(earlier: string, file: string): string {
  if (file === "-") return "standard input can be read only once";
  if (earlier === file) return `${shownName(file)} is named twice`;
  return `${shownName(file)} and ${shownName(earlier)} are the same file`;
}

async function filesOf(source: string, recursive: boolean): Promise<string[]> {
  if (source === "") throw usageError("-f names no file");
  if (STDIN.test(source)) return ["-"];
  if (!(await look(source, shownName(source))).isDirectory()) return [source];
  const files = await manifestsIn(source, recursive);
  if (files.length > 0) return files;
  const where = recursive ? "in it or below" : "in it; -R looks into the folders below as well";
  throw usageError(`${shownName(source)}: there is no .json, .yaml or .yml file ${where}`);
}

async function manifestsIn(folder: string, recursive: boolean): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await entriesOf(folder, shownName(folder))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (recursive && !isOfVolume(entry.name)) files.push(...(await manifestsIn(path, recursive)));
    } else if (MANIFEST_FILE.test(entry.name) && !(await look(path, shownName(path))).isDirectory()) {
      files.push(path);
    }
  }
  return files;
}

async function identityOf(file: string): Promise<string> {
  if (file === "-") return file;
  const { dev, ino } = await look(file, shownName(file));
  return `${dev}:${ino}`;
}
