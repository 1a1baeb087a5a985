import { VERSION } from "../version.js";
import type { CommandSpec } from "./command.js";

export const SHOW_VERSION: CommandSpec<Record<string, never>> = {
  name: "version",
  summary: "Print the version",
  description: "Print the version.",
  options: {},
  examples: ["pachctl version"],
  run: (_words, _options, deps) => deps.stdout.write(`${VERSION}\n`),
};
