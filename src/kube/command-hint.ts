import { shellCommand } from "../apimachinery/command-line.js";

/** How the command at hand found its cluster, as far as another command has to be told the same. */
export interface TypedChoice {
  kubeconfig: string | undefined;
  context: string | undefined;
  /** The namespace that a command finds without `-n`. */
  namespace: string;
}

/**
 * A command for a hint. Typed as shown, it works on the same cluster and namespace; what the environment decides is left to it,
 * because either flag would switch pachctl's own context off.
 * @param namespace undefined where the command needs none
 */
export function commandHint(
  words: readonly string[],
  { kubeconfig, context, namespace: own }: TypedChoice,
  namespace: string | undefined,
): string {
  return shellCommand([
    "pachctl",
    ...words,
    ...(namespace === undefined || namespace === own ? [] : ["-n", namespace]),
    ...(context === undefined ? [] : ["--context", context]),
    ...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]),
  ]);
}
