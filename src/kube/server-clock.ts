import type { TransportReply } from "../transport/transport.js";

/** A reply, and when it was asked for and had come, in milliseconds of our clock since the epoch. */
export interface TimedReply {
  reply: TransportReply;
  asked: number;
  came: number;
}

const SECOND = 1000;

/** Seconds in which a moment is waited for. */
const MAX_SECONDS = 3;
/** Milliseconds by which a timer may be late. */
const LATE = 2;

/**
 * Was something made before we began, in whole seconds of the server's clock, as its creation timestamps are? Its clock is told by
 * the Date of a reply, to the second. Where that does not decide it is asked again, around the moment at which another Date would:
 * a second that has begun before says yes, one that has not begun then says no.
 * @param made the creation timestamp, in milliseconds since the epoch; NaN for none
 * @param begun of our clock
 * @param askAt asks again at a moment of our clock
 * @returns undefined where we began so near to the end of that second that the time of a request decides
 */
export async function isMadeBefore(
  made: number,
  begun: number,
  first: TimedReply,
  askAt: (moment: number) => Promise<TimedReply>,
): Promise<boolean | undefined> {
  let reply = first;
  let before = wasMadeBefore(made, begun, reply);
  for (let second = 1; second <= MAX_SECONDS; second++) {
    for (const isEarly of [true, false]) {
      if (typeof before === "boolean") return before;
      const early = isEarly ? (reply.came - reply.asked + LATE) * second : 0;
      reply = await askAt(before.undecidedUntil - early);
      before = wasMadeBefore(made, begun, reply);
    }
  }
  return typeof before === "boolean" ? before : undefined;
}

/**
 * What one reply says; one without a Date, that the server's clock is ours.
 * @returns where its second does not decide, the moment of our clock at which another Date would
 */
function wasMadeBefore(
  made: number,
  begun: number,
  { reply, asked, came }: TimedReply,
): boolean | { undecidedUntil: number } {
  if (Number.isNaN(made)) return true;
  const date = Date.parse(reply.headers.date ?? "");
  const next = made + SECOND;
  if (Number.isNaN(date)) return begun >= next;
  // The Date was written after the request was sent and before the reply had come, at some moment of its second.
  const [least, most] = [date - came, date + SECOND - asked];
  if (begun + most <= next) return false;
  if (begun + least >= next) return true;
  // Its clock would have to be this far ahead of ours for us to have begun in the next second: is it?
  const ahead = next - begun;
  return { undecidedUntil: Math.ceil((came + ahead) / SECOND) * SECOND - ahead };
}
