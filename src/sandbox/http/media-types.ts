import { ApiFailure } from "./statuses.js";

/** The form in which the client wants an object: itself, or one of the server's other views of it. */
export interface View {
  kind: "object" | (typeof VIEW_KINDS)[number];
  /** The apiVersion of a view. */
  apiVersion: string;
}

const REPRESENTATIONS = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
const KNOWN_TYPES = [...REPRESENTATIONS.split(", "), "*/*"];
const VIEW_KINDS = ["Table", "PartialObjectMetadata", "PartialObjectMetadataList"] as const;

/**
 * Chooses by the Accept header: the first entry that fits, weights counted. The sandbox answers JSON only, so unlike
 * the real server it refuses a client that offers nothing but YAML or protobuf.
 *
 * @throws ApiFailure 406
 */
export function negotiateView(accept: string | undefined): View {
  if (accept === undefined || accept === "") return { kind: "object", apiVersion: "v1" };
  const entries = parseAccept(accept);
  if (!entries.some(({ type }) => KNOWN_TYPES.includes(type))) {
    const message = `406: Not Acceptable\n\nAvailable representations: ${REPRESENTATIONS}`;
    throw new ApiFailure(406, "NotAcceptable", message, {});
  }
  for (const { type, parameters } of entries) {
    const view = isJson(type) ? toView(parameters) : undefined;
    if (view !== undefined) return view;
  }
  throw new ApiFailure(
    406,
    "NotAcceptable",
    `only the following media types are accepted: ${REPRESENTATIONS}`,
  );
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

function toView(parameters: ReadonlyMap<string, string>): View | undefined {
  const [as, group, version] = ["as", "g", "v"].map((name) => parameters.get(name));
  if ((parameters.get("stream") ?? "watch") !== "watch") return undefined;
  if (as === undefined && group === undefined && version === undefined)
    return { kind: "object", apiVersion: "v1" };
  const kind = VIEW_KINDS.find((each) => each === as);
  if (group !== "meta.k8s.io" || !/^v1(?:beta1)?$/.test(version ?? "") || kind === undefined)
    return undefined;
  return { kind, apiVersion: `${group}/${version}` };
}

function parseAccept(header: string): { type: string; parameters: ReadonlyMap<string, string> }[] {
  const entries = header.split(",").map((entry) => {
    const [type = "", ...rest] = entry.split(";").map((part) => part.trim());
    const pairs = rest.map((part) => part.split(/=(.*)/s, 2)).filter(([, value]) => value !== "");
    const parameters = new Map(pairs.map(([name = "", value = name]) => [name, value]));
    const weight = Number(parameters.get("q") ?? "1");
    return { type, parameters, weight: Number.isNaN(weight) ? 1 : weight };
  });
  return entries.sort((a, b) => b.weight - a.weight);
}
