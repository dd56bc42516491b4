/** Log lines as a model reads them: what changed, what is rare or bad, what is common; each template with its counts. */
import type { LogFinding, TemplateCount } from '../../src/analysis/log-templates/compare-counts.js';
import { formatDuration } from '../../src/analysis/format-value.js';
import { tellingText } from '../../src/analysis/log-templates/telling-text.js';
import { cut, oneLine } from '../../src/shared/text.js';
import { count, formatUnix } from './format.js';
import type { OddLine } from './odd-lines.js';
import type { ComparedLogs } from './read-log-windows.js';

const MAX_CHANGED = 8;
const MAX_ODD = 8;
const MAX_USUAL = 5; // what is harmless and was always said is of little use
const MAX_OTHERS = 500; // all that fits is shown, and a page holds about fifty
const MAX_TEMPLATE_CHARS = 200;
const MAX_EXAMPLE_CHARS = 280;
const COLUMNS = ['now', 'before', 'level', 'first', 'last', 'line'];
/** Lines of one template that are told by one of them: a template would leave out what decides. */
const FEW = 3;

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

/** Each list begins with what tells most. `before` says what was compared with. */
export function presentLogs(
  compared: ComparedLogs,
  before: string,
): { readonly data: object; readonly hasMore: boolean } {
  const { lines, seconds, findings, rows } = compared;
  const changed = findings.slice(0, MAX_CHANGED);
  const told = new Set(changed.map(({ template }) => template));
  const isTold = new Set(rows.flatMap(({ incident, example }) => (incident <= FEW ? [example] : [])));
  // What is like no other line has a row of its own, unless a wide template hides it.
  const odd = compared.odd.filter(({ value, line }) => value !== null || !isTold.has(line.text));
  const oddTexts = new Set(odd.slice(0, MAX_ODD).map(({ line }) => line.text));
  const left = rows.filter(
    (row) => row.incident > 0 && !told.has(row) && !(row.incident <= FEW && oddTexts.has(row.example)),
  );
  const others = left.filter((row) => tierOf(row) < USUAL).sort(byTelling);
  const usual = left.filter((row) => tierOf(row) === USUAL).sort((a, b) => b.incident - a.incident);
  return {
    data: {
      lines: {
        now: lines.now,
        inSeconds: Math.round(seconds.now),
        before: lines.before,
        comparedWith: before,
      },
      levels: countLevels(rows),
      ...describeCut(compared),
      ...(lines.before === 0 ? { caution: 'there are no lines from before: all of them look new' } : {}),
      changed: changed.map(presentFinding),
      ...(odd.length > 0 ? { odd: odd.slice(0, MAX_ODD).map(presentOdd) } : {}),
      ...(others.length > 0
        ? { others: { columns: COLUMNS, rows: others.slice(0, MAX_OTHERS).map(presentRow) } }
        : {}),
      usual: {
        templates: usual.length,
        most: usual
          .slice(0, MAX_USUAL)
          .map(({ incident, template }) => [incident, cut(oneLine(template), MAX_TEMPLATE_CHARS)]),
      },
    },
    hasMore: findings.length > MAX_CHANGED || others.length > MAX_OTHERS || odd.length > MAX_ODD,
  };
}

/** New trouble first, then what is new and rare, then known trouble, rarest first; what is said often comes last. */
function byTelling(a: TemplateCount, b: TemplateCount): number {
  return (
    tierOf(a) - tierOf(b) ||
    b.weight - a.weight ||
    a.incident - b.incident ||
    (a.template < b.template ? -1 : 1)
  );
}

/** What is harmless, frequent and was there before. */
const USUAL = 5;

function tierOf({ weight, incident, baseline }: TemplateCount): number {
  const [isTrouble, isNew, isRare] = [weight > 1, baseline === 0, incident <= FEW];
  if (isNew) return isTrouble ? 0 : isRare ? 1 : 2;
  if (isRare) return isTrouble ? 2 : 3;
  return isTrouble ? 4 : USUAL;
}

function countLevels(rows: readonly TemplateCount[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { level, incident } of rows) {
    if (incident > 0) counts[level ?? 'unknown'] = (counts[level ?? 'unknown'] ?? 0) + incident;
  }
  return counts;
}

function presentFinding({ kind, template: row, reason }: LogFinding) {
  return {
    kind,
    level: row.level,
    template: cut(oneLine(row.template), MAX_TEMPLATE_CHARS),
    now: row.incident,
    before: row.baseline,
    what: reason,
    ...(row.firstSeen === null ? {} : { firstSeen: formatUnix(row.firstSeen), lastSeen: lastSeen(row) }),
    example: tellingText(row.example, MAX_EXAMPLE_CHARS),
  };
}

function presentOdd({ line, value, count: times }: OddLine) {
  return {
    line: tellingText(line.text, MAX_EXAMPLE_CHARS),
    at: timeOf(line.time),
    ...(value === null
      ? {}
      : { odd: cut(value.word, 80), otherwise: cut(`${value.instead}, in ${value.outOf} lines`, 120) }),
    ...(times > 1 ? { times } : {}),
  };
}

function presentRow(row: TemplateCount): readonly (string | number | null)[] {
  const { level, template, example, incident, baseline, firstSeen } = row;
  const text =
    incident <= FEW ? tellingText(example, MAX_EXAMPLE_CHARS) : cut(oneLine(template), MAX_TEMPLATE_CHARS);
  return [incident, baseline, level, firstSeen === null ? null : timeOf(firstSeen), lastSeen(row), text];
}

/** Null where it is the first one as well. */
function lastSeen({ times, firstSeen }: TemplateCount): string | null {
  const last = times?.at(-1);
  return last === undefined || last === firstSeen ? null : timeOf(last);
}

/** The range is told with its dates. */
const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(11, 19);

const READ_WHOLE: Readonly<Record<ComparedLogs['readWhole'], string>> = {
  unusual: '; what is unlike the usual lines was read for all of it',
  trouble: '; lines of trouble were read by themselves and reach further back',
  nothing: '',
};

function describeCut({ isCut, seconds, readWhole }: ComparedLogs): { incomplete?: string } {
  if (!isCut) return {};
  return {
    incomplete: `There were too many lines to read: common ones are those of the last ${formatDuration(Math.round(seconds.now))} of the time asked for${READ_WHOLE[readWhole]}.`,
  };
}
