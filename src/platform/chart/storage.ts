import type { Rendering } from "./rendering.js";

/** The backend of storage: what it must be told, and its credentials. */
export function renderStorage(chart: Rendering): void {
  const { values } = chart;
  if (!chart.hasPachd) return;
  const target = values.text("deployTarget");
  if (target === "") chart.stop("deployTarget", "it must be set");
  const backend =
    values.text("pachd.storage.backend") ||
    (/^(?:AMAZON|GOOGLE|MICROSOFT|LOCAL)$/.test(target) ? target : "");
  if (backend === "" && target !== "") {
    chart.stop("pachd.storage.backend", `the deployTarget ${shownWord(target)} needs a storage backend`);
  }
  for (const [attribute, message] of requiredOf(backend, values.from("2.9.0"))) {
    if (!values.isOn(attribute)) chart.stop(attribute, message);
  }
  if (values.from("2.10.0") && target !== "LOCAL" && !values.isOn("pachd.storage.storageURL")) {
    chart.stop("pachd.storage.storageURL", "it is required from 2.10 on, unless deployTarget is LOCAL");
  }
  for (const [key, attribute] of credentialsOf(backend, values.from("2.5.0"))) {
    if (values.isOn(attribute)) chart.make("pachyderm-storage-secret", key, "raw", attribute);
  }
  if (!chart.made.some(({ secret }) => secret === "pachyderm-storage-secret")) {
    chart.make("pachyderm-storage-secret", "*", "derived", undefined);
  }
  chart.read("pachyderm-storage-secret", undefined, chart.pachds);
  if (backend === "LOCAL" && !values.isOn("pachd.storage.local.hostPath")) {
    chart.make("", "", "generated", "pachd.storage.local.hostPath");
  }
}

/** A word of a values file for a message: not one that could be a value. */
function shownWord(word: string): string {
  return /^[A-Z]{1,20}$/.test(word) ? word : "that is set";
}

type Credentials = readonly (readonly [key: string, attribute: string])[];

/** Credentials alone: buckets and the like are no secrets. */
function credentialsOf(backend: string, isFrom25: boolean): Credentials {
  if (backend === "MICROSOFT" && isFrom25) {
    return [
      ["AZURE_STORAGE_ACCOUNT", "pachd.storage.microsoft.id"],
      ["AZURE_STORAGE_KEY", "pachd.storage.microsoft.secret"],
    ];
  }
  return STORAGE_CREDENTIALS[backend] ?? [];
}

export const STORAGE_CREDENTIALS: Readonly<Record<string, Credentials>> = {
  AMAZON: [
    ["AMAZON_ID", "pachd.storage.amazon.id"],
    ["AMAZON_SECRET", "pachd.storage.amazon.secret"],
    ["AMAZON_TOKEN", "pachd.storage.amazon.token"],
  ],
  GOOGLE: [["GOOGLE_CRED", "pachd.storage.google.cred"]],
  MICROSOFT: [
    ["MICROSOFT_ID", "pachd.storage.microsoft.id"],
    ["MICROSOFT_SECRET", "pachd.storage.microsoft.secret"],
  ],
  MINIO: [
    ["MINIO_ID", "pachd.storage.minio.id"],
    ["MINIO_SECRET", "pachd.storage.minio.secret"],
  ],
};

function requiredOf(backend: string, isFrom29: boolean): (readonly [attribute: string, message: string])[] {
  const always =
    backend === "MICROSOFT" ? [["pachd.storage.microsoft.id", "Azure needs the account name"] as const] : [];
  if (isFrom29) return always;
  switch (backend) {
    case "GOOGLE":
      return [["pachd.storage.google.bucket", "Google storage needs a bucket"]];
    case "AMAZON":
      return [
        ["pachd.storage.amazon.bucket", "AWS storage needs a bucket"],
        ["pachd.storage.amazon.region", "AWS storage needs a region"],
      ];
    case "MICROSOFT":
      return [["pachd.storage.microsoft.container", "Azure storage needs a container"], ...always];
    default:
      return [];
  }
}
