import { describe, expect, it } from "vitest";
import { ago, humanDuration } from "../../src/output/age.js";
import { fullTimestamp } from "../../src/output/full-timestamp.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("humanDuration", () => {
  it.each([
    // Both sides of every threshold of go-units 0.5.0; only hours are rounded, everything else is cut.
    [-400 * DAY, "Less than a second"],
    [-1, "Less than a second"],
    [0, "Less than a second"],
    [SECOND - 1, "Less than a second"],
    [SECOND, "1 second"],
    [2 * SECOND - 1, "1 second"],
    [2 * SECOND, "2 seconds"],
    [11 * SECOND, "11 seconds"],
    [MINUTE - 1, "59 seconds"],
    [MINUTE, "About a minute"],
    [2 * MINUTE - 1, "About a minute"],
    [2 * MINUTE, "2 minutes"],
    [HOUR - 1, "59 minutes"],
    [HOUR, "About an hour"],
    [HOUR + 30 * MINUTE - 1, "About an hour"],
    [HOUR + 30 * MINUTE, "2 hours"],
    [2 * HOUR + 30 * MINUTE - 1, "2 hours"],
    [2 * HOUR + 30 * MINUTE, "3 hours"],
    [DAY, "24 hours"],
    [47 * HOUR + 30 * MINUTE - 1, "47 hours"],
    [47 * HOUR + 30 * MINUTE, "2 days"],
    [3 * DAY - 30 * MINUTE - 1, "2 days"],
    [3 * DAY - 30 * MINUTE, "3 days"],
    [14 * DAY - 30 * MINUTE - 1, "13 days"],
    [14 * DAY - 30 * MINUTE, "2 weeks"],
    [21 * DAY - 30 * MINUTE - 1, "2 weeks"],
    [21 * DAY - 30 * MINUTE, "3 weeks"],
    [60 * DAY - 30 * MINUTE - 1, "8 weeks"],
    [60 * DAY - 30 * MINUTE, "2 months"],
    [90 * DAY - 30 * MINUTE - 1, "2 months"],
    [90 * DAY - 30 * MINUTE, "3 months"],
    [730 * DAY - 30 * MINUTE - 1, "24 months"],
    // The years are counted from hours that are not rounded: half an hour of "1 years".
    [730 * DAY - 30 * MINUTE, "1 years"],
    [730 * DAY - 1, "1 years"],
    [730 * DAY, "2 years"],
    [1095 * DAY - 1, "2 years"],
    [1095 * DAY, "3 years"],
    [36_500 * DAY, "100 years"],
  ])("%d ms is %j", (milliseconds, expected) => {
    expect(humanDuration(milliseconds)).toBe(expected);
  });
});

describe("ago", () => {
  const now = new Date("2026-03-01T12:00:00.500Z");

  it.each([
    { title: "the past", createdAt: "2026-03-01T11:59:49Z", expected: "11 seconds ago" },
    { title: "milliseconds of our clock count", createdAt: "2026-03-01T11:59:59Z", expected: "1 second ago" },
    {
      title: "fractions of the server's time count",
      createdAt: "2026-03-01T11:59:58.501Z",
      expected: "1 second ago",
    },
    { title: "this very moment", createdAt: "2026-03-01T12:00:00.500Z", expected: "Less than a second ago" },
    { title: "the future", createdAt: "2031-01-01T00:00:00Z", expected: "Less than a second ago" },
    {
      title: "an offset other than Z",
      createdAt: "2026-03-01T13:00:00+02:00",
      expected: "About an hour ago",
    },
    { title: "a leap day in between", createdAt: "2024-02-28T12:00:00Z", expected: "2 years ago" },
    { title: "Go's zero time", createdAt: "0001-01-01T00:00:00Z", expected: "" },
    {
      title: "the epoch is a time like any other",
      createdAt: "1970-01-01T00:00:00Z",
      expected: "56 years ago",
    },
    { title: "no timestamp", createdAt: undefined, expected: "" },
    { title: "an empty one", createdAt: "", expected: "" },
    { title: "words", createdAt: "yesterday", expected: "" },
    { title: "a month that does not exist", createdAt: "2026-13-01T00:00:00Z", expected: "" },
  ])("$title", ({ createdAt, expected }) => {
    expect(ago(createdAt, now)).toBe(expected);
  });
});

describe("fullTimestamp", () => {
  it.each([
    { createdAt: "2026-03-01T11:59:49Z", expected: "2026-03-01T11:59:49Z" },
    { createdAt: "2026-03-01T11:59:49.999Z", expected: "2026-03-01T11:59:49Z" },
    { createdAt: "2026-03-01T00:30:00+02:00", expected: "2026-02-28T22:30:00Z" },
    { createdAt: "0001-01-01T00:00:00Z", expected: "0001-01-01T00:00:00Z" },
    { createdAt: undefined, expected: "" },
    { createdAt: "", expected: "" },
    { createdAt: "yesterday", expected: "" },
  ])("$createdAt is $expected", ({ createdAt, expected }) => {
    expect(fullTimestamp(createdAt)).toBe(expected);
  });
});
