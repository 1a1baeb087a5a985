import { createHash, timingSafeEqual } from "node:crypto";
import { fieldOf } from "../../apimachinery/json-value.js";
import type { ApiRequest } from "./request.js";
import type { Target } from "./routes.js";
import { ApiFailure, forbiddenRequest } from "./statuses.js";

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
  if (given !== undefined && !sameText(given, token)) {
    throw new ApiFailure(401, "Unauthorized", "Unauthorized");
  }
  const user = given === undefined ? ANONYMOUS : impersonatedUser(request);
  if (user === undefined || OPEN_TO_ALL.has(request.path)) return user === undefined;
  // A resource's path starts with /api as well.
  if (user !== ANONYMOUS && target.kind === "document" && OPEN_TO_USERS.test(request.path)) return false;
  throw denied(request, target, user);
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

function denied(request: ApiRequest, target: Target, user: string): ApiFailure {
  if (target.kind === "document") {
    return forbiddenRequest(
      `forbidden: User "${user}" cannot ${request.method.toLowerCase()} path "${request.path}"`,
    );
  }
  const { plural, resource, subresource } = target;
  const path = subresource === undefined ? plural : `${plural}/${subresource}`;
  const verb = resourceVerb(request, target.name !== undefined);
  // A namespace is itself in the namespace of its name.
  const namespace = resource?.isNamespaced === false ? (target.name ?? "") : target.namespace;
  const name = target.name ?? (verb === "list" || verb === "watch" ? selectedName(request) : undefined);
  const subject = name === undefined ? plural : `${plural} "${name}"`;
  const place = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const message = `${subject} is forbidden: User "${user}" cannot ${verb} resource "${path}" in API group "" ${place}`;
  return forbiddenRequest(message, { name, kind: plural });
}

const VERBS = { POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete", GET: "get", HEAD: "get" };

function resourceVerb({ method, query }: ApiRequest, hasName: boolean): string {
  const verb = String(fieldOf(VERBS, method) ?? "");
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
