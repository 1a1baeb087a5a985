import { isUtf8 } from "node:buffer";
import { decodeBase64 } from "../apimachinery/base64.js";
import { escapeControls, isShowable } from "../apimachinery/escape.js";
import { DEFAULT_TYPE, type NewSecret, type SecretWithValues } from "../secret/secret.js";
import { type Changes, mapsOf, type SecretChange } from "../secret/secret-change.js";

/** One secret, as it is and as it would be. */
export interface SecretDifference {
  name: string;
  namespace: string;
  /** Undefined: there is none yet. */
  found: SecretWithValues | undefined;
  wanted: NewSecret;
  change: SecretChange;
}

/**
 * Line by line what would change: `+` added, `-` removed, `~` changed. Values are told by their sizes, unless they are to be shown.
 */
export function secretDiff(difference: SecretDifference, showValues: boolean): string {
  const { name, namespace, found, wanted, change } = difference;
  const state = found === undefined ? "would be created" : "differs";
  const maps = found === undefined ? undefined : mapsOf(found);
  const lines = [
    `secret/${name} in namespace "${namespace}" ${state}`,
    ...typeLines(found, wanted),
    ...dataLines(maps?.data ?? {}, change.data, showValues),
    ...metadataLines("label", maps?.labels ?? {}, change.labels),
    ...metadataLines("annotation", maps?.annotations ?? {}, change.annotations),
    ...(change.immutable === undefined ? [] : [`${change.immutable ? "+" : "-"} immutable`]),
  ];
  return lines.map((line) => `${escapeControls(line)}\n`).join("");
}

function typeLines(found: SecretWithValues | undefined, { type }: NewSecret): string[] {
  if (found === undefined) return [`+ type ${type ?? DEFAULT_TYPE}`];
  return type === undefined || type === found.type ? [] : [`~ type ${found.type} -> ${type}`];
}

function dataLines(old: Readonly<Record<string, string>>, changes: Changes, showValues: boolean): string[] {
  return inOrder(changes).flatMap(([key, value]) => {
    const [before, after] = [bytesOf(old[key]), bytesOf(value ?? undefined)];
    const head = `${sign(before, after)} data ${key} (${sizes(before, after)})`;
    if (!showValues) return [head];
    return [head, ...shown("-", before), ...shown("+", after)];
  });
}

function metadataLines(what: string, old: Readonly<Record<string, string>>, changes: Changes): string[] {
  return inOrder(changes).map(([key, value]) => {
    const before = Object.hasOwn(old, key) ? old[key] : undefined;
    const values = [before, value ?? undefined].filter((text) => text !== undefined);
    return `${sign(before, value ?? undefined)} ${what} ${key}: ${values.join(" -> ")}`;
  });
}

function inOrder(changes: Changes): [string, string | null][] {
  return Object.entries(changes).sort(([a], [b]) => (a < b ? -1 : 1));
}

function sign(before: unknown, after: unknown): "+" | "-" | "~" {
  if (before === undefined) return "+";
  return after === undefined ? "-" : "~";
}

function bytesOf(base64: string | undefined): Buffer | undefined {
  return base64 === undefined ? undefined : decodeBase64(base64);
}

function sizes(before: Buffer | undefined, after: Buffer | undefined): string {
  const size = ({ length }: Buffer): string => `${length} byte${length === 1 ? "" : "s"}`;
  if (before === undefined || after === undefined) return size(before ?? after ?? Buffer.alloc(0));
  // That they differ is told also where only the bytes do.
  return before.length === after.length ? `${size(before)}, others` : `${size(before)} -> ${size(after)}`;
}

function shown(mark: "+" | "-", bytes: Buffer | undefined): string[] {
  if (bytes === undefined) return [];
  const text = bytes.toString("utf8");
  if (!isUtf8(bytes) || !isShowable(text)) return [`  ${mark} (binary)`];
  const lines = text.split("\n");
  const isEnded = lines.at(-1) === "";
  if (isEnded) lines.pop();
  return [
    ...lines.map((line) => `  ${mark} ${line}`),
    ...(isEnded || bytes.length === 0 ? [] : ["    (no line end)"]),
  ];
}
