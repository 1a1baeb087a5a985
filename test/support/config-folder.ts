import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { PachctlError } from "../../src/errors.js";

/** A fresh folder for every test, with the files that it asks for. */
export interface ConfigFolder {
  readonly path: string;
  at(name: string): string;
  write(name: string, content: unknown): Promise<string>;
}

export function useConfigFolder(): ConfigFolder {
  let path = "";
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), "pachctl-kubeconfig-"));
  });
  afterEach(async () => {
    await rm(path, { recursive: true });
  });
  const folder: ConfigFolder = {
    get path() {
      return path;
    },
    at: (name) => join(path, name),
    write: async (name, content) => {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(
        file,
        typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content),
      );
      return file;
    },
  };
  return folder;
}

/** What a promise gives, or the error as a value with the folder's path written as `DIR`. */
export async function outcome<T>(
  promise: Promise<T>,
  folder: ConfigFolder,
): Promise<T | { kind: string; problem: string; hint: string }> {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    const shown = (text: string): string => text.replaceAll(folder.path, "DIR");
    return { kind: error.kind, problem: shown(error.message), hint: shown(error.hint ?? "") };
  }
}

export function usage(problem: string, hint = ""): { kind: string; problem: string; hint: string } {
  return { kind: "usage", problem, hint };
}
