/** Units of measurement as people and models write them. Pure. */

/** What is measured; `count` is everything without a unit. */
export type Dimension = 'ratio' | 'time' | 'bytes' | 'rate' | 'count';

export interface Unit {
  readonly dimension: Dimension;
  /** How many of the base are one of it; two where the word means two things. Bases: share of 1, second, byte, per second. */
  readonly factors: readonly number[];
  /** Whether it says how many times as much, not how much. */
  readonly isMultiple: boolean;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const unit = (dimension: Dimension, ...factors: number[]): Unit => ({
  dimension,
  factors,
  isMultiple: false,
});
const binary = (power: number) => unit('bytes', 1000 ** power, 1024 ** power);

/** The longest first where one begins like another. Case counts only where it tells units apart. */
const UNITS: readonly (readonly [RegExp, Unit])[] = [
  [/(?:%|percent(?:age)?(?: points?)?|per cent|pct|pp)(?![\w%])/iy, unit('ratio', 0.01)],
  [/%/y, unit('ratio', 0.01)],
  [/(?:[a-z]{3,12} )?(?:\/|per |an? )?(?:rps|qps)(?!\w)/iy, unit('rate', 1)],
  [/(?:(?:req(?:uests?)?|[a-z]{3,12}) ?)?(?:\/ ?|per |a )(?:s|secs?|seconds?)(?!\w)/iy, unit('rate', 1)],
  [
    /(?:rpm|(?:(?:req(?:uests?)?|[a-z]{3,12}) ?)?(?:\/ ?|per |a )(?:min|minutes?))(?!\w)/iy,
    unit('rate', 1 / MINUTE),
  ],
  [/(?:(?:req(?:uests?)?|[a-z]{3,12}) ?)?(?:\/ ?|per |an )(?:h|hours?)(?!\w)/iy, unit('rate', 1 / HOUR)],
  [/(?:ns|nanos(?:econds?)?)(?!\w)/y, unit('time', 1e-9)],
  [/(?:us|μs|micros(?:econds?)?)(?!\w)/y, unit('time', 1e-6)],
  [/(?:ms|msecs?|millis(?:econds?)?)(?!\w)/iy, unit('time', 1e-3)],
  [/(?:s|secs?|seconds?)(?!\w)/y, unit('time', 1)],
  [/(?:mins?|minutes?)(?!\w)/iy, unit('time', MINUTE)],
  [/(?:h|hrs?|hours?)(?!\w)/y, unit('time', HOUR)],
  [/(?:d|days?)(?!\w)/y, unit('time', DAY)],
  [/(?:w|weeks?)(?!\w)/y, unit('time', 7 * DAY)],
  [/months?(?!\w)/y, unit('time', 30.4 * DAY)],
  [/(?:y|yrs?|years?)(?!\w)/y, unit('time', 365 * DAY)],
  [/(?:kB|KB|KiB|kilobytes?)(?:\/s)?(?!\w)/y, binary(1)],
  [/(?:MB|MiB|megabytes?)(?:\/s)?(?!\w)/y, binary(2)],
  [/(?:GB|GiB|gigabytes?)(?:\/s)?(?!\w)/y, binary(3)],
  [/(?:TB|TiB|terabytes?)(?:\/s)?(?!\w)/y, binary(4)],
  [/(?:B|bytes?)(?:\/s)?(?!\w)/y, unit('bytes', 1)],
  [/(?:x|×|times|-?fold)(?!\w)/iy, { dimension: 'count', factors: [1], isMultiple: true }],
];
/** Written together with its number only: "5m" is five minutes, "5 m" nothing. */
const ATTACHED: readonly (readonly [RegExp, Unit])[] = [[/m(?!\w)/y, unit('time', MINUTE)]];

const MAGNITUDES: readonly (readonly [RegExp, number])[] = [
  [/ ?(?:dozens?)(?!\w)/iy, 12],
  [/ ?(?:hundreds?)(?!\w)/iy, 100],
  [/ ?(?:thousands?)(?!\w)/iy, 1e3],
  [/ ?(?:lakhs?)(?!\w)/iy, 1e5],
  [/ ?(?:millions?|mio|mn)(?!\w)/iy, 1e6],
  [/ ?(?:crores?)(?!\w)/iy, 1e7],
  [/ ?(?:billions?|bn)(?!\w)/iy, 1e9],
  [/ ?(?:trillions?)(?!\w)/iy, 1e12],
  [/ ?[kK](?!\w)/y, 1e3],
  [/ ?M(?!\w)/y, 1e6],
  [/G(?!\w)/y, 1e9],
];

const COUNT = unit('count', 1);

/** The unit that begins at this place of the text, after a space or none, and where it ends. */
export function readUnit(text: string, at: number): { unit: Unit; magnitude: number; end: number } {
  const [magnitude, from] = firstOf(MAGNITUDES, text, at) ?? [1, at];
  const spaced = text[from] === ' ' || text[from] === '-' ? from + 1 : from;
  const found = firstOf(ATTACHED, text, from) ?? firstOf(UNITS, text, from) ?? firstOf(UNITS, text, spaced);
  return found ? { unit: found[0], magnitude, end: found[1] } : { unit: COUNT, magnitude, end: from };
}

function firstOf<T>(table: readonly (readonly [RegExp, T])[], text: string, at: number): [T, number] | null {
  for (const [pattern, value] of table) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return [value, pattern.lastIndex];
  }
  return null;
}
