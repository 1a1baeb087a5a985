import { usageError } from "../errors.js";

/**
 * What changed the secrets of Pachyderm's chart most: 2.0 to 2.2 keep everything in `pachyderm-bootstrap-config`; "enterprise"
 * is 2.3 to 2.11, with licenses; "community" is 2.12, without.
 */
export type Generation = "bootstrap" | "enterprise" | "community";

export interface ChartVersion {
  /** As people write it: `2.11.6`. */
  text: string;
  /** Major, minor, patch. */
  numbers: readonly [number, number, number];
  /** `rc.1`; empty for a release. */
  prerelease: string;
  generation: Generation;
}

/** Taken when none is named. */
export const ASSUMED_VERSION = "2.11.6";

/** @throws PachctlError usage unless it is a version of chart 2 */
export function parseChartVersion(text: string): ChartVersion {
  const version = versionIn(text);
  if (version === undefined) throw usageError("--chart-version takes a version of chart 2, such as 2.11.6");
  const [major, minor] = version.numbers;
  if (major !== 2) {
    throw usageError("only charts 2.x are known", "--chart-version takes a version such as 2.11.6");
  }
  return { ...version, text: text.replace(/^v/, ""), generation: generationOf(version, minor) };
}

type Bare = Pick<ChartVersion, "numbers" | "prerelease">;

/** Enterprise left between two pre-releases, and came back in one of them. */
function generationOf(version: Bare, minor: number): Generation {
  if (minor < 3) return "bootstrap";
  if (!isAtLeast(version, "2.12.0-alpha.4")) return "enterprise";
  return minor === 12 && version.prerelease === "rc.1" ? "enterprise" : "community";
}

function versionIn(text: string): Bare | undefined {
  const match =
    /^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:-([0-9A-Za-z.-]{1,40}))?(?:\+[0-9A-Za-z.-]{1,40})?$/.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease = ""] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease };
}

/** @param least a version, such as `2.5.0` or `2.12.0-rc.2` */
export function isAtLeast(version: Bare, least: string): boolean {
  const other = versionIn(least);
  if (other === undefined) throw new Error(`${least} is no version`);
  for (const [at, number] of version.numbers.entries()) {
    const difference = number - (other.numbers[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return comparePrereleases(version.prerelease, other.prerelease) >= 0;
}

/** By the rules of semver.org: a release comes after its pre-releases; numbers are compared as numbers. */
function comparePrereleases(one: string, other: string): number {
  if (one === "" || other === "") return (one === "" ? 1 : 0) - (other === "" ? 1 : 0);
  const [ours, theirs] = [one.split("."), other.split(".")];
  for (const [at, part] of ours.entries()) {
    const against = theirs[at];
    if (against === undefined) return 1;
    if (part === against) continue;
    const [isNumber, isAgainstNumber] = [/^\d+$/.test(part), /^\d+$/.test(against)];
    if (isNumber && isAgainstNumber) return Number(part) - Number(against);
    if (isNumber !== isAgainstNumber) return isNumber ? -1 : 1;
    return part < against ? -1 : 1;
  }
  return ours.length - theirs.length;
}
