/**
 * Reads a few traces of one service before and during the trouble, and a few that failed. A trace shows the whole way of a
 * request, so the traces of the service that suffers show who is below and above it.
 */
import type { Trace, TraceSource, TracesAnswer, TraceSearch } from '../../../incidents/ports/trace-source.js';
import { formatList } from '../../../analysis/format-value.js';
import type { TimeRange } from '../../../shared/series.js';
import { createAsker, type AskerLimits } from './asker.js';

/** Three searches, one look at the list of services. */
const CONCURRENT_QUERIES = 4;
/** Of one window: enough to tell usual from slow by their median, few enough to be fetched one by one in a second. */
const MAX_TRACES = 30;
const MAX_FAILED = 10;

interface TraceRequest {
  /** Services whose traces would help, the most telling first; the first one with traces is looked at. */
  readonly candidates: readonly string[];
  /** From the usual time to now. */
  readonly range: TimeRange;
  /** Where one search ends and the next begins. */
  readonly middle: Date;
  /** On the `performance.now()` clock. */
  readonly deadlineMs: number;
}

export interface TraceReading {
  /** Null when there are no traces of any candidate. */
  readonly service: string | null;
  /** Any that the store gave, from both windows. */
  readonly traces: readonly Trace[];
  /** Traces in which a span of the service failed during the trouble; says nothing about how many do. */
  readonly failed: readonly Trace[];
  /** As the store's own language has it. */
  readonly query: string;
  readonly failedQuery: string;
  readonly range: TimeRange;
  readonly gaps: readonly string[];
}

/** Never rejects. */
export async function readTraces(
  source: TraceSource,
  limits: AskerLimits,
  { candidates, range, middle, deadlineMs }: TraceRequest,
): Promise<TraceReading> {
  const asker = createAsker(limits, CONCURRENT_QUERIES);
  const nothing: TraceReading = {
    service: null,
    traces: [],
    failed: [],
    query: '',
    failedQuery: '',
    range,
    gaps: [],
  };
  try {
    const listed = await asker.ask(
      { subject: 'the services of the trace store', query: 'services' },
      deadlineMs,
      async (signal) => source.listServices(signal),
    );
    if (!listed.isAnswered) return { ...nothing, gaps: asker.gaps() };
    const service = candidates.find((name) => listed.answer.includes(name));
    if (service === undefined) {
      return { ...nothing, gaps: [`The trace store has no traces of ${formatList(candidates, 3)}.`] };
    }
    const find = async (search: Pick<TraceSearch, 'range' | 'limit' | 'onlyErrors'>) =>
      asker.ask({ subject: `traces of ${service}`, query: service }, deadlineMs, async (signal) =>
        source.findTraces({ service, ...search, signal }),
      );
    const answers = await Promise.all([
      find({ range: { start: range.start, end: middle }, limit: MAX_TRACES }),
      find({ range: { start: middle, end: range.end }, limit: MAX_TRACES }),
      find({ range: { start: middle, end: range.end }, limit: MAX_FAILED, onlyErrors: true }),
    ]);
    const [usual, now, failed] = answers.map((outcome) => (outcome.isAnswered ? outcome.answer : undefined));
    const traces = distinct([usual, now]);
    return {
      service,
      traces,
      failed: distinct([failed]),
      query: now?.query ?? usual?.query ?? '',
      failedQuery: failed?.query ?? '',
      range,
      gaps: [
        ...asker.gaps(),
        ...(traces.length === 0 && answers.every(({ isAnswered }) => isAnswered)
          ? [`The trace store has no traces of ${service} from this time.`]
          : []),
      ],
    };
  } finally {
    asker.close();
  }
}

function distinct(answers: readonly (TracesAnswer | undefined)[]): readonly Trace[] {
  const byId = new Map<string, Trace>();
  for (const trace of answers.flatMap((answer) => answer?.traces ?? [])) {
    if (trace.spans.length > 0 && !byId.has(trace.traceId)) byId.set(trace.traceId, trace);
  }
  return [...byId.values()];
}
