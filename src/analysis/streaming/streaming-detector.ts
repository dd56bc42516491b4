/**
 * Says of each value of one series, as it arrives, how unusual it is. For a series that nobody drew limits for: any scale,
 * any step, gaps, repeated times. Needs about 200 KB per series however long it runs; fits steps of one to sixty minutes
 * best, because its views count values and not minutes.
 *
 *     const detector = createStreamingDetector({ unit: 'seconds' });
 *     for (const [time, value] of samples) {
 *       const { isAlarm, reason } = detector.add(time, value);
 *       if (isAlarm) tell(reason); // "the last 16 values look unlike any before; 6 of 10 comparisons find it unusual"
 *     }
 *
 * Ten views of the series (its level, its change, its shape, its time of day, each over few and over more values) judge how
 * rare their number is in their own past. The logarithms of these chances are averaged, Fisher's way (1932) to combine tests:
 * several views that are surprised together count for more than one alone. A value is judged by what came before it only.
 */
import type { Unit } from '../format-value.js';
import { explain } from './explain.js';
import { createTail, REMEMBERED } from './tail.js';
import { createViews } from './views.js';

/**
 * Strangeness that makes an alarm, for mean surprises of 1.0 after a thousand values and 1.6 after ten thousand, 1 being a
 * chance of one in ten in every view at once. Noise and daily rhythms without an event reach it about once in two thousand
 * values.
 */
const ALARM_STRANGENESS = 0.2;
/**
 * The more values there were, the stranger one of them is by mere chance: the rarest of n is one in n, so surprise is
 * measured against a power of log n. From 1 to 2 the measured result moves by two points, series of all lengths being mixed.
 */
const LENGTH_EXPONENT = 1.5;
/**
 * After an alarm only what is stranger still is news, for this many values: a day-long event is told once, not every five
 * minutes. From 20 to 100 the measured result moves by two points of a hundred.
 */
const QUIET_VALUES = 30;
/** During that time people are called again only when it has grown this much. */
const GROWTH = 1.5;
/** Squares of larger numbers leave the range of numbers. */
const LARGEST = 1e150;

export interface StreamingDetectorOptions {
  /** How the values are written in reasons; plain numbers unless given. */
  readonly unit?: Unit;
  /** What counts as an alarm; less finds more, and is wrong more often. Unless given, 0.2. */
  readonly alarmStrangeness?: number;
}

export interface Judgement {
  /** 0–1, 0.5 for what is just worth an alarm. 0 also when something as strange came shortly before. */
  readonly score: number;
  /** Whether to call people: the score is 0.5 or more, and what they were called for shortly before was much less. */
  readonly isAlarm: boolean;
  /** In words with numbers, without a subject. */
  readonly reason: string;
  /**
   * Mean over the views of −log₁₀ of the chance of such a value, per power of the logarithm of how many there were. Unlike the
   * score it does not fall silent during an event.
   */
  readonly strangeness: number;
}

interface StreamingDetector {
  /**
   * Judges the next value. `time` is in Unix seconds, not before the last one's; it may repeat, and steps may vary. A value
   * that is no finite number is skipped: what is missing says nothing about what is usual.
   */
  add(time: number, value: number): Judgement;
}

export function createStreamingDetector(options: StreamingDetectorOptions = {}): StreamingDetector {
  const { unit = 'number', alarmStrangeness = ALARM_STRANGENESS } = options;
  const judges = createViews().map((view) => ({
    view,
    upper: createTail(),
    lower: view.isTwoSided ? createTail() : null,
  }));
  const isNews = createNewsFilter(1);
  const isCall = createNewsFilter(GROWTH);
  let seen = 0;

  return {
    add(time, value) {
      if (!(Math.abs(value) < LARGEST))
        return { score: 0, isAlarm: false, reason: 'no value', strangeness: 0 };
      const findings = judges.flatMap(({ view, upper, lower }) => {
        const number = view.next(time, value);
        if (number === undefined) return [];
        const [high, low] = [upper.surprise(number), lower?.surprise(-number) ?? 0];
        const isHigh = high >= low;
        const edge = isHigh ? upper.edge() : -(lower?.edge() ?? 0);
        upper.add(number);
        lower?.add(-number);
        return edge === null ? [] : [{ view, number, edge, isHigh, surprise: Math.max(high, low) }];
      });
      seen = Math.min(seen + 1, REMEMBERED);
      const surprise = findings.reduce((sum, finding) => sum + finding.surprise, 0) / judges.length;
      const strangeness = surprise / Math.log10(seen + 10) ** LENGTH_EXPONENT;
      const score = isNews(strangeness) ? strangeness / (strangeness + alarmStrangeness) : 0;
      const isAlarm = isCall(score >= 0.5 ? strangeness : 0);
      return { score, isAlarm, reason: explain(findings, value, unit), strangeness };
    },
  };
}

/** Says whether something exceeds what was told within the last values by more than the factor. */
function createNewsFilter(factor: number): (strength: number) => boolean {
  let told = 0;
  let age = 0;
  return (strength) => {
    age += 1;
    if (age >= QUIET_VALUES) told = 0;
    const isNews = strength > factor * told;
    if (strength >= told) age = 0;
    if (isNews) told = strength;
    return isNews;
  };
}
