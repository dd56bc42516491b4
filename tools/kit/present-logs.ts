/** Log lines as a model reads them: what changed, what is rare or bad, what is common; each template with its counts. */
import type { LogFinding, TemplateCount } from '../../src/analysis/log-templates/compare-counts.js';
import { formatDuration } from '../../src/analysis/format-value.js';
import { cut, oneLine } from '../../src/shared/text.js';
import { fitRows } from './fit-rows.js';
import { count, formatUnix } from './format.js';
import type { ComparedLogs } from './read-log-windows.js';

const MAX_CHANGED = 8;
const MAX_RARE = 6; // the line that decides is often there once
const MAX_COMMON = 4;
/** Of what the runner passes on, with room for the summary and the query. */
const MAX_CHARS = { changed: 3_000, others: 1_600 };
const MAX_TEMPLATE_CHARS = 200;
const MAX_EXAMPLE_CHARS = 240;

/** One sentence with the counts and what changed most. `before` says what was compared with. */
export function summariseLogs(
  { findings, lines, rows }: ComparedLogs,
  about: string | null,
  before: string,
): string {
  const of = about === null ? '' : ` of ${about}`;
  const templates = rows.filter(({ incident }) => incident > 0).length;
  const all = `${count(lines.now, 'log line')}${of} in ${count(templates, 'template')}`;
  const [worst] = findings;
  if (!worst) {
    const [rare] = rows.filter(isNewTrouble);
    return rare
      ? `${all}; "${cut(oneLine(rare.template), 120)}" is new compared with ${before}, but rare (${rare.incident}).`
      : `${all}; none is new, surging or gone compared with ${before}.`;
  }
  const text = cut(oneLine(worst.template.template), 120);
  return `${all}; ${findings.length} changed compared with ${before}; most: "${text}" is ${worst.reason}.`;
}

/** Whether they say something bad that they did not say before, be it a single time. */
export const tellTrouble = ({ findings, rows }: ComparedLogs): boolean =>
  findings.some(({ kind, template }) => kind !== 'vanished' && template.weight > 1) ||
  rows.some(isNewTrouble);

const isNewTrouble = ({ weight, incident, baseline }: TemplateCount): boolean =>
  weight > 1 && incident > 0 && baseline === 0;

/** What fits: `before` says what was compared with. */
export function presentLogs(
  compared: ComparedLogs,
  before: string,
): { readonly data: object; readonly hasMore: boolean } {
  const { lines, seconds, findings, rows, isCut } = compared;
  const changed = fitRows(findings.slice(0, MAX_CHANGED).map(presentFinding), MAX_CHARS.changed);
  const rest = withoutFindings(compared);
  const others = fitRows(rest.slice(0, MAX_RARE + MAX_COMMON).map(presentRow), MAX_CHARS.others);
  return {
    data: {
      lines: {
        now: lines.now,
        inSeconds: Math.round(seconds.now),
        before: lines.before,
        comparedWith: before,
      },
      levels: countLevels(rows),
      ...(isCut ? { incomplete: describeCut(compared) } : {}),
      ...(lines.before === 0 ? { caution: 'there are no lines from before: all of them look new' } : {}),
      changed: changed.rows,
      others: others.rows,
    },
    hasMore: changed.rows.length < findings.length || others.rows.length < rest.length,
  };
}

/** Bad ones first, of equal ones the rarest, then what is said most. */
function withoutFindings({ rows, findings }: ComparedLogs): readonly TemplateCount[] {
  const found = new Set(findings.map(({ template }) => template));
  const left = rows.filter((row) => row.incident > 0 && !found.has(row));
  const rare = left
    .toSorted((a, b) => b.weight - a.weight || a.incident - b.incident || (a.template < b.template ? -1 : 1))
    .slice(0, MAX_RARE);
  const common = left.filter((row) => !rare.includes(row)).sort((a, b) => b.incident - a.incident);
  return [...rare, ...common];
}

function countLevels(rows: readonly TemplateCount[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { level, incident } of rows) {
    if (incident > 0) counts[level ?? 'unknown'] = (counts[level ?? 'unknown'] ?? 0) + incident;
  }
  return counts;
}

function presentFinding({ kind, template, reason }: LogFinding) {
  return {
    kind,
    ...presentRow(template),
    what: reason,
    ...(template.firstSeen === null ? {} : { firstSeen: formatUnix(template.firstSeen) }),
    example: cut(oneLine(template.example), MAX_EXAMPLE_CHARS),
  };
}

function presentRow({ template, level, incident, baseline }: TemplateCount) {
  return { level, template: cut(oneLine(template), MAX_TEMPLATE_CHARS), now: incident, before: baseline };
}

function describeCut({ seconds, isTroubleApart }: ComparedLogs): string {
  const rest = isTroubleApart ? '; lines of trouble were read by themselves and reach further back' : '';
  return `There were too many lines to read: only the last ${formatDuration(Math.round(seconds.now))} of the time asked for${rest}.`;
}
