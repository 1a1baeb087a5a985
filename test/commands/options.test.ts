import { Command } from "commander";
import { describe, expect, it } from "vitest";
import {
  dryRunOption,
  type OptionSpec,
  outputOption,
  parseDuration,
  readOptions,
  text as textOption,
  toggle,
} from "../../src/commands/options.js";
import { PachctlError } from "../../src/errors.js";

function outcome<T>(run: () => T): T | { kind: string; problem: string } {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    return { kind: error.kind, problem: error.message };
  }
}

const NO_TIME = {
  kind: "usage",
  problem: "--request-timeout takes a time such as 30s, 1m30s or 500ms; 0 waits without limit",
};
const TOO_LONG = { kind: "usage", problem: "--request-timeout takes at most 596h" };

describe("parseDuration", () => {
  it.each([
    ["0", 0],
    ["0s", 0],
    ["00", 0],
    ["30", 30_000],
    ["30s", 30_000],
    ["1m", 60_000],
    ["1m30s", 90_000],
    ["90s", 90_000],
    ["500ms", 500],
    ["1s500ms", 1500],
    ["1m500ms", 60_500],
    ["1h", 3_600_000],
    ["1h1m1s1ms", 3_661_001],
    ["1h1ms", 3_600_001],
    ["596h", 2_145_600_000],
    ["2147483s647ms", 2_147_483_647],
    ["2147483647ms", 2_147_483_647],
    ["2147483648ms", TOO_LONG],
    ["2147484", TOO_LONG],
    ["597h", TOO_LONG],
    ["9".repeat(400), TOO_LONG],
    ["", NO_TIME],
    [" ", NO_TIME],
    ["s", NO_TIME],
    ["-1", NO_TIME],
    ["-1s", NO_TIME],
    ["+1s", NO_TIME],
    ["1.5s", 1500],
    ["0.5m", 30_000],
    ["0.1ms", 1],
    ["1.s", NO_TIME],
    [".5s", NO_TIME],
    ["1.5", NO_TIME],
    ["1,5s", NO_TIME],
    ["30 s", NO_TIME],
    [" 30s", NO_TIME],
    ["30s\n", NO_TIME],
    ["30S", NO_TIME],
    ["1d", NO_TIME],
    ["30sec", NO_TIME],
    ["30s1m", NO_TIME],
    ["1m1m", NO_TIME],
    ["1ms1s", NO_TIME],
    ["1e3", NO_TIME],
    ["0x10", NO_TIME],
    ["\u0663\u0660s", NO_TIME],
    ["Infinity", NO_TIME],
    ["abc", NO_TIME],
  ])("%j", (text, expected) => {
    expect(outcome(() => parseDuration(text, "--request-timeout"))).toEqual(expected);
  });
});

/** What a command with this option alone reads from the words. */
function parse(spec: OptionSpec<unknown>, ...argv: string[]): unknown {
  return outcome(() => {
    const command = new Command().exitOverride().addOption(spec.option()).parse(argv, { from: "user" });
    return readOptions({ value: spec }, command.opts()).value;
  });
}

describe("text", () => {
  it.each([
    { argv: [], expected: undefined },
    { argv: ["--name", "a"], expected: "a" },
    { argv: ["--name=a"], expected: "a" },
    { argv: ["-n", ""], expected: "" },
    {
      argv: ["--name", "a", "--name", "a"],
      expected: { kind: "usage", problem: "--name may be given only once" },
    },
    { argv: ["-n", "", "--name=b"], expected: { kind: "usage", problem: "--name may be given only once" } },
  ])("$argv", ({ argv, expected }) => {
    expect(parse(textOption("-n, --name <name>", "a name"), ...argv)).toEqual(expected);
  });
});

describe("toggle", () => {
  it.each([
    { flags: "--all", argv: [], expected: false },
    { flags: "--all", argv: ["--all"], expected: true },
    { flags: "--no-headers", argv: [], expected: true },
    { flags: "--no-headers", argv: ["--no-headers"], expected: false },
  ])("$flags: $argv", ({ flags, argv, expected }) => {
    expect(parse(toggle(flags, "a switch"), ...argv)).toBe(expected);
  });
});

const READ = ["table", "name", "json", "yaml"];
const WRITTEN = ["name", "json", "yaml"];

describe("outputOption", () => {
  it.each([
    ...["table", "name", "json", "yaml"].map((format) => ({
      formats: READ,
      format,
      expected: format,
    })),
    {
      formats: READ,
      format: "xml",
      expected: { kind: "usage", problem: `-o takes one of ${READ.join(", ")}` },
    },
    {
      formats: READ,
      format: "JSON",
      expected: { kind: "usage", problem: `-o takes one of ${READ.join(", ")}` },
    },
    { formats: WRITTEN, format: "yaml", expected: "yaml" },
    {
      formats: WRITTEN,
      format: "table",
      expected: { kind: "usage", problem: "-o takes one of name, json, yaml" },
    },
    { formats: ["name"], format: "name", expected: "name" },
    {
      formats: ["name"],
      format: "json",
      expected: { kind: "usage", problem: "-o takes one of name" },
    },
  ])("$formats with $format", ({ formats, format, expected }) => {
    expect(parse(outputOption(formats), "-o", format)).toEqual(expected);
  });
});

describe("dryRunOption", () => {
  it.each([
    { where: "client", expected: "client" },
    { where: "server", expected: "server" },
    { where: "none", expected: { kind: "usage", problem: "--dry-run takes one of client, server" } },
    { where: "true", expected: { kind: "usage", problem: "--dry-run takes one of client, server" } },
  ])("$where", ({ where, expected }) => {
    expect(parse(dryRunOption(), "--dry-run", where)).toEqual(expected);
  });
});
