import type { Fields } from "./fields.js";

/** The cluster, user and namespace that a run works with, and where they came from. */
export interface SelectedContext {
  /** For messages: the kubeconfig context's name, or `in-cluster`. */
  name: string;
  cluster: Fields;
  /** Undefined: the context has no user, and requests carry no credentials. */
  user: Fields | undefined;
  namespace: string;
  /** The namespace without `--namespace`. */
  ownNamespace: string;
  /** For messages: `--namespace`, `context "x" of FILE`, … */
  namespaceSource: string;
  /** Lines for `-v`: which file, flag or variable decided context, cluster and user. */
  decisions: readonly string[];
  /** The files that hold tokens, passwords or keys, of this context or others. */
  credentialFiles: readonly string[];
}
