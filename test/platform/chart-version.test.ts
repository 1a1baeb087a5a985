import { expect, it } from "vitest";
import { parseChartVersion } from "../../src/platform/chart-version.js";

it.each([
  ["2.0.0", "bootstrap"],
  ["v2.2.8", "bootstrap"],
  ["2.3.0", "enterprise"],
  ["2.11.6", "enterprise"],
  ["2.12.0-alpha.3", "enterprise"],
  ["2.12.0-alpha.4", "community"],
  ["2.12.0-rc.1", "enterprise"],
  ["2.12.0-rc.2", "community"],
  ["2.12.0", "community"],
])("%s is of the %s charts", (text, generation) => {
  expect(parseChartVersion(text)).toMatchObject({ generation, text: text.replace("v", "") });
});

it.each(["1.13.0", "3.0.0", "2.11", "latest", ""])("refuses %j", (text) => {
  expect(() => parseChartVersion(text)).toThrow(/2\.x|chart 2/);
});
