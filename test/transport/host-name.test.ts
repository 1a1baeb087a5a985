import { describe, expect, it } from "vitest";
import { hostName } from "../../src/transport/host-name.js";

describe("hostName", () => {
  it.each([
    { url: "https://h:6443", expected: "h" },
    { url: "https://127.0.0.1", expected: "127.0.0.1" },
    { url: "https://[::1]:6443", expected: "::1" },
    { url: "https://[fd00::0001]", expected: "fd00::1" },
  ])("$url is $expected", ({ url, expected }) => {
    expect(hostName(new URL(url))).toBe(expected);
  });
});
