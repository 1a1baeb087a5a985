import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseConfigText } from "../../src/kubeconfig/config-text.js";
import { goYamlScalar } from "../../src/source/go-yaml-scalar.js";

const KUBECTL = process.env.PACHCTL_TEST_KUBECTL;

/** Unquoted scalars, and what kubectl 1.35 makes of them. */
const SCALARS: [string, unknown][] = [
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (text): [string, unknown] => [text, true],
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (text): [string, unknown] => [text, false],
  ),
  ...["", "~", "null", "Null", "NULL"].map((text): [string, unknown] => [text, null]),
  ...["yES", "tRUE", "nULL", "oN", "YeS", "t", "f", "none", "nil", "Y1"].map((text): [string, unknown] => [
    text,
    text,
  ]),
  ["0", 0],
  ["-0", 0],
  ["1", 1],
  ["+1", 1],
  ["-1", -1],
  ["1_000", 1000],
  ["_1", "_1"],
  ["+_1", 1],
  ["1_", 1],
  ["010", 8],
  ["-010", -8],
  ["08", 8],
  ["09.5", 9.5],
  ["0o7", 7],
  ["0O7", 7],
  ["+0o7", 7],
  ["0o8", "0o8"],
  ["0x1F", 31],
  ["0X1f", 31],
  ["-0x1F", -31],
  ["0_x1F", 31],
  ["0xG", "0xG"],
  ["0b11", 3],
  ["0B1", 1],
  ["0b2", "0b2"],
  ["1.5", 1.5],
  ["1.", 1],
  [".5", 0.5],
  [".5e2", 50],
  ["-.5", -0.5],
  ["1e3", 1000],
  ["1E-3", 0.001],
  ["1e", "1e"],
  ["1.2.3", "1.2.3"],
  ["1,000", "1,000"],
  ["190:20:30", "190:20:30"],
  ["12:30", "12:30"],
  ["2020-01-01", "2020-01-01"],
  ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"],
  ["2020-1-1", "2020-1-1"],
  ["+12505550000", 12505550000],
  ["9223372036854775807", 2 ** 63],
  ["18446744073709551615", 2 ** 64],
  ["18446744073709551616", 2 ** 64],
  ["-9223372036854775809", -(2 ** 63)],
  ["10.0.0.1", "10.0.0.1"],
  ["-", "-"],
  ["+", "+"],
  [".", "."],
  ["a", "a"],
  ["=", "="],
].filter(([text]) => text !== "-") as [string, unknown][];

describe("goYamlScalar", () => {
  it.each(SCALARS)("%j", (text, expected) => {
    expect(goYamlScalar(text)).toEqual(expected === 0 ? expect.closeTo(0) : expected);
  });

  it.each([".nan", ".inf", "-.inf", "+.INF"])("%s is no string", (text) => {
    expect(typeof goYamlScalar(text)).toBe("number");
  });
});

/** All of them in one kubeconfig, where a cluster's extension may hold anything. */
const CONFIG = [
  "apiVersion: v1",
  "kind: Config # a * in a comment changes nothing",
  "clusters:",
  "- name: c",
  "  cluster:",
  "    server: https://h",
  "    extensions:",
  "    - name: x",
  "      extension:",
  ...SCALARS.map(([text], at) => `        k${at}: ${text}`),
  "",
].join("\n");

interface Config {
  clusters: { cluster: { extensions: { extension: Record<string, unknown> }[] } }[];
}

function scalarsOf(config: unknown): unknown[] {
  const extension = (config as Config).clusters[0]?.cluster.extensions[0]?.extension ?? {};
  return SCALARS.map((_, at) => extension[`k${at}`] ?? null);
}

describe("the same scalars in a kubeconfig", () => {
  const expected = SCALARS.map(([, value]) => value);

  it("mean the same to us", async () => {
    expect(scalarsOf(await parseConfigText(CONFIG, "config")).map(positiveZero)).toEqual(expected);
  });

  it("mean the same as JSON, as far as JSON has them", async () => {
    const json = SCALARS.filter(([text, value]) => text === JSON.stringify(value));
    const text = JSON.stringify(Object.fromEntries(json.map(([key, value]) => [`k${key}`, value])));
    expect(await parseConfigText(text, "config")).toEqual(JSON.parse(text));
    expect(await parseConfigText(`# a comment\n${text}`, "config")).toEqual(JSON.parse(text));
  });

  it.skipIf(KUBECTL === undefined)("mean the same to the real kubectl", () => {
    const folder = mkdtempSync(join(tmpdir(), "pachctl-scalars-"));
    try {
      writeFileSync(join(folder, "config"), CONFIG, { mode: 0o600 });
      const argv = ["config", "view", "--raw", "-o", "json", "--kubeconfig", join(folder, "config")];
      expect(scalarsOf(JSON.parse(execFileSync(KUBECTL ?? "", argv, { encoding: "utf8" })))).toEqual(
        expected,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function positiveZero(value: unknown): unknown {
  return value === 0 ? 0 : value;
}
