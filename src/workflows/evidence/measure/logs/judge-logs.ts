/** What the log lines of several services say that they did not say before the trouble. */
import { setImmediate } from 'node:timers/promises';
import { formatDuration, formatList } from '../../../../analysis/format-value.js';
import type { LogFinding } from '../../../../analysis/log-templates/compare-counts.js';
import { compareLogWindows } from '../../../../analysis/log-templates/compare-log-windows.js';
import type { LogSelection } from '../../../../incidents/log-selection.js';
import { observeLogBehaviours, speaksOf } from './log-behaviours.js';
import type { LogFindings, LogJudgement, ServiceLogFinding } from './log-finding.js';
import { narrowQuery } from './narrow-query.js';
import { secondsOf, type LogReading, type ReadSelection, type ReadWindow } from './read-logs.js';

/** A usual time shorter than this says nothing about what is new; how little a short one says, the comparison knows. */
const MIN_USUAL_SECONDS = 5;
/** Slices of the whole range that a chart shows. */
const SLICES = 60;

/** Gives way to whatever else waits between two services: thousands of lines of free text take up to a second to compare. */
export async function judgeLogs(reading: LogReading, judgement: LogJudgement): Promise<LogFindings> {
  const judged: JudgedSelection[] = [];
  for (const read of reading.read) judged.push(await judgeSelection(read, reading, judgement));
  const findings = judged.flatMap((one) => one.findings).sort((a, b) => b.score - a.score);
  return {
    findings,
    behaviours: observeLogBehaviours(findings, {
      troubleStart: judgement.troubleStart,
      end: reading.range.end.getTime() / 1000,
    }),
    gaps: [...reading.gaps, ...judged.flatMap((one) => one.gaps)],
  };
}

type JudgedSelection = Pick<LogFindings, 'findings' | 'gaps'>;

async function judgeSelection(
  { selection, all, trouble }: ReadSelection,
  { range }: LogReading,
  judgement: LogJudgement,
): Promise<JudgedSelection> {
  const { troubleStart, edges, deadlineMs } = judgement;
  const late: string[] = [];
  const isTrouble = ({ template }: LogFinding) => template.weight > 1;
  const findings: ServiceLogFinding[] = [];
  for (const service of selection.services) {
    await setImmediate();
    if (performance.now() > deadlineMs) {
      late.push(service);
      continue;
    }
    const callees = edges.filter(({ caller }) => caller === service).map(({ callee }) => callee);
    const take = (windows: readonly ReadWindow[], isWanted: (finding: LogFinding) => boolean) => {
      const [usualSeconds, troubleSeconds] = spans(windows, troubleStart);
      for (const finding of compare(service, selection, windows, troubleStart)) {
        if (!isWanted(finding)) continue;
        findings.push({
          ...finding,
          service,
          about: speaksOf(finding.template, callees) ?? service,
          query: narrowQuery(selection, service, finding.template),
          usualSeconds,
          troubleSeconds,
          points: slice(finding.template.times ?? [], windows, range),
        });
      }
    };
    // Lines of trouble reach further back where they were asked for by themselves.
    take(all, (finding) => trouble === null || !isTrouble(finding));
    if (trouble) take(trouble, isTrouble);
  }
  const gaps =
    late.length === 0 ? [] : [`No time was left to compare the log lines of ${formatList(late, 3)}.`];
  return { findings, gaps: [...gaps, ...describeCoverage(selection, { all, trouble }, troubleStart)] };
}

function compare(
  service: string,
  selection: LogSelection,
  windows: readonly ReadWindow[],
  troubleStart: number,
): readonly LogFinding[] {
  const [usual, now] = spans(windows, troubleStart);
  if (now <= 0 || usual < MIN_USUAL_SECONDS) return [];
  const lines = windows.flatMap((window) =>
    window.lines.filter(({ labels }) => selection.serviceOf(labels) === service),
  );
  return compareLogWindows({
    baseline: { lines: lines.filter(({ time }) => time < troubleStart), seconds: usual },
    incident: { lines: lines.filter(({ time }) => time >= troubleStart), seconds: now },
  }).findings;
}

const spans = (windows: readonly ReadWindow[], troubleStart: number): readonly [number, number] => [
  secondsOf(windows, -Infinity, troubleStart),
  secondsOf(windows, troubleStart),
];

/** Lines per slice of the range; slices that were not read whole are left out. */
function slice(
  times: readonly number[],
  windows: readonly ReadWindow[],
  { start, end }: LogReading['range'],
): readonly (readonly [number, number])[] {
  const from = start.getTime() / 1000;
  const length = (end.getTime() / 1000 - from) / SLICES;
  if (!(length > 0)) return [];
  const counts = Array.from({ length: SLICES }, () => 0);
  for (const time of times) {
    const index = Math.min(SLICES - 1, Math.floor((time - from) / length));
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.flatMap((count, index): (readonly [number, number])[] => {
    const [begin, finish] = [from + index * length, from + (index + 1) * length];
    return secondsOf(windows, begin, finish) > length * 0.99 ? [[finish, count]] : [];
  });
}

function describeCoverage(
  selection: LogSelection,
  { all, trouble }: Pick<ReadSelection, 'all' | 'trouble'>,
  troubleStart: number,
): readonly string[] {
  const [usual, now] = spans(all, troubleStart);
  const whose = `log lines of ${formatList(selection.services, 3)}`;
  if (usual < MIN_USUAL_SECONDS) {
    return [`No ${whose} from before the trouble could be read, so what is new among them is not known.`];
  }
  if (trouble === null) return [];
  const [usualBad, nowBad] = spans(trouble, troubleStart);
  const rest =
    trouble.length === 0
      ? ''
      : `; of those that tell of trouble, ${formatDuration(nowBad)} with ${formatDuration(usualBad)} before`;
  return [
    `There were too many ${whose} to read: the last ${formatDuration(now)} were compared with ${formatDuration(usual)} before the trouble${rest}.`,
  ];
}
