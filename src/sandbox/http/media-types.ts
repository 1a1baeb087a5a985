import { ApiFailure } from "./statuses.js";

/** The form in which the client wants an object: itself, or one of the server's other views of it. */
export interface View {
  kind: "object" | "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList";
  /** The apiVersion of a view. */
  apiVersion: string;
}

const REPRESENTATIONS = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
const VIEW_KINDS: ReadonlySet<string> = new Set([
  "Table",
  "PartialObjectMetadata",
  "PartialObjectMetadataList",
]);
const VIEW_VERSIONS: ReadonlySet<string> = new Set(["v1", "v1beta1"]);

/**
 * Chooses by the Accept header: the first entry that fits, weights counted. The sandbox answers JSON only, so unlike
 * the real server it refuses a client that offers nothing but YAML or protobuf.
 *
 * @throws ApiFailure 406
 */
export function negotiateView(accept: string | undefined): View {
  if (accept === undefined || accept === "") return { kind: "object", apiVersion: "v1" };
  const entries = parseAccept(accept);
  if (!entries.some(({ type }) => KNOWN_TYPES.has(type))) throw notAcceptable();
  for (const { type, parameters } of entries) {
    const view = isJson(type) ? toView(parameters) : undefined;
    if (view !== undefined) return view;
  }
  throw noneAccepted();
}

/** Whether some entry takes JSON that is no view. */
export function acceptsPlainJson(accept: string | undefined): boolean {
  if (accept === undefined || accept === "") return true;
  return parseAccept(accept).some(
    ({ type, parameters }) => isJson(type) && toView(parameters)?.kind === "object",
  );
}

function isJson(type: string): boolean {
  return ["application/json", "application/*", "*/*", "*"].includes(type);
}

const KNOWN_TYPES: ReadonlySet<string> = new Set([
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "*/*",
]);

function noneAccepted(): ApiFailure {
  const message = `only the following media types are accepted: ${REPRESENTATIONS}`;
  return new ApiFailure(406, message, { reason: "NotAcceptable" });
}

function notAcceptable(): ApiFailure {
  return new ApiFailure(406, `406: Not Acceptable\n\nAvailable representations: ${REPRESENTATIONS}`, {
    reason: "NotAcceptable",
    details: {},
  });
}

function toView(parameters: ReadonlyMap<string, string>): View | undefined {
  const [as, group, version] = ["as", "g", "v"].map((name) => parameters.get(name));
  if ((parameters.get("stream") ?? "watch") !== "watch") return undefined;
  if (as === undefined && group === undefined && version === undefined)
    return { kind: "object", apiVersion: "v1" };
  if (group !== "meta.k8s.io" || version === undefined || !VIEW_VERSIONS.has(version)) return undefined;
  if (as === undefined || !VIEW_KINDS.has(as)) return undefined;
  return { kind: as as View["kind"], apiVersion: `${group}/${version}` };
}

interface AcceptEntry {
  type: string;
  parameters: ReadonlyMap<string, string>;
}

function parseAccept(header: string): AcceptEntry[] {
  const entries = header.split(",").map((entry) => {
    const [type = "", ...rest] = entry.split(";").map((part) => part.trim());
    const pairs = rest.map((part): [string, string] => [
      part.split("=", 1)[0] ?? "",
      part.slice(part.indexOf("=") + 1),
    ]);
    const parameters = new Map(pairs.filter(([, value]) => value !== ""));
    const weight = Number(parameters.get("q") ?? "1");
    return { type, parameters, weight: Number.isNaN(weight) ? 1 : weight };
  });
  return entries.sort((a, b) => b.weight - a.weight);
}
