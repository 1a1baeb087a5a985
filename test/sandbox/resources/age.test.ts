import { expect, it } from "vitest";
import { ageCell } from "../../../src/sandbox/resources/age.js";

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

// Observed on kube-apiserver 1.20.2.
it.each([
  [-5, "<invalid>"],
  [-1, "0s"],
  [0, "0s"],
  [119, "119s"],
  [120, "2m"],
  [121, "2m1s"],
  [10 * MINUTE - 1, "9m59s"],
  [10 * MINUTE, "10m"],
  [3 * HOUR - 1, "179m"],
  [3 * HOUR, "3h"],
  [3 * HOUR + MINUTE, "3h1m"],
  [8 * HOUR - 1, "7h59m"],
  [8 * HOUR, "8h"],
  [48 * HOUR - 1, "47h"],
  [2 * DAY, "2d"],
  [2 * DAY + HOUR, "2d1h"],
  [8 * DAY - 1, "7d23h"],
  [8 * DAY, "8d"],
  [730 * DAY - 1, "729d"],
  [730 * DAY, "2y"],
  [810 * DAY, "2y80d"],
  [8 * 365 * DAY - 1, "7y364d"],
  [8 * 365 * DAY, "8y"],
  [4_400 * DAY, "12y"],
])("an age of %d seconds is %s", (seconds, cell) => {
  expect(ageCell("2026-01-01T00:00:00Z", new Date(Date.parse("2026-01-01T00:00:00Z") + seconds * 1000))).toBe(
    cell,
  );
});
