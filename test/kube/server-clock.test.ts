import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMadeBefore, type TimedReply } from "../../src/kube/server-clock.js";

const NOON = Date.parse("2026-03-01T12:00:00Z");

interface Network {
  /** Milliseconds by which the server's clock is ahead of ours. */
  ahead?: number;
  /** Milliseconds that each request takes, in turn; how much of it passes before the Date is written, from 0 to 1. */
  trips?: readonly number[];
  way?: number;
  /** Milliseconds by which each request is late. */
  late?: number;
}

/** @returns what was found, and how often it was asked */
async function decided(
  made: number,
  begun: number,
  { ahead = 0, trips = [0], way = 0.5, late = 0 }: Network = {},
): Promise<{ before: boolean | undefined; asked: number }> {
  let count = 0;
  let now = begun + 10;
  const replyAt = (asked: number): TimedReply => {
    const trip = trips[count++ % trips.length] ?? 0;
    now = asked + trip;
    const date = new Date(asked + Math.floor(trip * way) + ahead).toUTCString();
    return { reply: { status: 200, headers: { date }, text: "" }, asked, came: now };
  };
  const before = await isMadeBefore(made, begun, replyAt(now), async (moment) => {
    expect(moment - now).toBeLessThan(1000);
    return replyAt(Math.max(moment, now) + late);
  });
  return { before, asked: count };
}

const since = fc.integer({ min: -4000, max: 4000 });
const trip = fc.integer({ min: 0, max: 400 });
const ahead = fc.integer({ min: -9_000_000, max: 9_000_000 });

describe("was it made before we began?", () => {
  it.each([
    { title: "in the same second", made: NOON, begun: NOON + 990, expected: false },
    { title: "in the second before", made: NOON - 1000, begun: NOON + 10, expected: true },
    { title: "a second later", made: NOON + 1000, begun: NOON, expected: false },
    { title: "an hour before", made: NOON - 3_600_000, begun: NOON, expected: true },
    { title: "at no time", made: Number.NaN, begun: NOON, expected: true },
  ])("$title: $expected", async ({ made, begun, expected }) => {
    expect((await decided(made, begun)).before).toBe(expected);
    const reply = { status: 200, headers: {}, text: "" };
    const never = () => Promise.reject(new Error("asked again"));
    expect(await isMadeBefore(made, begun, { reply, asked: begun, came: begun }, never)).toBe(expected);
  });

  it("is decided by the server's clock, to the millisecond", async () => {
    await fc.assert(
      fc.asyncProperty(since, ahead, async (passed, difference) => {
        const begun = NOON + passed - difference;
        expect((await decided(NOON, begun, { ahead: difference })).before).toBe(passed >= 1000);
      }),
      { numRuns: 2000 },
    );
  });

  it("is never answered wrongly, however long and uneven the ways are", async () => {
    const trips = fc.array(trip, { minLength: 1, maxLength: 7 });
    const way = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(since, ahead, trips, way, trip, async (passed, difference, trips, way, late) => {
        const begun = NOON + passed - difference;
        const { before, asked } = await decided(NOON, begun, { ahead: difference, trips, way, late });
        expect([passed >= 1000, undefined]).toContain(before);
        expect(asked).toBeLessThanOrEqual(7);
      }),
      { numRuns: 5000 },
    );
  });

  it("is left open by the time of a request at most", async () => {
    await fc.assert(
      fc.asyncProperty(since, trip, async (passed, trip) => {
        fc.pre(Math.abs(passed - 1000) > trip + 2);
        const { before } = await decided(NOON, NOON + passed, { trips: [trip] });
        expect(before).toBe(passed >= 1000);
      }),
      { numRuns: 2000 },
    );
  });

  it("is left open where we began with the second, and the way takes longer", async () => {
    expect(await decided(NOON, NOON + 999, { trips: [40] })).toEqual({ before: undefined, asked: 7 });
  });
});
