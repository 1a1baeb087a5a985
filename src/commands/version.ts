import { VERSION } from "../version.js";
import type { CommandSpec } from "./command.js";

export const SHOW_VERSION: CommandSpec<Record<string, never>> = {
  name: "version",
  summary: "Print the version and what runs it",
  description:
    "Print the version, and the runtime and platform that it runs on. --version prints the version alone.",
  options: {},
  examples: ["pachctl version"],
  run: (_words, _options, deps) =>
    deps.stdout.write(`${VERSION} (${deps.processes.runtime}, ${deps.processes.platform})\n`),
};
