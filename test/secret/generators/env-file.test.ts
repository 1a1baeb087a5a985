import { describe, expect, it } from "vitest";
import { parseEnvFile } from "../../../src/secret/generators/env-file.js";

const RULE =
  'a name holds letters, digits, "-", "_" and ".", starts with no digit, and ends right before the =';

function parsed(text: string | Uint8Array, environment: Record<string, string> = {}) {
  const { entries, problems } = parseEnvFile(Buffer.from(text), environment);
  return { entries: entries.map(({ key, value }) => [key, value.toString()]), problems };
}

describe("parseEnvFile", () => {
  it.each([
    { text: "", entries: [] },
    { text: "A=1", entries: [["A", "1"]] },
    // https://github.com/kubernetes/kubectl/issues/1610
    {
      text: "B=\"two words\"\nC='x'\n",
      entries: [
        ["B", '"two words"'],
        ["C", "'x'"],
      ],
    },
    {
      text: "H=v # c\nI= lead \nD=\nE==\nF=a=b\n",
      entries: [
        ["H", "v # c"],
        ["I", " lead "],
        ["D", ""],
        ["E", "="],
        ["F", "a=b"],
      ],
    },
    {
      text: "A=1\r\nB=2\r\n",
      entries: [
        ["A", "1"],
        ["B", "2"],
      ],
    },
    { text: "A=1\r\r\n", entries: [["A", "1\r"]] },
    { text: "\ufeffA=1\n", entries: [["A", "1"]] },
    { text: " \t\u00a0A=1\n\n  # c\n#D=1\n", entries: [["A", "1"]] },
    {
      text: "a.b-c_d=x\n-=y\n.env=z",
      entries: [
        ["a.b-c_d", "x"],
        ["-", "y"],
        [".env", "z"],
      ],
    },
    { text: `A=${"x".repeat(100_000)}`, entries: [["A", "x".repeat(100_000)]] },
    { text: "A=ü\u2028😀\u0000", entries: [["A", "ü\u2028😀\u0000"]] },
  ])("$text", ({ text, entries }) => {
    expect(parsed(text)).toEqual({ entries, problems: [] });
  });

  it("takes the value of a name alone from the environment", () => {
    expect(parsed("HOME\nEMPTY\n", { HOME: "/root", EMPTY: "" })).toEqual({
      entries: [
        ["HOME", "/root"],
        ["EMPTY", ""],
      ],
      problems: [],
    });
    expect(parsed("UNSET\n").problems).toEqual([
      '1: there is no =, and no variable of this name in the environment: "UNSET"',
    ]);
    expect(parsed("hunter2secret\n").problems).toEqual([
      "1: there is no =, and no variable of this name in the environment",
    ]);
  });

  it.each([
    { text: "F = 6", problem: `1: ${RULE}: "F "` },
    { text: "A=1\nexport E=5", problem: `2: ${RULE}: "export E"` },
    { text: "1A=1", problem: `1: ${RULE}: "1A"` },
    { text: "=x", problem: `1: ${RULE}` },
    { text: "..a=1", problem: `1: ${RULE}` },
    { text: "\ufeffA=1\n\ufeffB=2", problem: `2: ${RULE}` },
    // A line of a key that was broken over lines.
    { text: "KEY=-----BEGIN\nMIIEpAIBAAKCAQEA0+/x=\n", problem: `2: ${RULE}` },
    { text: Buffer.from("A=é", "latin1"), problem: "1: this is not UTF-8 text" },
  ])("refuses $text", ({ text, problem }) => {
    expect(parsed(text).problems).toEqual([problem]);
  });
});
