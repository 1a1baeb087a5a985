import { type OptionSpecs, repeated, text } from "../options.js";

/** What every command takes that reads pipeline specs. */
export const SPEC_OPTIONS = {
  files: repeated("-f, --file <spec>", 'a pipeline spec; "-" reads standard input; may be repeated'),
  clusterDefaults: text("--cluster-defaults <file>", "the defaults of the cluster, merged as pachd does"),
  projectDefaults: text("--project-defaults <file>", "the defaults of the project, merged as pachd does"),
} satisfies OptionSpecs;
