/** Every way a run can fail, and the exit code that tells scripts which one it was (README, "Exit codes"). */
export const EXIT_CODES = {
  usage: 2,
  "not-found": 20,
  "already-exists": 21,
  conflict: 22,
  unauthenticated: 23,
  forbidden: 24,
  rejected: 25,
  unreachable: 26,
  "outcome-unknown": 27,
  partial: 28,
  unavailable: 29,
  "local-io": 30,
  pending: 31,
  internal: 70,
  "output-closed": 141,
} as const;

export type ErrorKind = keyof typeof EXIT_CODES;

export interface ErrorDetails {
  /** What to type or change next, shown as `hint: …`. */
  hint?: string;
  cause?: unknown;
}

/**
 * A failure that we understand. `problems` are complete sentences without `error: `, one line each; most errors
 * have one, input errors have one per mistake. They never hold a secret value or a foreign error's message.
 */
export class PachctlError extends Error {
  readonly kind: ErrorKind;
  readonly problems: readonly string[];
  readonly hint: string | undefined;

  constructor(kind: ErrorKind, problems: string | readonly string[], details: ErrorDetails = {}) {
    const lines = typeof problems === "string" ? [problems] : problems;
    super(lines.join("\n"), { cause: details.cause });
    this.name = "PachctlError";
    this.kind = kind;
    this.problems = lines;
    this.hint = details.hint;
  }

  /** The same error with another exit code. */
  as(kind: ErrorKind): PachctlError {
    const details = { cause: this, ...(this.hint !== undefined && { hint: this.hint }) };
    return new PachctlError(kind, this.problems, details);
  }
}

export function usageError(problem: string, hint?: string): PachctlError {
  return new PachctlError("usage", problem, hint === undefined ? {} : { hint });
}

/** The word of an operating system error (`ENOENT`), or undefined for other errors. */
export function systemErrorCode(error: unknown): string | undefined {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return undefined;
}

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EISDIR: "it is a directory",
  ELOOP: "too many symbolic links",
  EMFILE: "too many open files",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on device",
  ENOTDIR: "a part of the path is not a directory",
  EPERM: "operation not permitted",
  EIO: "input/output error",
};

/** An operating system error in words; never its message, which quotes paths and arguments. */
export function describeSystemError(error: unknown): string {
  const code = systemErrorCode(error);
  return (code !== undefined ? SYSTEM_ERRORS[code] : undefined) ?? code ?? "unknown error";
}
