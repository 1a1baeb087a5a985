import { access, constants, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, sep } from "node:path";
import type { CredentialSource, Credentials, Endpoint } from "../access.js";
import type { Deps, Environment } from "../deps.js";
import { PachctlError } from "../errors.js";
import { checkCredential, parseCredential } from "./exec-credential.js";
import type { Fields } from "./fields.js";
import { checkPluginPolicy } from "./plugin-policy.js";
import { PluginFailure, runPlugin } from "./run-plugin.js";

/** What a plugin may use of the world outside. */
export interface PluginWorld extends Pick<Deps, "env" | "signal" | "clock" | "processes" | "stderr"> {
  /** Standard input is a terminal, and nothing else reads from it. */
  terminal: boolean;
  /** Milliseconds for a plugin that asks nobody; undefined means the default, 0 no limit. */
  requestTimeout: number | undefined;
}

const API_VERSIONS = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];
const INTERACTIVE_MODES = ["Never", "IfAvailable", "Always"];
/** The name of the cluster's extension that is handed to the plugin. */
const EXTENSION = "client.authentication.k8s.io/exec";
/** Milliseconds. A plugin that talks to a cloud takes seconds; a person who logs in takes minutes. */
const LIMIT = 60_000;
const INTERACTIVE_LIMIT = 600_000;

/** The `exec` part of a kubeconfig user, checked. */
interface PluginConfig {
  apiVersion: string;
  /** As given, with a relative path resolved against the kubeconfig's folder. */
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  interactiveMode: string;
  provideClusterInfo: boolean;
  installHint: string | undefined;
}

/**
 * The credentials that a plugin gives (client-go's exec plugins, `client.authentication.k8s.io/v1` and `v1beta1`). The
 * plugin runs when the first request needs it, again when what it gave has expired, and once more after a 401.
 * @throws ConfigProblem when the plugin's configuration cannot work
 */
export function readPlugin(
  user: Fields,
  cluster: Fields,
  endpoint: Endpoint,
  world: PluginWorld,
): CredentialSource {
  const exec = user.fields("exec");
  if (user.has("auth-provider")) {
    throw user.problem("cannot be used together with a plugin (exec)", "auth-provider");
  }
  const config = readConfig(exec);
  const info = config.provideClusterInfo ? clusterInfo(cluster, endpoint) : undefined;
  return new ExecPlugin(config, info, world);
}

class ExecPlugin implements CredentialSource {
  readonly #config: PluginConfig;
  readonly #cluster: object | undefined;
  readonly #world: PluginWorld;
  /** The promise, not the credentials: requests that start together share one run. */
  #run: Promise<{ credentials: Credentials; expiry: number }> | undefined;
  /** The credentials of the last run, once it is over. */
  #latest: Credentials | undefined;
  #expiry = Number.POSITIVE_INFINITY;

  constructor(config: PluginConfig, cluster: object | undefined, world: PluginWorld) {
    this.#config = config;
    this.#cluster = cluster;
    this.#world = world;
  }

  async current(): Promise<Credentials> {
    const isExpired = this.#latest !== undefined && this.#world.clock.now().getTime() >= this.#expiry;
    if (isExpired) this.#forget();
    this.#run ??= this.#ask();
    const { credentials, expiry } = await this.#run;
    this.#latest = credentials;
    this.#expiry = expiry;
    return credentials;
  }

  async renew(rejected: Credentials): Promise<boolean> {
    // Another request may have done it already.
    if (this.#latest === rejected) this.#forget();
    await this.current();
    return true;
  }

  #forget(): void {
    this.#run = undefined;
    this.#latest = undefined;
  }

  async #ask(): Promise<{ credentials: Credentials; expiry: number }> {
    const { command, installHint } = this.#config;
    try {
      const credential = parseCredential(await this.#output(), this.#config.apiVersion);
      return checkCredential(credential, this.#world.clock.now());
    } catch (error) {
      if (!(error instanceof PluginFailure)) throw error;
      const hint = installHint ?? (error.notFound ? "install it, or add its folder to PATH" : undefined);
      throw new PachctlError(
        "unauthenticated",
        `cannot get credentials from plugin "${command}": ${error.message}`,
        {
          cause: error,
          ...(hint !== undefined && { hint }),
        },
      );
    }
  }

  async #output(): Promise<string> {
    const { config, world } = { config: this.#config, world: this.#world };
    const interactive = config.interactiveMode !== "Never" && world.terminal;
    if (config.interactiveMode === "Always" && !interactive) {
      throw new PluginFailure("it needs a terminal to ask questions on, and standard input is none");
    }
    const path = await findProgram(config.command, world.env);
    if (path === undefined) throw new PluginFailure("there is no such program", { notFound: true });
    await checkPluginPolicy(path, world.env, (name) => findProgram(name, world.env));
    const info = {
      kind: "ExecCredential",
      apiVersion: config.apiVersion,
      spec: { ...(this.#cluster !== undefined && { cluster: this.#cluster }), interactive },
    };
    return runPlugin({
      path,
      args: config.args,
      env: { ...world.env, ...config.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      interactive,
      limit: interactive ? INTERACTIVE_LIMIT : (world.requestTimeout ?? LIMIT),
      world,
    });
  }
}

function readConfig(exec: Fields): PluginConfig {
  const apiVersion = exec.text("apiVersion");
  if (apiVersion === undefined || !API_VERSIONS.includes(apiVersion)) {
    throw exec.problem(`must be one of ${API_VERSIONS.join(", ")}`, "apiVersion");
  }
  const name = exec.text("command");
  if (name === undefined) throw exec.problem("is missing", "command");
  // client-go: only what has a slash is a path, everything else is looked up in PATH.
  const command = name.includes("/") ? (exec.path("command") ?? name) : name;
  const mode = exec.text("interactiveMode");
  if (mode === undefined && apiVersion.endsWith("/v1")) {
    throw exec.problem("is missing: version v1 wants Never, IfAvailable or Always", "interactiveMode");
  }
  if (mode !== undefined && !INTERACTIVE_MODES.includes(mode)) {
    throw exec.problem(`must be one of ${INTERACTIVE_MODES.join(", ")}`, "interactiveMode");
  }
  const env: Record<string, string> = Object.create(null);
  for (const variable of exec.list("env")) {
    const variableName = variable.text("name");
    if (variableName === undefined) throw variable.problem("is missing", "name");
    env[variableName] = variable.text("value") ?? "";
  }
  for (const [variable, value] of [...Object.entries(env), ...exec.texts("args").entries()]) {
    if (`${variable}${value}`.includes("\0")) throw exec.problem("holds a NUL character", "command");
  }
  return {
    apiVersion,
    command,
    args: exec.texts("args"),
    env,
    interactiveMode: mode ?? "IfAvailable",
    provideClusterInfo: exec.flag("provideClusterInfo"),
    installHint: exec.text("installHint"),
  };
}

/** What the plugin may know about the cluster; the field names are those of ExecCredential. */
function clusterInfo(cluster: Fields, { tls, compression }: Endpoint): object {
  const extension = cluster.list("extensions").find((each) => each.text("name") === EXTENSION);
  const proxyUrl = cluster.text("proxy-url");
  return {
    server: cluster.text("server"),
    ...(tls.servername !== undefined && { "tls-server-name": tls.servername }),
    ...(tls.rejectUnauthorized === false && { "insecure-skip-tls-verify": true }),
    ...(Buffer.isBuffer(tls.ca) && { "certificate-authority-data": tls.ca.toString("base64") }),
    ...(proxyUrl !== undefined && { "proxy-url": proxyUrl }),
    ...(!compression && { "disable-compression": true }),
    config: extension?.value("extension") ?? null,
  };
}

/**
 * The program's path, by PATH for a bare name. Parts of PATH that are no absolute path are skipped: what lies in the
 * current directory is never run.
 */
async function findProgram(command: string, env: Environment): Promise<string | undefined> {
  if (isAbsolute(command)) return command;
  // On Windows, the system looks it up: with endings such as .exe.
  if (sep === "\\") return command;
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    const path = join(folder, command);
    if (isAbsolute(folder) && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
