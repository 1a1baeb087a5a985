import { distance } from "fastest-levenshtein";
import { isObject } from "../apimachinery/json-value.js";
import type { HelmValues } from "./helm-values.js";
import { PLATFORM_SECRETS } from "./secrets-map.js";

function unique(attributes: readonly (string | undefined)[]): string[] {
  return [...new Set(attributes.filter((each) => each !== undefined))];
}

/** Every attribute of any chart that names a secret; without those in lists. */
export const NAME_ATTRIBUTES: readonly string[] = [
  ...unique(PLATFORM_SECRETS.map(({ nameAttribute }) => nameAttribute)),
  "postgresql.existingSecret",
].filter((each) => !each.includes("[") && each !== "global.imagePullSecrets");

export const RAW_ATTRIBUTES: readonly string[] = unique(
  PLATFORM_SECRETS.map(({ rawAttribute }) => rawAttribute),
);

/** Attributes of the same families that hold no secret, and are easily taken for one that does. */
const OTHERS: readonly string[] = [
  "global.postgresql.postgresqlExistingSecretKey",
  "global.postgresql.postgresqlUsername",
  "global.postgresql.postgresqlDatabase",
  "global.postgresql.postgresqlHost",
  "global.postgresql.postgresqlPort",
  "global.postgresql.postgresqlSSL",
  "global.postgresql.postgresqlAuthType",
  "pachd.oauthClientID",
  "pachd.oauthRedirectURI",
  "pachd.activateAuth",
  "pachd.activateEnterprise",
  "pachd.activateEnterpriseMember",
  "pachd.enterpriseServerAddress",
  "pachd.enterpriseCallbackAddress",
  "pachd.additionalTrustedPeers",
  "console.config.oauthClientID",
  "console.config.oauthRedirectURI",
  "determined.oidc.clientSecretKey",
  "determined.oidc.clientSecret",
  "oidc.mockIDP",
  "oidc.issuerURI",
  "enterpriseServer.clusterDeploymentID",
];

const KNOWN: readonly string[] = [...NAME_ATTRIBUTES, ...RAW_ATTRIBUTES, ...OTHERS];

/** Last words that say what they are wherever they stand; others, such as `key`, mean something in many places. */
const TELLING: ReadonlyMap<string, string> = new Map(
  KNOWN.map((attribute) => [attribute.split(".").at(-1) ?? "", attribute] as const).filter(
    ([word]) =>
      word.length > 8 && !/^(?:secretName|existingSecret|tlsSecret|clientSecret\w*|oauth\w+)$/.test(word),
  ),
);

/** The tops of the chart's values in which attributes of secrets stand. */
const TOPS: readonly string[] = [
  "global",
  "pachd",
  "oidc",
  "console",
  "enterpriseServer",
  "ingress",
  "proxy",
  "determined",
];

export interface Misspelt {
  attribute: string;
  meant: string;
}

/** Attributes of values files that no chart has, and that look like one that names or holds a secret. */
export function misspelt(values: HelmValues): Misspelt[] {
  const found: Misspelt[] = [];
  for (const attribute of attributesIn(values.merged, "", 4)) {
    if (KNOWN.includes(attribute)) continue;
    const meant = meantBy(attribute);
    if (meant !== undefined) found.push({ attribute, meant });
  }
  return found;
}

function meantBy(attribute: string): string | undefined {
  const word = attribute.split(".").at(-1) ?? "";
  const elsewhere = TELLING.get(word);
  if (elsewhere !== undefined) return elsewhere;
  const top = attribute.split(".")[0] ?? "";
  if (!TOPS.includes(top)) return undefined;
  const parent = attribute.slice(0, -word.length);
  const siblings = KNOWN.filter(
    (known) => known.startsWith(parent) && !known.slice(parent.length).includes("."),
  );
  const words = siblings.map((known) => known.slice(parent.length));
  const limit = word.length > 8 ? 2 : 0;
  const near = words.find((each) => distance(each.toLowerCase(), word.toLowerCase()) <= limit);
  return near === undefined ? undefined : `${parent}${near}`;
}

/** The paths of all values, and of the maps around them; what stands in a known attribute is its own affair. */
function* attributesIn(
  map: Readonly<Record<string, unknown>>,
  prefix: string,
  depth: number,
): Generator<string> {
  for (const [key, value] of Object.entries(map)) {
    const attribute = `${prefix}${key}`;
    if (key.includes(".")) continue;
    yield attribute;
    if (isObject(value) && depth > 1 && !RAW_ATTRIBUTES.includes(attribute)) {
      yield* attributesIn(value, `${attribute}.`, depth - 1);
    }
  }
}
