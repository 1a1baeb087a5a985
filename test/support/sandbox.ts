import { onTestFinished } from "vitest";
import {
  type LoggedRequest,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../src/sandbox/server.js";

/** A sandbox that keeps a log of what it is asked. */
export async function startLoggedSandbox(
  options: SandboxOptions = {},
): Promise<Sandbox & { requests: LoggedRequest[] }> {
  const requests: LoggedRequest[] = [];
  const onRequest: SandboxOptions["onRequest"] = (request) => {
    requests.push(request);
    return options.onRequest?.(request);
  };
  return { ...(await startSandbox({ ...options, onRequest })), requests };
}

/** A sandbox for one test, closed when the test ends. */
export async function startTestSandbox(
  options: SandboxOptions = {},
): Promise<Sandbox & { requests: LoggedRequest[] }> {
  const sandbox = await startLoggedSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}
