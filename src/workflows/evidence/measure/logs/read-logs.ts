/**
 * Reads the log lines of several services before and during the trouble: one query for all of them where the store's labels
 * allow it, bounded in lines and time. Where there are too many, the lines that tell of trouble are asked for by themselves,
 * because few of them reach much further back.
 */
import {
  findServiceLabel,
  selectLogs,
  TROUBLE_FILTER,
  type LogSelection,
} from '../../../../incidents/log-selection.js';
import type { LogAnswer, LogSource } from '../../../../incidents/ports/log-source.js';
import type { Service } from '../../../../incidents/service.js';
import type { TimeRange } from '../../../../shared/series.js';
import { formatList } from '../../../../analysis/format-value.js';
import { createAsker, type Asker, type AskerLimits } from '../asker.js';

/** Loki serves few queries of one tenant at the same time, and each of ours may read an hour. */
const CONCURRENT_QUERIES = 4;
/** Of one window: read and compared within a second. */
const MAX_LINES = 2_000;
/** Services that need a query of their own cost two each. */
const MAX_SELECTIONS = 6;

interface LogRequest {
  /** Lines of these. */
  readonly services: readonly Pick<Service, 'name' | 'logSelector'>[];
  /** From the usual time to now. */
  readonly range: TimeRange;
  /** Where one query ends and the next begins, so that one flood cannot hide the other side. */
  readonly middle: Date;
  /** On the `performance.now()` clock. */
  readonly deadlineMs: number;
}

/** Lines of a stretch of time. */
export interface ReadWindow {
  readonly lines: LogAnswer['lines'];
  /** Within it no line is missing. */
  readonly covered: TimeRange;
}

export interface ReadSelection {
  readonly selection: LogSelection;
  /** All lines, as far as they could be read. */
  readonly all: readonly ReadWindow[];
  /** Lines that tell of trouble, where there were too many of all; null otherwise. */
  readonly trouble: readonly ReadWindow[] | null;
}

export interface LogReading {
  readonly range: TimeRange;
  readonly read: readonly ReadSelection[];
  /** What was not read and why, as sentences. */
  readonly gaps: readonly string[];
}

/** Never rejects. */
export async function readLogs(
  source: LogSource,
  limits: AskerLimits,
  request: LogRequest,
): Promise<LogReading> {
  const { services, range, deadlineMs } = request;
  const asker = createAsker(limits, CONCURRENT_QUERIES);
  try {
    const unknown = services.filter(({ logSelector }) => logSelector === undefined).map(({ name }) => name);
    const label =
      unknown.length === 0
        ? null
        : await asker.ask(
            { subject: 'the labels of the log store', query: 'labels' },
            deadlineMs,
            async (signal) => findServiceLabel(source, unknown, range, signal),
          );
    const isLost = label?.isAnswered === false;
    const selections = selectLogs(services, label?.isAnswered ? label.answer : null).slice(0, MAX_SELECTIONS);
    const read = await Promise.all(
      selections.map(async (selection) => readSelection(asker, source, selection, request)),
    );
    const selected = new Set(selections.flatMap((selection) => selection.services));
    const missed = services.filter(({ name }) => !selected.has(name)).map(({ name }) => name);
    return {
      range,
      read: read.filter((one) => one !== null),
      gaps: [
        ...asker.gaps(),
        ...(missed.length > 0 && !isLost ? [`The log store has no lines of ${formatList(missed)}.`] : []),
      ],
    };
  } finally {
    asker.close();
  }
}

/** Null when nothing was answered. */
async function readSelection(
  asker: Asker,
  source: LogSource,
  selection: LogSelection,
  { range, middle, deadlineMs }: LogRequest,
): Promise<ReadSelection | null> {
  const windows: readonly TimeRange[] = [
    { start: range.start, end: middle },
    { start: middle, end: range.end },
  ];
  const readAll = async (filter: string): Promise<readonly ReadWindow[]> => {
    const query = `${selection.selector}${filter}`;
    const subject = `log lines of ${formatList(selection.services, 3)}`;
    const answers = await Promise.all(
      windows.map(async (window) =>
        asker.ask({ subject, query }, deadlineMs, async (signal) =>
          source.queryLines(query, window, { limit: MAX_LINES, signal }),
        ),
      ),
    );
    return answers.flatMap((outcome) => (outcome.isAnswered ? [outcome.answer] : []));
  };
  const all = await readAll('');
  if (all.length === 0) return null;
  const isWhole = secondsOf(all) >= secondsOf(windows.map((covered) => ({ covered })));
  return { selection, all, trouble: isWhole ? null : await readAll(TROUBLE_FILTER) };
}

/** How much time windows cover, within [from, to] when given. */
export function secondsOf(
  windows: readonly Pick<ReadWindow, 'covered'>[],
  from = -Infinity,
  to = Infinity,
): number {
  return windows.reduce((sum, { covered: { start, end } }) => {
    const length = Math.min(end.getTime() / 1000, to) - Math.max(start.getTime() / 1000, from);
    return sum + Math.max(0, length);
  }, 0);
}
