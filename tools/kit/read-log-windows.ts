/** Lines of one stretch of time and of a calm one before it, bounded, with their templates counted in both. */
import {
  compareTemplateCounts,
  type LogFinding,
  type TemplateCount,
} from '../../src/analysis/log-templates/compare-counts.js';
import { countTemplates } from '../../src/analysis/log-templates/compare-log-windows.js';
import { findServiceLabel, selectLogs, TROUBLE_FILTER } from '../../src/incidents/log-selection.js';
import type { LogAnswer, LogSource } from '../../src/incidents/ports/log-source.js';
import type { Service } from '../../src/incidents/service.js';
import type { ToolContext } from '../tool.js';
import { lengthOf, type Windows } from './time-window.js';

/** Of one window: read, mined and compared within a second. */
const MAX_LINES = 2_000;

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

/** LogQL that selects the lines of one service; null when the store has none that bear its name. Throws UpstreamError. */
export async function findLogSelector(
  service: Service,
  logs: LogSource,
  { range, signal }: Pick<ToolContext, 'range' | 'signal'>,
): Promise<string | null> {
  const isUnknown = service.logSelector === undefined;
  const label = isUnknown ? await findServiceLabel(logs, [service.name], range, signal) : null;
  return selectLogs([service], label)[0]?.selector ?? null;
}

/** Throws UpstreamError. */
export async function readLogWindows(
  logs: LogSource,
  query: string,
  windows: Windows,
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
