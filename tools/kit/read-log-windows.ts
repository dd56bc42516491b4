/** Lines of one stretch of time and of a calm one before it, bounded, with their templates counted in both. */
import {
  compareTemplateCounts,
  type LogFinding,
  type TemplateCount,
} from '../../src/analysis/log-templates/compare-counts.js';
import { countTemplates, type LogWindow } from '../../src/analysis/log-templates/compare-log-windows.js';
import { learnUsualLines } from '../../src/analysis/log-templates/usual-lines.js';
import { findServiceLabel, selectLogs, TROUBLE_FILTER } from '../../src/incidents/log-selection.js';
import type { LogAnswer, LogSource } from '../../src/incidents/ports/log-source.js';
import type { Service } from '../../src/incidents/service.js';
import type { TimeRange } from '../../src/shared/series.js';
import type { ToolContext } from '../tool.js';
import { findOddLines, type OddLine } from './odd-lines.js';
import { peelLogs, type Peeled } from './peel-logs.js';
import { lengthOf, type Windows } from './time-window.js';

/** Of one window: read, mined and compared within a second. */
const MAX_LINES = 2_000;
/** Of one template in a sample: enough to know what is usual in it. */
const MIN_USUAL = 8;

export interface ComparedLogs {
  /** Every template of both windows. */
  readonly rows: readonly TemplateCount[];
  /** What changed, the most telling first. */
  readonly findings: readonly LogFinding[];
  /** Usual sentences with an unusual value, the rarest first. */
  readonly odd: readonly OddLine[];
  readonly lines: { readonly now: number; readonly before: number };
  /** Seconds that were read of each window. */
  readonly seconds: { readonly now: number; readonly before: number };
  /** Whether there were more lines than could be read. */
  readonly isCut: boolean;
  /** What was read of all of the time nevertheless: everything unusual, lines of trouble, or nothing. */
  readonly readWhole: 'unusual' | 'trouble' | 'nothing';
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
  const read = (filter: string): Promise<readonly [LogAnswer, LogAnswer]> => {
    const ask = (window: TimeRange) =>
      logs.queryLines(`${query}${filter}`, window, { limit: MAX_LINES, signal });
    return Promise.all([ask(windows.before), ask(windows.now)]);
  };
  const sample = await read('');
  const all = compare(sample);
  if (!all.isCut) {
    const [before, now] = sample;
    const usual = learnUsualLines([...before.lines, ...now.lines].map(({ text }) => text));
    return {
      ...all,
      odd: findOddLines(usual, { before: before.lines, now: now.lines }),
      readWhole: 'nothing',
    };
  }
  const peeled = await peelLogs(sample, read);
  if (peeled && !peeled.rest[1].isPartial) return withRest(all, peeled);
  // Too much is unusual. The few lines that tell of trouble reach much further back by themselves.
  return withTrouble(all, compare(await read(TROUBLE_FILTER)), peeled ? oddOf(peeled) : []);
}

type Compared = Omit<ComparedLogs, 'readWhole' | 'odd'>;

const oddOf = ({ rest: [before, now], usual }: Peeled) =>
  findOddLines(usual, { before: before.lines, now: now.lines });

/** What is usual as the sample shows it; everything else from all of the time. */
function withRest(all: Compared, peeled: Peeled): ComparedLogs {
  const rest = compare(peeled.rest);
  // What is frequent in the sample was left out of the rest, but for lines with an odd value; what is rare is there as well.
  const usual = all.rows.filter(({ baseline, incident }) => baseline + incident >= MIN_USUAL);
  const told = new Set(usual.map(({ template }) => template));
  const isRare = ({ template }: TemplateCount) => !told.has(template);
  const rows = new Set(usual);
  return {
    ...all,
    rows: [...rest.rows.filter(isRare), ...usual],
    findings: [
      ...rest.findings.filter(({ template }) => isRare(template)),
      ...all.findings.filter(({ template }) => rows.has(template)),
    ].sort((a, b) => b.score - a.score),
    odd: oddOf(peeled),
    readWhole: 'unusual',
  };
}

function withTrouble(all: Compared, trouble: Compared, odd: readonly OddLine[]): ComparedLogs {
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
    odd,
    readWhole: 'trouble',
  };
}

function compare([before, now]: readonly [LogAnswer, LogAnswer]): Compared {
  const [baseline, incident] = [windowOf(before), windowOf(now)];
  const counts = countTemplates({ baseline, incident });
  return {
    rows: counts.rows,
    findings: compareTemplateCounts(counts).findings,
    lines: { now: incident.lines.length, before: baseline.lines.length },
    seconds: { now: incident.seconds, before: baseline.seconds },
    isCut: before.isPartial || now.isPartial,
  };
}

const windowOf = ({ lines, covered }: LogAnswer): LogWindow => ({ lines, seconds: lengthOf(covered) });
