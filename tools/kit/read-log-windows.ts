/** Lines of one stretch of time and of a calm one before it, bounded, with their templates counted in both. */
import {
  compareTemplateCounts,
  type LogFinding,
  type TemplateCount,
} from '../../src/analysis/log-templates/compare-counts.js';
import { countTemplates } from '../../src/analysis/log-templates/compare-log-windows.js';
import { TROUBLE_FILTER } from '../../src/incidents/log-selection.js';
import type { LogAnswer, LogSource } from '../../src/incidents/ports/log-source.js';
import type { TimeRange } from '../../src/shared/series.js';
import type { ToolContext } from '../tool.js';
import { lengthOf } from './time-window.js';

/** Of one window: read, mined and compared within a second. */
const MAX_LINES = 2_000;
/** An alert comes later than the trouble: most rules wait a minute or two before they fire. */
const LEAD_SECONDS = 120;
/** Of the calm before: less says nothing about what is new, more is another day. */
const BEFORE_SECONDS = { min: 300, max: 3_600 };

export interface LogWindows {
  readonly now: TimeRange;
  readonly before: TimeRange;
}

export interface ComparedLogs {
  /** Every template of both windows. */
  readonly rows: readonly TemplateCount[];
  /** What changed, the most telling first. */
  readonly findings: readonly LogFinding[];
  readonly lines: { readonly now: number; readonly before: number };
  /** Seconds that were read of each window. */
  readonly seconds: { readonly now: number; readonly before: number };
  /** Whether there were more lines than could be read. */
  readonly isCut: boolean;
  /** Whether lines of trouble were asked for by themselves, because of that. */
  readonly isTroubleApart: boolean;
}

/** `asked` is null where nobody said which time: since shortly before the incident. Calm is what came before the incident. */
export function chooseLogWindows(
  asked: TimeRange | null,
  { incident, range, now }: Pick<ToolContext, 'incident' | 'range' | 'now'>,
): LogWindows {
  const begun = new Date(Math.min(incident.startedAt.getTime(), now.getTime()) - LEAD_SECONDS * 1000);
  const window = asked ?? { start: begun, end: range.end };
  const calmEnd = window.end > begun && window.start > begun ? begun : window.start;
  const wanted = asked === null ? (calmEnd.getTime() - range.start.getTime()) / 1000 : lengthOf(window);
  const seconds = Math.min(BEFORE_SECONDS.max, Math.max(BEFORE_SECONDS.min, wanted));
  return { now: window, before: { start: new Date(calmEnd.getTime() - seconds * 1000), end: calmEnd } };
}

/** Throws UpstreamError. */
export async function readLogWindows(
  logs: LogSource,
  query: string,
  windows: LogWindows,
  signal: AbortSignal,
): Promise<ComparedLogs> {
  const read = (filter: string) =>
    Promise.all(
      [windows.before, windows.now].map((window) =>
        logs.queryLines(`${query}${filter}`, window, { limit: MAX_LINES, signal }),
      ),
    );
  const all = compare(await read(''));
  if (!all.isCut) return { ...all, isTroubleApart: false };
  // A flood hides the few lines that tell of trouble; by themselves they reach much further back.
  const trouble = compare(await read(TROUBLE_FILTER));
  const [isTrouble, isOrdinary] = [
    ({ weight }: TemplateCount) => weight > 1,
    ({ weight }: TemplateCount) => weight <= 1,
  ];
  return {
    ...all,
    rows: [...trouble.rows.filter(isTrouble), ...all.rows.filter(isOrdinary)],
    findings: [
      ...trouble.findings.filter(({ template }) => isTrouble(template)),
      ...all.findings.filter(({ template }) => isOrdinary(template)),
    ].sort((a, b) => b.score - a.score),
    isTroubleApart: true,
  };
}

function compare([before, now]: readonly LogAnswer[]): Omit<ComparedLogs, 'isTroubleApart'> {
  const nothing = { lines: [], seconds: 0 };
  const [baseline, incident] = [before, now].map((answer) =>
    answer ? { lines: answer.lines, seconds: lengthOf(answer.covered) } : nothing,
  );
  const counts = countTemplates({ baseline: baseline ?? nothing, incident: incident ?? nothing });
  return {
    rows: counts.rows,
    findings: compareTemplateCounts(counts).findings,
    lines: { now: incident?.lines.length ?? 0, before: baseline?.lines.length ?? 0 },
    seconds: { now: incident?.seconds ?? 0, before: baseline?.seconds ?? 0 },
    isCut: before?.isPartial === true || now?.isPartial === true,
  };
}
