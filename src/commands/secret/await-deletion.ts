import type { Clock } from "../../deps.js";
import { PachctlError } from "../../errors.js";
import type { Secrets } from "../../kube/secrets.js";
import type { SecretSummary } from "../../secret/secret.js";

/** Milliseconds between two looks. */
const PAUSE = 500;

/** `its finalizers a/b, c/d keep it` */
export function keptBy({ metadata }: SecretSummary): string {
  const finalizers = metadata.finalizers ?? [];
  if (finalizers.length === 0) return "it is not gone yet";
  return `its finalizer${finalizers.length > 1 ? "s" : ""} ${finalizers.join(", ")} keep${finalizers.length > 1 ? "" : "s"} it`;
}

/**
 * Looks at a secret that is marked for deletion until it is gone, or another one of its name is there.
 * @param until a moment of `clock.elapsed()`; it is looked at once in any case
 * @throws PachctlError pending when it still is there then
 */
export async function awaitDeletion(
  { name, uid }: SecretSummary,
  secrets: Secrets,
  until: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    const found = await look(name, secrets);
    if (found === undefined || found.uid !== uid) return;
    const left = until - clock.elapsed();
    if (left <= 0) {
      throw new PachctlError(
        "pending",
        `cannot delete secret "${name}": it is marked for deletion, and ${keptBy(found)}`,
        { hint: "whoever set a finalizer has to remove it; --no-wait does not wait for that" },
      );
    }
    await clock.sleep(Math.min(PAUSE, left), signal);
  }
}

async function look(name: string, secrets: Secrets): Promise<SecretSummary | undefined> {
  try {
    return await secrets.get(name, "delete");
  } catch (error) {
    if (error instanceof PachctlError && error.kind === "not-found") return undefined;
    throw error;
  }
}
