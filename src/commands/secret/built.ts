import { encodeBase64 } from "../../apimachinery/base64.js";
import { PachctlError, usageError } from "../../errors.js";
import { type BuiltManifest, manifestValue } from "../../secret/generators/built-manifest.js";
import type { NewSecret } from "../../secret/secret.js";
import { formatPath } from "../../source/path.js";
import type { GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { note } from "../notes.js";
import {
  dryRunOption,
  type OptionSpecs,
  type OptionsOf,
  outputOption,
  repeated,
  toggle,
} from "../options.js";
import { checkNamespace, createAll } from "./creation.js";

/** What every command that builds a secret from flags takes beside its own. */
export const BUILD_OPTIONS = {
  labels: repeated("--label <key=value>", "a label of the secret; may be repeated"),
  annotations: repeated("--annotation <key=value>", "an annotation of the secret; may be repeated"),
  immutable: toggle("--immutable", "the secret cannot be changed afterwards"),
  appendHash: toggle("--append-hash", "append a hash of the contents to the name"),
  strict: toggle("--strict", "what would be accepted but cannot work is an error, not a warning"),
  output: outputOption(["name", "json", "yaml"]),
  dryRun: dryRunOption(),
} satisfies OptionSpecs;

export type BuildOptions = OptionsOf<typeof BUILD_OPTIONS> & GlobalOptions;

/** What a command has made of its own flags. */
export interface Built {
  name: string;
  /** "" for none */
  type: string;
  values: ReadonlyMap<string, Buffer>;
  /** For people, complete lines: notes, and warnings that --strict makes errors. */
  notes: readonly string[];
  warnings: readonly string[];
  stdinIsTaken: boolean;
}

/**
 * Checks the secret as if it had come from a file, and creates it; a client dry run prints its manifest as kubectl does.
 * @throws PachctlError usage with a line for every problem
 */
export async function createBuilt(built: Built, options: BuildOptions, deps: CommandDeps): Promise<void> {
  const manifest = await toManifest(built, options);
  const { output, dryRun } = options;
  const secret = await checked(manifest, built, options, deps);
  if (dryRun === "client" && (output === "json" || output === "yaml")) {
    const { renderManifest } = await import("../../output/kubectl-manifest.js");
    await deps.stdout.write(renderManifest(manifest, output));
    return;
  }
  const creation = { ...options, keepGoing: false, skipExisting: false, stdinIsTaken: built.stdinIsTaken };
  await createAll([secret], creation, deps);
}

async function toManifest(
  { name, type, values }: Built,
  { namespace, labels, annotations, immutable, appendHash }: BuildOptions,
): Promise<BuiltManifest> {
  checkNamespace(namespace);
  const manifest: BuiltManifest = {
    name,
    namespace,
    labels: pairs("--label", labels),
    annotations: pairs("--annotation", annotations),
    type,
    immutable,
    data: new Map([...values].map(([key, value]) => [key, encodeBase64(value)])),
  };
  if (!appendHash) return manifest;
  const { nameHash } = await import("../../secret/generators/name-hash.js");
  return { ...manifest, name: `${name}-${nameHash(manifest)}` };
}

/** `KEY=VALUE`, each key once. */
function pairs(flag: string, texts: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const text of texts) {
    const [, key, value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (key === undefined) throw usageError(`${flag} takes KEY=VALUE`);
    if (found.has(key)) throw usageError(`${flag}: the key ${key} is there twice`);
    found.set(key, value);
  }
  return found;
}

async function checked(
  manifest: BuiltManifest,
  built: Built,
  options: BuildOptions,
  deps: CommandDeps,
): Promise<NewSecret> {
  for (const line of built.notes) await note(deps, options, line);
  const { secret, ofType } = await accepted(manifest, options);
  const { contentRemarks } = await import("../../secret/content-remarks.js");
  const remarks = contentRemarks(secret, {}, deps.clock.now());
  const warnings = [
    ...built.warnings,
    ...ofType,
    ...remarks.filter(({ isNote }) => isNote !== true).map(told),
  ];
  if (options.strict && warnings.length > 0) throw new PachctlError("usage", warnings);
  for (const warning of warnings) await note(deps, options, `warning: ${warning}`);
  if (built.values.size === 0) await note(deps, options, "note: the secret holds no values");
  return secret;
}

/**
 * What its type demands is a warning on a client dry run: the manifest may be finished by hand, and kubectl prints it.
 * @throws PachctlError usage
 */
async function accepted(
  manifest: BuiltManifest,
  { dryRun }: Pick<BuildOptions, "dryRun">,
): Promise<{ secret: NewSecret; ofType: string[] }> {
  const { checkManifest } = await import("../../secret/check-manifest.js");
  const result = checkManifest(manifestValue(manifest));
  if (!("problems" in result)) return { secret: result.secret, ofType: [] };
  const isToFinish = dryRun === "client" && result.problems.every(({ isOfType }) => isOfType === true);
  const ofType = result.problems.map(told);
  if (!isToFinish || manifest.type === "") throw new PachctlError("usage", ofType);
  return { secret: (await accepted({ ...manifest, type: "" }, { dryRun })).secret, ofType };
}

function told({ path, reason }: { path: readonly (string | number)[]; reason: string }): string {
  return `${formatPath(path)}: ${reason}`;
}
