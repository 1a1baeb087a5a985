import { PachctlError } from "../../src/errors.js";
import { checkReferences } from "../../src/pipeline/check-references.js";
import { checkSecrets, type KnownSecret } from "../../src/pipeline/check-secrets.js";
import { type Finding, findingLine } from "../../src/pipeline/finding.js";
import { readSpecs } from "../../src/pipeline/read-specs.js";
import { type References, referencesOf } from "../../src/pipeline/references.js";
import type { PipelineSpec } from "../../src/pipeline/spec.js";
import { testDeps } from "./deps.js";

/** Reads specs from text, with the files of defaults that are named. @returns the problems instead, where there are any */
export async function specsIn(
  text: string,
  defaults: { cluster?: string; project?: string } = {},
): Promise<PipelineSpec[] | { problems: readonly string[] }> {
  const stdin = {
    isTTY: false,
    async *chunks() {
      yield Buffer.from(text);
    },
  };
  try {
    return await readSpecs(
      { files: ["-"], clusterDefaults: defaults.cluster, projectDefaults: defaults.project },
      testDeps({ stdin }),
    );
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    return { problems: error.problems };
  }
}

/** A spec with this transform, on one line. */
export function specText(transform: object, rest: object = {}): string {
  return JSON.stringify({ pipeline: { name: "p" }, transform, ...rest });
}

/** The one spec of a text, and its references. */
export async function oneSpec(text: string): Promise<{ spec: PipelineSpec; references: References }> {
  const specs = await specsIn(text);
  if ("problems" in specs) throw new Error(specs.problems.join("\n"));
  const [spec] = specs;
  if (spec === undefined || specs.length > 1) throw new Error(`${specs.length} specs`);
  return { spec, references: referencesOf(spec) };
}

/** Everything that is found in a text of one spec, as lines behind the file's name; errors in capitals. */
export async function findingsIn(
  text: string,
  secrets?: Readonly<Record<string, KnownSecret>>,
): Promise<string[]> {
  const { spec, references } = await oneSpec(text);
  const findings: Finding[] = [
    ...references.findings,
    ...checkReferences(spec, references),
    ...(secrets === undefined
      ? []
      : checkSecrets(spec, references, (name) => (Object.hasOwn(secrets, name) ? secrets[name] : undefined))),
  ];
  return findings.map((each) => {
    const line = findingLine(each).replace(/^stdin:\d+:\d+: pipeline "p": /, "");
    return each.severity === "error" ? `ERROR ${line}` : line;
  });
}
