import { type OptionSpecs, parseBytes, parsed, repeated, toggle } from "../options.js";

/** How manifests are given and judged, for every command that takes them. */
export const MANIFEST_OPTIONS = {
  files: repeated(
    "-f, --file <file>",
    'a manifest in YAML or JSON, or a folder of them; "-" reads standard input; may be repeated',
  ),
  recursive: toggle("-R, --recursive", "look into the folders below a folder as well"),
  strict: toggle("--strict", "what would be accepted but cannot work is an error, not a warning"),
  skipOtherKinds: toggle("--skip-other-kinds", "pass over what is no Secret"),
  maxInput: parsed("--max-input <size>", "limit of what is read in all: 32Mi", (value) =>
    parseBytes(value, "--max-input"),
  ),
} satisfies OptionSpecs;
