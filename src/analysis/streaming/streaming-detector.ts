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
import { createTail } from './tail.js';
import { createViews } from './views.js';

/**
 * Mean surprise over all views that makes an alarm; 1 is a chance of one in ten in every view at once. Noise, random walks and
 * daily rhythms without an event reach it about once in two thousand values.
 */
const ALARM_SURPRISE = 1.4;
/**
 * After an alarm only what is stranger still is another one, for this many values: a day-long event is told once, not every
 * five minutes. From 50 to 150 nothing changes in the measured results.
 */
const QUIET_VALUES = 100;
/** Squares of larger numbers leave the range of numbers. */
const LARGEST = 1e150;

export interface StreamingDetectorOptions {
  /** How the values are written in reasons; plain numbers unless given. */
  readonly unit?: Unit;
  /** What counts as an alarm; less finds more, and is wrong more often. Unless given, 1.4. */
  readonly alarmSurprise?: number;
}

export interface Judgement {
  /** 0–1, 0.5 and more is an alarm. 0 also when something as strange was just told. */
  readonly score: number;
  readonly isAlarm: boolean;
  /** In words with numbers, without a subject. */
  readonly reason: string;
  /** Mean over the views of −log₁₀ of the chance of such a value; unlike the score it does not fall silent after an alarm. */
  readonly surprise: number;
}

export interface StreamingDetector {
  /**
   * Judges the next value. `time` is in Unix seconds, not before the last one's; it may repeat, and steps may vary. A value
   * that is no finite number is skipped: what is missing says nothing about what is usual.
   */
  add(time: number, value: number): Judgement;
}

export function createStreamingDetector(options: StreamingDetectorOptions = {}): StreamingDetector {
  const { unit = 'number', alarmSurprise = ALARM_SURPRISE } = options;
  const judges = createViews().map((view) => ({
    view,
    upper: createTail(),
    lower: view.isTwoSided ? createTail() : null,
  }));
  const isQuiet = createQuiet();

  return {
    add(time, value) {
      if (!(Math.abs(value) < LARGEST)) return { score: 0, isAlarm: false, reason: 'no value', surprise: 0 };
      const findings = judges.map(({ view, upper, lower }) => {
        const number = view.next(time, value);
        if (number === undefined) return null;
        const [high, low] = [upper.surprise(number), lower?.surprise(-number) ?? 0];
        const isHigh = high >= low;
        const edge = isHigh ? upper.edge() : -(lower?.edge() ?? 0);
        upper.add(number);
        lower?.add(-number);
        return edge === null ? null : { view, number, edge, isHigh, surprise: Math.max(high, low) };
      });
      const judged = findings.filter((finding) => finding !== null);
      const surprise = judged.reduce((sum, finding) => sum + finding.surprise, 0) / judges.length;
      const score = isQuiet(surprise) ? 0 : surprise / (surprise + alarmSurprise);
      return { score, isAlarm: score >= 0.5, reason: explain(judged, value, unit), surprise };
    },
  };
}

/** Whether something at least as strange was told within the last values. */
function createQuiet(): (surprise: number) => boolean {
  let strongest = 0;
  let age = 0;
  return (surprise) => {
    age += 1;
    if (age >= QUIET_VALUES) strongest = 0;
    const isQuiet = surprise <= strongest;
    if (surprise >= strongest) [strongest, age] = [surprise, 0];
    return isQuiet;
  };
}
