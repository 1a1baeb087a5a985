import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiRequest } from "./request.js";
import type { Target } from "./routes.js";
import { ApiFailure, unauthorized } from "./statuses.js";

const OPEN_TO_ALL: ReadonlySet<string> = new Set(["/healthz", "/livez", "/readyz", "/version"]);
/** What every user with a name may see, whatever else is denied: health, version and discovery. */
const OPEN_TO_USERS = /^\/(?:api|apis|openapi)(?:\/|$)/;
const ANONYMOUS = "system:anonymous";
/** Members may do everything. */
const ADMINISTRATORS = "system:masters";

/**
 * Lets the bearer of the token do everything, also in the name of somebody else, who then has no rights of his own; and
 * everyone else nothing but ask for health and version.
 *
 * @returns whether it is an administrator who asks
 * @throws ApiFailure 401 for a wrong token, 403 without one and for users without rights
 */
export function authorize(request: ApiRequest, target: Target, token: string): boolean {
  const given = bearerToken(request.headers.authorization);
  if (given !== undefined && !sameText(given, token)) throw unauthorized();
  const user = given === undefined ? ANONYMOUS : impersonatedUser(request);
  if (user === undefined || OPEN_TO_ALL.has(request.path)) return user === undefined;
  // A resource's path starts with /api as well.
  const isDocument = target.kind === "document" || target.kind === "unknown document";
  if (user !== ANONYMOUS && isDocument && OPEN_TO_USERS.test(request.path)) return false;
  throw forbidden(request, target, user);
}

/** Whom the request acts as; undefined when that is the administrator, or a member of the same group. */
function impersonatedUser({ headers }: ApiRequest): string | undefined {
  const user = headers["impersonate-user"];
  // Node joins repeated headers of this kind with a comma; no group's name has one here.
  const groups = [headers["impersonate-group"] ?? []].flat().flatMap((group) => group.split(", "));
  return groups.includes(ADMINISTRATORS) ? undefined : [user].flat()[0];
}

/** The token of an Authorization header by the server's rules: one space, "bearer" in any case. */
function bearerToken(header: string | undefined): string | undefined {
  const [scheme, token] = (header ?? "").trim().split(" ");
  return scheme?.toLowerCase() === "bearer" && token !== "" ? token : undefined;
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

function forbidden(request: ApiRequest, target: Target, user: string): ApiFailure {
  if (target.kind === "document" || target.kind === "unknown document") {
    const verb = request.method.toLowerCase();
    const message = `forbidden: User "${user}" cannot ${verb} path "${request.path}"`;
    return new ApiFailure(403, message, { reason: "Forbidden", details: {} });
  }
  const resource = target.kind === "resource" ? target.resource.plural : target.resource;
  const subresource = target.kind === "unknown resource" ? target.subresource : undefined;
  const path = subresource === undefined ? resource : `${resource}/${subresource}`;
  const verb = resourceVerb(request, target.name !== undefined);
  // A namespace is itself in the namespace of its name.
  const isNamespaced = target.kind === "resource" ? target.resource.isNamespaced : true;
  const namespace = isNamespaced ? target.namespace : (target.name ?? "");
  const name = target.name ?? (verb === "list" || verb === "watch" ? selectedName(request) : undefined);
  const subject = name === undefined ? resource : `${resource} "${name}"`;
  const place = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const message = `${subject} is forbidden: User "${user}" cannot ${verb} resource "${path}" in API group "" ${place}`;
  return new ApiFailure(403, message, { reason: "Forbidden", details: { name, kind: resource } });
}

const VERBS: ReadonlyMap<string, string> = new Map([
  ["POST", "create"],
  ["PUT", "update"],
  ["PATCH", "patch"],
  ["DELETE", "delete"],
  ["GET", "get"],
  ["HEAD", "get"],
]);

function resourceVerb({ method, query }: ApiRequest, hasName: boolean): string {
  const verb = VERBS.get(method) ?? "";
  if (hasName) return verb;
  if (verb === "delete") return "deletecollection";
  if (verb !== "get") return verb;
  return isWatch(query.get("watch")) ? "watch" : "list";
}

/** Whether a `watch` parameter asks for a watch: anything but a clear no does. */
export function isWatch(value: string | undefined): boolean {
  return value !== undefined && !["false", "False", "0"].includes(value);
}

function selectedName({ query }: ApiRequest): string | undefined {
  return /(?:^|,)metadata\.name==?([^,=\\]+)(?:,|$)/.exec(query.get("fieldSelector") ?? "")?.[1];
}
