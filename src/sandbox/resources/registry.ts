import { NAMESPACES } from "./namespaces.js";
import { PODS } from "./pods.js";
import { REPLICATION_CONTROLLERS } from "./replication-controllers.js";
import type { Resource } from "./resource.js";
import { SECRETS } from "./secrets.js";

/** What the sandbox serves: a resource is its file and a line here. */
export const RESOURCES: readonly Resource[] = [NAMESPACES, PODS, REPLICATION_CONTROLLERS, SECRETS];
