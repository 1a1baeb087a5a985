import { isUtf8 } from "node:buffer";
import { parse } from "yaml";
import { decodeBase64 } from "../apimachinery/base64.js";
import { isObject } from "../apimachinery/json-value.js";
import type { SecretData } from "../secret/secret.js";
import { STORAGE_CREDENTIALS } from "./chart/storage.js";
import { BUNDLED_POSTGRES, OWN_SECRETS, type ValuePlace } from "./taken-over.js";

/** What an upgrade has to be given again, and where a running installation keeps it. */
export interface Recoverable {
  /** Of the values: what is to be given again. */
  attribute: string;
  /** Names a secret of ours instead, when there is one. */
  nameAttributes: readonly string[];
  places: readonly (ValuePlace & { isOwn?: boolean })[];
  /** A list or a map in the values. */
  isStructured?: boolean;
}

const STRUCTURED: readonly string[] = ["oidc.upstreamIDPs", "oidc.additionalClients"];

/** In the order of the chart's map: everything that an upgrade would generate anew, or ask for. */
export const RECOVERABLE: readonly Recoverable[] = [
  ...[...OWN_SECRETS, BUNDLED_POSTGRES].flatMap(({ name, type, keys, nameAttributes }) =>
    type !== undefined
      ? []
      : keys.flatMap(({ key, rawAttribute, places }) =>
          rawAttribute === undefined
            ? []
            : [
                {
                  attribute: rawAttribute,
                  nameAttributes,
                  places: [{ secret: name, key, isOwn: true }, ...places],
                  ...(STRUCTURED.includes(rawAttribute) && { isStructured: true }),
                },
              ],
        ),
  ),
  {
    attribute: "pachd.pachAuthClusterRoleBindings",
    nameAttributes: [],
    places: [
      { secret: "pachyderm-auth", key: "cluster-role-bindings" },
      { secret: "pachyderm-bootstrap-config", key: "clusterRoleBindings" },
    ],
    isStructured: true,
  },
  {
    attribute: "pachd.clusterDeploymentID",
    nameAttributes: [],
    places: [{ secret: "pachyderm-deployment-id-secret", key: "CLUSTER_DEPLOYMENT_ID" }],
  },
  ...Object.values(STORAGE_CREDENTIALS)
    .flat()
    .map(([key, attribute]) => ({
      attribute,
      nameAttributes: [],
      places: [
        { secret: "pachyderm-storage-secret", key },
        ...(key === "MICROSOFT_ID"
          ? [{ secret: "pachyderm-storage-secret", key: "AZURE_STORAGE_ACCOUNT" }]
          : []),
        ...(key === "MICROSOFT_SECRET"
          ? [{ secret: "pachyderm-storage-secret", key: "AZURE_STORAGE_KEY" }]
          : []),
      ],
    })),
];

/** @returns nothing for a value that is not there, or that an upgrade left empty */
export function valueAt({ key, field }: ValuePlace, data: SecretData | undefined): Buffer | undefined {
  const base64 = data?.[key];
  if (base64 === undefined || base64 === "") return undefined;
  const bytes = decodeBase64(base64);
  if (field === undefined) return bytes;
  const value = yamlIn(bytes.toString("utf8"));
  const found = isObject(value) ? value[field] : undefined;
  return typeof found === "string" && found !== "" ? Buffer.from(found) : undefined;
}

export interface Recovered extends Recoverable {
  /** Where the value was found. */
  place: ValuePlace & { isOwn?: boolean };
  value: Buffer;
}

/** @param find the data of a secret of the namespace */
export function recover(
  find: (name: string) => SecretData | undefined,
  wanted: readonly Recoverable[] = RECOVERABLE,
): Recovered[] {
  return wanted.flatMap((each) => {
    for (const place of each.places) {
      const value = valueAt(place, find(place.secret));
      if (value !== undefined) return [{ ...each, place, value }];
    }
    return [];
  });
}

/** The bindings that the mock provider brings by itself: given again, the key would be there twice. */
const MOCK_BINDINGS: Readonly<Record<string, string>> = {
  "user:kilgore@kilgore.trout": "clusterAdmin",
  allClusterUsers: "projectCreator",
};

/** Why a value cannot stand in a values file as it is; undefined when it can. */
export function unwritable({ place, value, isStructured }: Recovered): string | undefined {
  if (place.isOwn === true) return undefined;
  const isOther = isStructured === true && yamlIn(value.toString("utf8")) === undefined;
  return notText({ value }) ?? (isOther ? "the value is no YAML" : undefined);
}

export function notText({ value }: Pick<Recovered, "value">): string | undefined {
  return isUtf8(value) ? undefined : "the value is no text";
}

/**
 * Helm values that give an upgrade what it needs: names of secrets of ours, and values where the chart keeps them itself.
 * @returns nested maps, as a values file has them
 */
export function toValues(recovered: readonly Recovered[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { attribute, nameAttributes, place, value, isStructured } of recovered) {
    if (place.isOwn === true) for (const name of nameAttributes) put(values, name, place.secret);
    else {
      const text = value.toString("utf8");
      const found = isStructured === true ? withoutMock(attribute, yamlIn(text)) : text;
      if (found !== undefined) put(values, attribute, found);
    }
  }
  return values;
}

/** The chart itself writes a key twice when the mock provider's bindings are given as well: the last one counts. */
function yamlIn(text: string): unknown {
  try {
    return parse(text, { uniqueKeys: false });
  } catch {
    return undefined;
  }
}

function withoutMock(attribute: string, value: unknown): unknown {
  if (attribute === "oidc.upstreamIDPs") {
    const isMock =
      Array.isArray(value) && value.some((each) => isObject(each) && each.type === "mockPassword");
    return isMock ? undefined : value;
  }
  if (attribute !== "pachd.pachAuthClusterRoleBindings" || !isObject(value)) return value;
  const own = Object.entries(value).filter(
    ([subject, roles]) =>
      !(Array.isArray(roles) && roles.length === 1 && roles[0] === MOCK_BINDINGS[subject]),
  );
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

function put(values: Record<string, unknown>, attribute: string, value: unknown): void {
  const parts = attribute.split(".");
  const last = parts.pop() ?? "";
  let map = values;
  for (const part of parts) {
    const inner = isObject(map[part]) ? map[part] : {};
    map[part] = inner;
    map = inner;
  }
  map[last] = value;
}
