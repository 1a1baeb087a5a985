import { usageError } from "../../errors.js";
import { type OptionSpecs, type OptionsOf, parseBytes, parsed, repeated, toggle } from "../options.js";

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

/** Where no manifest is read. @throws PachctlError usage for an option that would have no effect */
export function refuseManifestOptions({
  recursive,
  strict,
  skipOtherKinds,
  maxInput,
}: OptionsOf<typeof MANIFEST_OPTIONS>): void {
  if (recursive || strict || skipOtherKinds || maxInput !== undefined) {
    throw usageError("--recursive, --strict, --skip-other-kinds and --max-input are for manifests (-f)");
  }
}
