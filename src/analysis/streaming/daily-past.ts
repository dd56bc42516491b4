/**
 * How far a value is from all that was seen at about this time on the days before. The nearest of several days counts, so
 * that weekends are compared with weekends as soon as there was one. For series without a daily rhythm the distance is
 * always large, and large is then not rare.
 */

const DAY = 86_400;
/** Slots of ten minutes: a daily event is seldom more punctual, and a week of them fits in a few kilobytes. */
const SLOT = 600;
const SLOTS_PER_DAY = DAY / SLOT;
/** A week: the shortest time after which every weekday has been seen. */
const DAYS = 7;
/** With fewer, one unusual day would be half of all that is known. */
const MIN_DAYS = 3;

interface DailyPast {
  /** Distance of `value` from the nearest range of the same time of day; undefined when fewer than three days are known. */
  distance(time: number, value: number): number | undefined;
  add(time: number, value: number): void;
}

/** Times are Unix seconds. */
export function createDailyPast(): DailyPast {
  const size = (DAYS + 1) * SLOTS_PER_DAY;
  const lowest = new Float64Array(size);
  const highest = new Float64Array(size);
  /** Which slot since 1970 a place holds. */
  const held = new Float64Array(size).fill(-1);
  const placeOf = (slot: number) => ((slot % size) + size) % size;

  return {
    distance(time, value) {
      const slot = Math.floor(time / SLOT);
      let nearest = Infinity;
      let days = 0;
      for (let day = 1; day <= DAYS; day += 1) {
        let isKnown = false;
        for (let offset = -1; offset <= 1; offset += 1) {
          const then = slot - day * SLOTS_PER_DAY + offset;
          const place = placeOf(then);
          if (held[place] !== then) continue;
          isKnown = true;
          nearest = Math.min(nearest, Math.max(0, lowest[place]! - value, value - highest[place]!));
        }
        if (isKnown) days += 1;
      }
      return days < MIN_DAYS ? undefined : nearest;
    },
    add(time, value) {
      const slot = Math.floor(time / SLOT);
      const place = placeOf(slot);
      const isNew = held[place] !== slot;
      lowest[place] = isNew ? value : Math.min(value, lowest[place]!);
      highest[place] = isNew ? value : Math.max(value, highest[place]!);
      held[place] = slot;
    },
  };
}
