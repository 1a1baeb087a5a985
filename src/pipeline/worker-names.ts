/** What pachd puts into every worker pod by itself (src/server/pps/server/worker_rc.go). */

/** Variables of the `user` container that stand behind the secrets' own, and win over them. */
export const SYSTEM_VARIABLES: ReadonlySet<string> = new Set([
  "PACH_IN_WORKER",
  "PPS_WORKER_IP",
  "PPS_ETCD_PREFIX",
  "PPS_POD_NAME",
  "PPS_WORKER_GRPC_PORT",
  "PACH_ROOT",
  "PACH_NAMESPACE",
  "STORAGE_BACKEND",
  "STORAGE_URL",
  "POSTGRES_USER",
  "POSTGRES_PASSWORD",
  "POSTGRES_DATABASE",
  "PG_BOUNCER_HOST",
  "PG_BOUNCER_PORT",
  "PEER_PORT",
  "PPS_SPEC_COMMIT",
  "PPS_PROJECT_NAME",
  "PPS_PIPELINE_NAME",
  "LOKI_SERVICE_HOST",
  "LOKI_SERVICE_PORT",
  "GOCOVERDIR",
  "POSTGRES_PORT",
  "POSTGRES_HOST",
  "PACHYDERM_LOG_LEVEL",
]);

/** Variables that the worker sets for the user's code, for each datum (src/server/worker/driver/driver.go). */
export const DATUM_VARIABLES: ReadonlySet<string> = new Set([
  "PACH_DATUM_ID",
  "PACH_JOB_ID",
  "PACH_TOKEN",
  "PACH_OUTPUT_COMMIT_ID",
  "FILESET_ID",
]);

/** The same, with S3 inputs or outputs only. */
export const S3_VARIABLES: ReadonlySet<string> = new Set([
  "S3_ENDPOINT",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
]);

/** Volumes of every worker; a second one of the same name is refused by the API server. */
export const SYSTEM_VOLUMES: ReadonlySet<string> = new Set([
  "pach-bin",
  "pachyderm-worker",
  "tmp",
  "pachyderm-storage-secret",
]);

/** Volumes that a worker has or has not, by how pachd stores its data. */
export const POSSIBLE_VOLUMES: ReadonlySet<string> = new Set(["pach-disk", "pach-dir-volume", "user-tmp"]);

export const SPOUT_VOLUME = "pachyderm-pachctl-secret";

/** Where every `user` container has something mounted already. */
export const SYSTEM_PATHS: ReadonlySet<string> = new Set(["/pach-bin", "/pfs", "/pachyderm-storage-secret"]);

/** Where it probably has: PACH_ROOT can be chosen, and `/tmp` depends on how pachd stores its data. */
export const POSSIBLE_PATHS: ReadonlySet<string> = new Set(["/pach", "/tmp"]);

export const SPOUT_PATH = "/pachctl";
