import type { TlsPairFlaw } from "./tls-pair.js";

/** Why a certificate and a key are no pair, in our words: which of the two is wrong, and how. */
export function tlsPairProblem(flaw: TlsPairFlaw): { input: "certificate" | "key"; problem: string } {
  switch (flaw.kind) {
    case "no PEM":
      return { input: flaw.input, problem: "holds no PEM data" };
    case "other PEM":
      return { input: flaw.input, problem: `holds no ${wanted(flaw.input)}, but ${flaw.types.join(", ")}` };
    case "certificate":
      return { input: "certificate", problem: "holds a certificate that cannot be read" };
    case "key":
      return { input: "key", problem: KEY_WORDS[flaw.why] };
    case "other type":
      return { input: "key", problem: "is a private key of another type than the certificate's" };
    case "no match":
      return { input: "key", problem: "is not the private key of the certificate" };
  }
}

const KEY_WORDS = {
  encrypted: "holds an encrypted private key, which nobody could use without its passphrase",
  unreadable: "holds a private key that cannot be read",
  "unknown to TLS": "holds a private key of a kind that TLS does not know",
} as const;

function wanted(input: "certificate" | "key"): string {
  return input === "certificate" ? "certificate" : "private key";
}
