import { renderSecrets } from "./chart/chart.js";
import type { ChartValues } from "./chart-values.js";
import type { FindSecret } from "./checks/check.js";
import type { PlatformSecret } from "./platform-secret.js";

/** What lies in the namespace; never a value. */
export interface SecretState {
  exists: boolean;
  hasKey: boolean;
  /** Null for a secret that is not there. */
  type: string | null;
  isRightType: boolean;
  managedByHelm: boolean;
}

/** A row of the map, as it is shown. */
export interface MapEntry {
  secret: string;
  key: string;
  nameAttribute: string | null;
  keyAttribute: string | null;
  rawAttribute: string | null;
  need: PlatformSecret["need"];
  condition: string;
  consumers: readonly string[];
  type: string;
  /** Null where the public page says nothing. */
  page: { key: string; secret: string; required: boolean; agrees: boolean; says: string } | undefined;
  /** With values: where the value would come from. */
  source?: string;
  /** With a cluster. */
  state?: SecretState;
}

export function mapEntry(
  row: PlatformSecret,
  values: ChartValues | undefined,
  find: FindSecret | undefined,
): MapEntry {
  const { nameAttribute, keyAttribute, rawAttribute, page, type = "Opaque" } = row;
  const given = nameAttribute === undefined ? "" : (values?.text(nameAttribute) ?? "");
  const secret = given === "" ? row.secret : given;
  const key = (keyAttribute === undefined ? "" : (values?.text(keyAttribute) ?? "")) || row.key;
  return {
    secret,
    key,
    nameAttribute: nameAttribute ?? null,
    keyAttribute: keyAttribute ?? null,
    rawAttribute: rawAttribute ?? null,
    need: row.need,
    condition: row.condition,
    consumers: row.consumers,
    type,
    page: page && {
      key: page.key,
      secret: page.secret,
      required: page.required,
      agrees: page.difference === undefined,
      says: page.difference ?? "agrees with the chart",
    },
    ...(values !== undefined && { source: sourceOf(row, values) }),
    ...(find !== undefined && !secret.includes("<") && { state: stateOf(secret, key, type, find) }),
  };
}

function stateOf(secret: string, key: string, type: string, find: FindSecret): SecretState {
  const found = find(secret);
  if (found === undefined) {
    return { exists: false, hasKey: false, type: null, isRightType: false, managedByHelm: false };
  }
  // What the chart makes of raw values is Opaque, and works.
  const isRightType = found.type === type || (type === "kubernetes.io/tls" && found.type === "Opaque");
  const hasKey = key === "*" || found.data[key] !== undefined;
  return { exists: true, hasKey, type: found.type, isRightType, managedByHelm: found.isHelms };
}

export function stateInWords(state: SecretState | undefined): string {
  if (state === undefined) return "-";
  if (!state.exists) return "missing";
  if (!state.hasKey) return "without the key";
  if (!state.isRightType) return `of type ${state.type}`;
  return state.managedByHelm ? "there, Helm's" : "there";
}

/** In words: which of the attributes decides, or what the chart does without them. */
function sourceOf(row: PlatformSecret, values: ChartValues): string {
  const { secret, key, nameAttribute, rawAttribute } = row;
  const placed = (attribute: string): string => {
    const { file, line } = values.files.placeOf(attribute);
    return `${attribute} (${file}:${line})`;
  };
  const { made, readings } = renderSecrets(values);
  const isRead = (name: string): boolean =>
    readings.some((reading) => reading.secret === name && (reading.key === undefined || reading.key === key));
  if (nameAttribute !== undefined && values.isOn(nameAttribute)) {
    const isUsed = readings.some(({ attribute }) => attribute === nameAttribute);
    return isUsed ? `the secret of ${placed(nameAttribute)}` : `nothing reads ${placed(nameAttribute)}`;
  }
  const own = made.find(
    (each) =>
      each.secret === secret && each.key === key && each.attribute === (rawAttribute ?? each.attribute),
  );
  if (rawAttribute !== undefined && values.isGiven(rawAttribute)) {
    const isUsed =
      own !== undefined ? isRead(secret) : made.some(({ attribute }) => attribute === rawAttribute);
    return isUsed ? placed(rawAttribute) : `nothing reads ${placed(rawAttribute)}`;
  }
  if (own === undefined) return isRead(secret) ? "a secret that must be there" : "-";
  switch (own.source) {
    case "generated":
      return "random, and another one after every upgrade";
    case "default":
      return "the chart's default, which everybody knows";
    default:
      return "made of other values";
  }
}
