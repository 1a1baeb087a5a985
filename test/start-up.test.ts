import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** What a module imports when it is loaded: not types, and not what is imported where it is used. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?"([^"]+)";/gms)].map(
    ([, from = ""]) => from,
  );
}

function loadedAtStart(): string[] {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const from of importsOf(file)) {
      if (!from.startsWith(".")) seen.add(from);
      else visit(join(dirname(file), from.replace(/\.js$/, ".ts")));
    }
  };
  visit(join(SRC, "main.ts"));
  return [...seen].map((each) => (existsSync(each) ? relative(SRC, each) : each));
}

it("starts without what only some commands need", () => {
  const loaded = loadedAtStart();
  expect(loaded).toContain("commands/platform-secret/create.ts");
  const heavy = loaded.filter((each) =>
    /^(?:zod|yaml|cli-table3|@kubernetes|input\/|sandbox\/|transport\/|secret\/check-manifest)/.test(each),
  );
  expect(heavy).toEqual([]);
});
