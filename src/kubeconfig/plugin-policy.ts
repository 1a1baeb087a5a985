import { join } from "node:path";
import type { Environment } from "../deps.js";
import { describeSystemError, PachctlError, systemErrorCode, usageError } from "../errors.js";
import { readText } from "../files.js";
import { ConfigProblem } from "./config-problem.js";
import { parseConfigText } from "./config-text.js";
import { Fields } from "./fields.js";
import { homeDirectory } from "./kubeconfig.js";

/**
 * Asks the user's kubectl preferences (`KUBERC`, else ~/.kube/kuberc; `off` is none) whether the plugin may run:
 * whoever told kubectl to run no plugin, or only some, meant everything that reads a kubeconfig (kubectl 1.35,
 * `credentialPluginPolicy`).
 *
 * @param path the plugin's absolute path
 * @param find looks a bare name of the allowlist up in PATH
 * @throws PachctlError forbidden when it may not, usage when the file cannot be read
 */
export async function checkPluginPolicy(path: string, env: Environment, find: FindProgram): Promise<void> {
  try {
    await check(path, env, find);
  } catch (error) {
    throw error instanceof ConfigProblem ? await error.locate() : error;
  }
}

type FindProgram = (name: string) => Promise<string | undefined>;

async function check(path: string, env: Environment, find: FindProgram): Promise<void> {
  const home = homeDirectory(env);
  const file = env.KUBERC || (home === undefined ? undefined : join(home, ".kube", "kuberc"));
  if (file === undefined || file === "off") return;
  const text = await readPreferences(file, Boolean(env.KUBERC));
  if (text === undefined) return;
  const preferences = new Fields(await parseConfigText(text, file), { file, text });
  const policy = preferences.text("credentialPluginPolicy") ?? "AllowAll";
  if (policy === "AllowAll") {
    // kubectl refuses too: whoever wrote a list did not mean all.
    if (!preferences.has("credentialPluginAllowlist")) return;
    throw preferences.problem(
      "is of no use: credentialPluginPolicy is not Allowlist",
      "credentialPluginAllowlist",
    );
  }
  if (policy !== "DenyAll" && policy !== "Allowlist") {
    throw preferences.problem("must be AllowAll, DenyAll or Allowlist", "credentialPluginPolicy");
  }
  const entries = policy === "DenyAll" ? [] : preferences.list("credentialPluginAllowlist");
  for (const entry of entries) {
    const name = entry.text("name");
    if (name !== undefined && (name.includes("/") ? name : await find(name)) === path) return;
  }
  throw new PachctlError("forbidden", `the plugin "${path}" may not run: ${file} says ${policy}`, {
    hint: `allow it under credentialPluginAllowlist of ${file}`,
  });
}

async function readPreferences(file: string, mustExist: boolean): Promise<string | undefined> {
  try {
    return await readText(file);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT" && !mustExist) return undefined;
    throw usageError(`cannot read kubectl's preferences ${file}: ${describeSystemError(error)}`);
  }
}
