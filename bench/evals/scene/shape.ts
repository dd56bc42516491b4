/** How strong a fault is over time: 0 is none, 1 is all of it. Seconds count from the scene's onset. */
export type Shape = (t: number) => number;

/** All at once, until `to` when it ends by itself. */
export const step =
  (from = 0, to = Infinity): Shape =>
  (t) =>
    t >= from && t < to ? 1 : 0;

/** Grows evenly over so many seconds, then stays. */
export const ramp =
  (over: number, from = 0): Shape =>
  (t) =>
    Math.min(1, Math.max(0, (t - from) / over));

/** On for the first `on` seconds of every `period`. */
export const flapping =
  (period: number, on: number, from = 0): Shape =>
  (t) =>
    t >= from && (t - from) % period < on ? 1 : 0;
