import { asObject } from "../apimachinery/json-value.js";
import type { Api } from "./api.js";
import { asObjectMeta } from "./object-meta.js";
import type { Operation } from "./operation.js";
import { jsonObject } from "./status.js";

/** The pods of pachd (the chart's labels). */
const PACHD = "app=pachd,suite=pachyderm";
/** Installations that are named. */
const MAX_NAMED = "3";

/** Where pachd runs, as far as it can be seen. */
export interface PachdLook {
  /** Does it run in the namespace? */
  isHere: boolean;
  /** Other namespaces where it runs. */
  elsewhere: readonly string[];
}

/**
 * Does pachd run in a namespace, so that pipelines find secrets there?
 * @returns undefined when that cannot be seen, for whatever reason
 */
export async function lookForPachd(api: Api, namespace: string): Promise<PachdLook | undefined> {
  const [here, everywhere] = await Promise.all([
    namespacesOf(api, `/api/v1/namespaces/${namespace}/pods`, "1", namespace),
    namespacesOf(api, "/api/v1/pods", MAX_NAMED, undefined),
  ]);
  if (here === undefined) return undefined;
  return {
    isHere: here.length > 0,
    elsewhere: [...new Set(everywhere ?? [])].filter((each) => each !== namespace),
  };
}

async function namespacesOf(
  api: Api,
  path: string,
  limit: string,
  namespace: string | undefined,
): Promise<string[] | undefined> {
  const resource = { plural: "pods", singular: "pod", kind: "Pod" };
  const operation: Operation = { verb: "list", resource, name: undefined, namespace, server: api.server };
  try {
    const query = { labelSelector: PACHD, limit };
    const list = jsonObject(
      await api.read({ method: "GET", path, accept: "application/json", query }, operation),
    );
    if (list?.kind !== "PodList" || !Array.isArray(list.items)) return undefined;
    return list.items.map((item) => asObjectMeta(asObject(item)?.metadata)?.namespace ?? "");
  } catch {
    // Looking is a courtesy: what fails here is not what was asked for.
    return undefined;
  }
}
