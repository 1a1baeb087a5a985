import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { momentAfter, type TimedReply, wasMadeBefore, wasMadeBeforeBy } from "../../src/kube/server-clock.js";

const NOON = Date.parse("2026-03-01T12:00:00Z");

/** @param ahead milliseconds by which the server's clock is ahead of ours */
function replyAt(asked: number, ahead: number, roundTrip = 0): TimedReply {
  const date = new Date(asked + roundTrip / 2 + ahead).toUTCString();
  return { reply: { status: 200, headers: { date }, text: "" }, asked, came: asked + roundTrip };
}

/** As the client asks: once, and once more where a second does not decide. */
function decided(made: number, begun: number, ahead: number, roundTrip = 0, late = 0): boolean {
  const first = replyAt(begun + 10, ahead, roundTrip);
  const before = wasMadeBefore(made, begun, first);
  if (typeof before === "boolean") return before;
  expect(before.undecidedUntil).toBeGreaterThanOrEqual(first.came);
  expect(before.undecidedUntil - first.came).toBeLessThan(1000);
  const { undecidedUntil: moment } = before;
  return wasMadeBeforeBy(made, begun, moment, replyAt(moment + late, ahead, roundTrip));
}

describe("was it made before we began?", () => {
  it.each([
    { title: "in the same second", made: NOON, begun: NOON + 999, expected: false },
    { title: "in the second before", made: NOON - 1000, begun: NOON, expected: true },
    { title: "a second later", made: NOON + 1000, begun: NOON, expected: false },
    { title: "an hour before", made: NOON - 3_600_000, begun: NOON, expected: true },
    { title: "at no time", made: Number.NaN, begun: NOON, expected: true },
  ])("$title: $expected", ({ made, begun, expected }) => {
    expect(decided(made, begun, 0)).toBe(expected);
    const reply = { status: 200, headers: {}, text: "" };
    expect(wasMadeBefore(made, begun, { reply, asked: begun, came: begun })).toBe(expected);
  });

  it("is decided by the server's clock, to the millisecond", () => {
    const milliseconds = fc.integer({ min: -4000, max: 4000 });
    fc.assert(
      fc.property(milliseconds, fc.integer({ min: -9_000_000, max: 9_000_000 }), (since, ahead) => {
        const begun = NOON + since - ahead;
        expect(decided(NOON, begun, ahead)).toBe(since >= 1000);
      }),
      { numRuns: 2000 },
    );
  });

  it("is never denied, however late the reply is", () => {
    const milliseconds = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 4000 }), milliseconds, milliseconds, (since, trip, late) => {
        expect(decided(NOON, NOON + since, 0, trip, late)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("can be asked again in the next second", () => {
    expect(momentAfter(NOON + 300, NOON + 301)).toBe(NOON + 1300);
    expect(momentAfter(NOON + 300, NOON + 2299)).toBe(NOON + 2300);
  });

  it("is decided wrongly by the time of a request at most", () => {
    const milliseconds = fc.integer({ min: -4000, max: 4000 });
    fc.assert(
      fc.property(milliseconds, fc.integer({ min: 0, max: 400 }), (since, roundTrip) => {
        fc.pre(Math.abs(since - 1000) > roundTrip);
        expect(decided(NOON, NOON + since, 0, roundTrip)).toBe(since >= 1000);
      }),
      { numRuns: 2000 },
    );
  });
});
