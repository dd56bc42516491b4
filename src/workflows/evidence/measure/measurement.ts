/** What an evidence pass measures over, and until when it may. */
import { stepFor, toleranceOf } from '../../../analysis/judge-signal.js';
import type { Incident } from '../../../incidents/incident.js';
import { parsePromQlDuration } from '../../../shared/promql-duration.js';
import type { TimeRange } from '../../../shared/series.js';
import type { WorkflowSettings } from '../../settings.js';

export interface Measurement {
  /** From the usual time to now. */
  readonly range: TimeRange;
  readonly stepSeconds: number;
  /** Unix seconds. */
  readonly incidentStart: number;
  readonly windowSeconds: number | undefined;
  /** How exactly onsets are known, in seconds. */
  readonly toleranceSeconds: number;
  /** On the `performance.now()` clock. */
  readonly deadlineMs: number;
}

export function planMeasurement(
  { startedAt }: Pick<Incident, 'startedAt'>,
  settings: Pick<WorkflowSettings, 'baselineSeconds' | 'stepSeconds' | 'window'>,
  { now, deadlineMs }: { readonly now: Date; readonly deadlineMs: number },
): Measurement {
  // A sender whose clock is ahead must not leave us with an empty range.
  const incidentStart = Math.min(startedAt.getTime(), now.getTime()) / 1000;
  const range = { start: new Date((incidentStart - settings.baselineSeconds) * 1000), end: now };
  const stepSeconds = stepFor(range, settings.stepSeconds);
  const windowSeconds = parsePromQlDuration(settings.window);
  const toleranceSeconds = toleranceOf({ stepSeconds, windowSeconds });
  return { range, stepSeconds, incidentStart, windowSeconds, toleranceSeconds, deadlineMs };
}
