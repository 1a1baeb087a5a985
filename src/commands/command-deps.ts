import type { Deps } from "../deps.js";
import type { Cluster } from "../kube/cluster.js";
import type { ConnectOptions } from "../kube/connect.js";

/** The world outside, and the way to a cluster. */
export interface CommandDeps extends Deps {
  /** Lazy: reads no kubeconfig and opens no connection until a command calls it. */
  connect(options: ConnectOptions): Promise<Cluster>;
}
