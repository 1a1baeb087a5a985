import type { TransportReply } from "../transport/transport.js";

/** A reply, and when it was asked for and had come, in milliseconds of our clock since the epoch. */
export interface TimedReply {
  reply: TransportReply;
  asked: number;
  came: number;
}

const SECOND = 1000;

/**
 * Was something made before we began, in whole seconds of the server's clock, as its creation timestamps are? Its clock is told by
 * the Date of a reply, to the second; without one it is taken for ours.
 * @param made the creation timestamp, in milliseconds since the epoch; NaN for none
 * @param begun of our clock
 * @returns where that second does not decide, the moment of our clock at which another Date would
 */
export function wasMadeBefore(
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

/**
 * The answer to the same question, by a reply that was asked for at that moment. A no is certain; a yes may be wrong when we began
 * within as many milliseconds of the second's end as the reply came later than at the moment.
 */
export function wasMadeBeforeBy(
  made: number,
  begun: number,
  moment: number,
  { reply }: Pick<TimedReply, "reply">,
): boolean {
  return Date.parse(reply.headers.date ?? "") - moment >= made + SECOND - begun;
}

/** The same moment of a second that is still to come. */
export function momentAfter(moment: number, now: number): number {
  return moment + Math.ceil((now - moment) / SECOND) * SECOND;
}
