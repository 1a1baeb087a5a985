import { encodeBase64 } from "../../apimachinery/base64.js";
import { isDer, tlsPairFlaw } from "../../apimachinery/tls-pair.js";
import { tlsPairProblem } from "../../apimachinery/tls-pair-words.js";
import { usageError } from "../../errors.js";
import type { CommandSpec } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { type OptionSpecs, type OptionsOf, text } from "../options.js";
import { BUILD_OPTIONS, type BuildOptions, createBuilt } from "./built.js";

const OPTIONS = {
  cert: text("--cert <path>", "the certificate in PEM, its own first, then those of its issuers"),
  key: text("--key <path>", "the private key in PEM, not encrypted"),
  ...BUILD_OPTIONS,
} satisfies OptionSpecs;

type CreateTlsOptions = OptionsOf<typeof OPTIONS> & BuildOptions;

export const CREATE_TLS_SECRET: CommandSpec<typeof OPTIONS> = {
  name: "tls",
  summary: "build a secret from a certificate and its key",
  description:
    "Create a secret from a certificate and its private key, as kubectl create secret tls does. The two must match; dates and the order of the chain are looked at, too.",
  argument: ["<name>", "the secret"],
  options: OPTIONS,
  examples: [
    "pachctl create secret tls my-secret --cert=tls.crt --key=tls.key",
    "pachctl create secret tls my-secret --cert=tls.crt --key=tls.key --strict",
    "pachctl create secret tls my-secret --cert=tls.crt --key=tls.key --dry-run=client -o yaml",
  ],
  run: ([name = ""], options, deps) => createTlsSecret(name, options, deps),
};

export async function createTlsSecret(
  name: string,
  options: CreateTlsOptions,
  deps: CommandDeps,
): Promise<void> {
  const { cert, key } = options;
  if (!cert || !key) throw usageError("a TLS secret needs --cert and --key");
  const { readValues } = await import("../../input/read-values.js");
  const { values } = await readValues(
    { literals: [], files: [], envFiles: [], named: { "tls.crt": cert, "tls.key": key }, trimNewline: false },
    deps,
  );
  checkPair(values, { cert, key });
  const stdinIsTaken = [cert, key].includes("-");
  await createBuilt(
    { name, type: "kubernetes.io/tls", values, notes: [], warnings: [], stdinIsTaken },
    options,
    deps,
  );
}

/** @throws PachctlError usage when they are no pair */
function checkPair(values: ReadonlyMap<string, Buffer>, flags: { cert: string; key: string }): void {
  const { "tls.crt": certificate = Buffer.alloc(0), "tls.key": key = Buffer.alloc(0) } =
    Object.fromEntries(values);
  const flaw = tlsPairFlaw(encodeBase64(certificate), encodeBase64(key));
  if (flaw === undefined) return;
  const { input, problem } = tlsPairProblem(flaw);
  const [flag, bytes] = input === "certificate" ? (["cert", certificate] as const) : (["key", key] as const);
  throw usageError(
    `--${flag} ${flags[flag]}: ${problem}`,
    isDer(bytes)
      ? `it looks like DER, which openssl converts: openssl ${input === "certificate" ? "x509" : "pkey"} -inform der`
      : undefined,
  );
}
