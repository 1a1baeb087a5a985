import { expect, it } from "vitest";
import { unquoted } from "../../src/platform/unquoted-value.js";

/** What Helm and the API server made of each, at chart 2.11.6. */
it.each([
  ["no text", "12345678", "007", "0x1F", "1_000", "1e5", ".5", "+1", "true", "yes", "on", "y", "no"],
  ["empty", "~", "null", "!abc", "&abc"],
  ["other text", "abc #def", "  abc ", "'abc'"],
  ["broken", "a: b", "abc:", "*a", "@a", "%a", "{a", "'", '"', "a\nb"],
  ["kept", "abc", "pa$$word!", "a:b", "1:20", "a#b", "2024-01-01", "eyJh.b-c_d=="],
])("%s", (is, ...values) => {
  for (const value of values) expect([value, unquoted(value).is]).toEqual([value, is]);
});
