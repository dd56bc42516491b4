/**
 * The ways in which a value is compared with its past. Each turns the stream into one number per value; how rare that number
 * is in its own history is judged elsewhere, so the views need no scale of their own.
 */
import { createDailyPast } from './daily-past.js';
import { createNearestShape } from './nearest-shape.js';
import { createRecentValues } from './recent-values.js';

type ViewKind = 'level' | 'change' | 'shape' | 'daily';

export interface View {
  readonly kind: ViewKind;
  /** How many of the latest values it looks at. */
  readonly length: number;
  /** True when unusually low is as remarkable as unusually high; a distance is remarkable only when it is large. */
  readonly isTwoSided: boolean;
  /** Its number after the latest value; undefined while there is too little to compare with. */
  next(time: number, value: number): number | undefined;
}

/** One value catches spikes, sixteen catch what is small but lasts. */
const LENGTHS = [1, 16] as const;
/** Forms need a few values to have one. */
const SHAPE_LENGTHS = [4, 16] as const;
/** A change is measured against this many times its own length before it. */
const CHANGE_PAST = 6;
/** Values of the past searched for a similar stretch; the cost of a value grows with it. */
const SHAPE_MEMORY = 500;

/** All views of one series; they keep their own past. */
export function createViews(): readonly View[] {
  return [
    ...LENGTHS.map(createLevel),
    ...LENGTHS.map(createChange),
    ...SHAPE_LENGTHS.flatMap((length) => [createShape(length, false), createShape(length, true)]),
    ...LENGTHS.map(createDaily),
  ];
}

/** The mean of the latest values. */
function createLevel(length: number): View {
  const recent = createRecentValues(length);
  return {
    kind: 'level',
    length,
    isTwoSided: true,
    next(_time, value) {
      recent.add(value);
      return recent.size < length ? undefined : recent.mean(length);
    },
  };
}

/** The mean of the latest values less that of the ones before. */
function createChange(length: number): View {
  const past = length * CHANGE_PAST;
  const recent = createRecentValues(length + past);
  return {
    kind: 'change',
    length,
    isTwoSided: true,
    next(_time, value) {
      recent.add(value);
      return recent.size < length + past ? undefined : recent.mean(length) - recent.mean(past, length);
    },
  };
}

/** The distance of the latest stretch from its nearest in the past. */
function createShape(length: number, isCentred: boolean): View {
  const nearest = createNearestShape({ length, memory: SHAPE_MEMORY, isCentred });
  return {
    kind: 'shape',
    length,
    isTwoSided: false,
    next(_time, value) {
      nearest.add(value);
      return nearest.distance();
    },
  };
}

/** The mean distance of the latest values from what the same time of day brought before. */
function createDaily(length: number): View {
  const past = createDailyPast();
  const recent = createRecentValues(length);
  return {
    kind: 'daily',
    length,
    isTwoSided: false,
    next(time, value) {
      const distance = past.distance(time, value);
      past.add(time, value);
      if (distance === undefined) return undefined;
      recent.add(distance);
      return recent.size < length ? undefined : recent.mean(length);
    },
  };
}
