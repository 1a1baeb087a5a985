import { PachctlError } from "../../errors.js";
import type { Secrets } from "../../kube/secrets.js";
import type { SecretSummary, SecretWithValues } from "../../secret/secret.js";
import { crossings, type SecretChange } from "../../secret/secret-change.js";
import { refuseLeaving } from "./guard.js";

/** How often a change is sent in all, while others change other parts of the same secret. */
const MAX_ATTEMPTS = 5;

/**
 * Writes a change of a secret that was read. Whoever changed other parts of it in the meantime keeps that: it is read again, and the
 * same change sent on top.
 * @throws PachctlError conflict when somebody else changed the same parts, and all that `Secrets.change` throws
 */
export async function writeChange(
  read: SecretWithValues,
  change: SecretChange,
  secrets: Secrets,
  dryRun: boolean,
): Promise<SecretSummary> {
  let current = read;
  for (let attempt = 1; ; attempt++) {
    try {
      return await secrets.change(read.name, current, change, dryRun);
    } catch (error) {
      const isConflict = error instanceof PachctlError && error.kind === "conflict";
      if (!isConflict || attempt === MAX_ATTEMPTS) throw error;
      current = await readAgain(read, change, secrets, error);
    }
  }
}

async function readAgain(
  read: SecretWithValues,
  change: SecretChange,
  secrets: Secrets,
  conflict: PachctlError,
): Promise<SecretWithValues> {
  const now = await secrets.getWithValues(read.name).catch((error: unknown) => {
    throw error instanceof PachctlError && error.kind === "not-found" ? conflict : error;
  });
  if (now.uid !== read.uid) throw conflict;
  refuseLeaving(now, "update");
  const crossed = crossings(change, read, now);
  if (crossed.length === 0) return now;
  throw new PachctlError(
    "conflict",
    `cannot update secret "${read.name}": somebody else has changed ${crossed.join(", ")} since it was read`,
    { hint: "look at it again, then repeat the command" },
  );
}
