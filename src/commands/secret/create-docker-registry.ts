import { isUtf8 } from "node:buffer";
import { PachctlError, usageError } from "../../errors.js";
import { DOCKER_CONFIG_KEY, dockerConfigRemarks } from "../../secret/docker-config.js";
import { dockerConfigJson } from "../../secret/generators/docker-config-json.js";
import type { CommandSpec } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { type OptionSpecs, type OptionsOf, repeated, text, toggle } from "../options.js";
import { BUILD_OPTIONS, type BuildOptions, type Built, createBuilt } from "./built.js";

/** Docker Hub, as for kubectl. */
const DEFAULT_SERVER = "https://index.docker.io/v1/";

const OPTIONS = {
  server: text("--docker-server <server>", `the registry: ${DEFAULT_SERVER}`),
  username: text("--docker-username <name>", "the user"),
  password: text("--docker-password <password>", "the password; other users can see it"),
  passwordStdin: toggle("--docker-password-stdin", "read the password from standard input"),
  email: text("--docker-email <address>", "the user's address"),
  fromFiles: repeated(
    "--from-file <path>",
    `a docker config.json with credentials, stored as ${DOCKER_CONFIG_KEY}`,
  ),
  trimNewline: toggle("--trim-newline", "leave out one line break at the end of standard input"),
  ...BUILD_OPTIONS,
} satisfies OptionSpecs;

type CreateDockerRegistryOptions = OptionsOf<typeof OPTIONS> & BuildOptions;

export const CREATE_DOCKER_REGISTRY_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "docker-registry",
  summary: "build a secret for pulling images",
  description:
    "Create a secret with the credentials of a registry, as kubectl create secret docker-registry does: for pulling the images of pipelines.",
  argument: ["<name>", "the secret"],
  options: OPTIONS,
  examples: [
    "cat password.txt | pachctl create secret docker-registry my-secret --docker-server=registry.example.com --docker-username=puller --docker-password-stdin --trim-newline",
    "pachctl create secret docker-registry my-secret --from-file=config.json",
    "cat password.txt | pachctl create secret docker-registry my-secret --docker-username=puller --docker-password-stdin --dry-run=client -o yaml",
  ],
  run: ([name = ""], options, deps) => createDockerRegistrySecret(name, options, deps),
};

export async function createDockerRegistrySecret(
  name: string,
  options: CreateDockerRegistryOptions,
  deps: CommandDeps,
): Promise<void> {
  const built =
    options.fromFiles.length > 0 ? await fromFiles(options, deps) : await fromLogin(options, deps);
  await createBuilt({ name, type: "kubernetes.io/dockerconfigjson", ...built }, options, deps);
}

type Contents = Omit<Built, "name" | "type">;

async function fromFiles(options: CreateDockerRegistryOptions, deps: CommandDeps): Promise<Contents> {
  const { server, username, password, passwordStdin, email, trimNewline } = options;
  if (passwordStdin || [server, username, password, email].some((given) => given !== undefined)) {
    throw usageError("--from-file holds the credentials: the --docker-… flags do not go with it");
  }
  const files = options.fromFiles.map((file) => (file.includes("=") ? file : `${DOCKER_CONFIG_KEY}=${file}`));
  const { readValues } = await import("../../input/read-values.js");
  const { values, notes } = await readValues({ literals: [], files, envFiles: [], trimNewline }, deps);
  const problems = dockerConfigRemarks(values.get(DOCKER_CONFIG_KEY), DOCKER_CONFIG_KEY);
  if (problems.length > 0) {
    throw new PachctlError(
      "usage",
      problems.map(({ reason }) => `--from-file: ${reason}`),
      { hint: "give the credentials: --docker-server, --docker-username, --docker-password-stdin" },
    );
  }
  return { values, notes, warnings: [], stdinIsTaken: files.some((file) => file.endsWith("=-")) };
}

async function fromLogin(options: CreateDockerRegistryOptions, deps: CommandDeps): Promise<Contents> {
  const { server = DEFAULT_SERVER, username, email, passwordStdin, trimNewline } = options;
  if (options.password !== undefined && passwordStdin) {
    throw usageError("--docker-password and --docker-password-stdin exclude each other");
  }
  const { readValues } = await import("../../input/read-values.js");
  const files = passwordStdin ? ["password=-"] : [];
  const { values, notes } = await readValues({ literals: [], files, envFiles: [], trimNewline }, deps);
  const typed = values.get("password");
  if (typed !== undefined && !isUtf8(typed))
    throw usageError("the password on standard input is not UTF-8 text");
  const password = passwordStdin ? typed?.toString("utf8") : options.password;
  if (!username || !password || !server) {
    throw usageError("needs --docker-username and --docker-password-stdin, or --from-file");
  }
  const config = dockerConfigJson({ server, username, password, email });
  const warnings = [
    ...(username.includes(":")
      ? ["--docker-username: holds a :, behind which a registry looks for the password"]
      : []),
    ...(/\s$/.test(password) ? ["the password ends with white space, which belongs to it"] : []),
  ];
  return {
    values: new Map([[DOCKER_CONFIG_KEY, config]]),
    notes: options.password === undefined ? notes : [VISIBLE, ...notes],
    warnings,
    stdinIsTaken: passwordStdin,
  };
}

const VISIBLE =
  "note: while a program runs, other users can see its arguments; --docker-password-stdin keeps the password out of them";
