/** The labels that pachd puts on the secrets of its users (pachd's CreateSecret), and how they are selected. */

export const SUITE_LABEL = "suite";
export const SUITE = "pachyderm";
export const SOURCE_LABEL = "secret-source";
export const USER_SOURCE = "pachyderm-user";
/** pachd deletes every secret with this label when the pipeline of that name is updated or deleted. */
export const PIPELINE_LABEL = "pipelineName";

/** `list secret` selects by the source label alone, as pachd's ListSecret does. */
export const USER_SECRETS = `${SOURCE_LABEL}=${USER_SOURCE}`;

export type Labels = Readonly<Record<string, string>>;

export function isUserSecret(labels: Labels): boolean {
  return labels[SOURCE_LABEL] === USER_SOURCE;
}

/** The labels with the two of a user secret set; the user's others are untouched. */
export function withUserLabels(labels: Labels): Labels {
  return Object.assign(Object.create(null), labels, { [SUITE_LABEL]: SUITE, [SOURCE_LABEL]: USER_SOURCE });
}

/** Why these labels cannot be on a user secret: one entry for each that cannot. */
export function labelConflicts(
  labels: Readonly<Record<string, unknown>>,
): { label: string; problem: string }[] {
  const conflicts: { label: string; problem: string }[] = [];
  const suite = labels[SUITE_LABEL];
  if (typeof suite === "string" && suite !== "" && suite !== SUITE) {
    // pachd's words, which scripts look for.
    conflicts.push({ label: SUITE_LABEL, problem: `invalid suite label set on secret: suite=${suite}` });
  }
  if (labels[PIPELINE_LABEL] !== undefined) {
    const problem = "pachd deletes secrets with this label together with the pipeline; use another label";
    conflicts.push({ label: PIPELINE_LABEL, problem });
  }
  return conflicts;
}
