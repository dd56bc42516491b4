/** Answers "where did this most likely begin?" for any service and time, as the evidence pass does for the incident. */
import { z } from 'zod';
import type { Suspect } from '../../src/analysis/findings.js';
import { formatValue } from '../../src/analysis/format-value.js';
import type { Observation } from '../../src/incidents/evidence.js';
import { cut } from '../../src/shared/text.js';
import { boundedText } from '../kit/bounded-text.js';
import { fitRows } from '../kit/fit-rows.js';
import { clip, count, digits, formatMoment, formatUnix } from '../kit/format.js';
import { lookUp, refuse } from '../kit/known-services.js';
import { parseMoment } from '../kit/moment.js';
import { MAX_MINUTES } from '../kit/time-window.js';
import { defineTool, type Look } from '../tool.js';

const MAX_REASONS = 4;
const MAX_UNUSUAL = 8;
const MAX_RUNBOOKS = 2;
const MAX_GAPS = 4;
/** Of what the runner passes on, with room for suspects and runbooks. */
const MAX_UNUSUAL_CHARS = 2_200;
const MAX_STATEMENT_CHARS = 260;

export const findRootCauses = defineTool({
  name: 'find_root_causes',
  description: [
    'Rank where trouble at a service most likely began, by onset, call graph, logs, traces and changes; takes seconds.',
    'Use this when trouble at another service or time may have another cause; the first message has it for this incident.',
    'Example: {"service":"payments","noticed":"03:12:04"}',
    'It does not prove a cause.',
  ].join('\n'),
  requires: ['metrics'],
  evidence: { kind: 'tool_result', source: 'analysis' },
  input: z.strictObject({
    service: boundedText(200).optional().describe('That suffers, as in the catalogue'),
    noticed: boundedText(40).optional().describe('When, UTC: 03:12:04 or with a date'),
  }),
  async run({ service: asked, noticed }, { incident, catalog, now, signal, lookAround }) {
    const name = asked ?? incident.service;
    if (name === null) return refuse('The incident names no service; say which service suffers.');
    const service = lookUp(name, catalog);
    if ('status' in service) return service;
    const noticedAt = noticed === undefined ? incident.startedAt : parseMoment(noticed, now);
    if (!noticedAt || noticedAt > now || now.getTime() - noticedAt.getTime() > MAX_MINUTES * 60_000) {
      return refuse(
        `noticed must be a time within the last week, such as ${formatMoment(incident.startedAt)}; now it is ${formatMoment(now)}.`,
      );
    }

    const look = await lookAround({ service: service.name, noticedAt, signal });

    const query = `root causes of trouble at ${service.name} noticed at ${formatMoment(noticedAt)}`;
    const measured = look.observations.filter(isMeasured);
    if (measured.length === 0) {
      const why = look.gaps.slice(0, MAX_GAPS).map((gap) => cut(gap, MAX_STATEMENT_CHARS));
      return { status: 'no_data', searched: `${query}. ${why.join(' ')}`.trim() };
    }
    const unusual = measured.filter(({ isAnomalous }) => isAnomalous);
    const shown = fitRows(unusual.slice(0, MAX_UNUSUAL).map(presentObservation), MAX_UNUSUAL_CHARS);
    const [first] = look.suspects;
    return {
      status: 'ok',
      query,
      summary: summarise(service.name, look.suspects, unusual.length),
      data: {
        suspects: look.suspects.map(presentSuspect),
        unusual: shown.rows,
        runbooks: look.runbooks.slice(0, MAX_RUNBOOKS).map(presentRunbook),
        ...(look.gaps.length > 0
          ? { notSeen: look.gaps.slice(0, MAX_GAPS).map((gap) => cut(gap, MAX_STATEMENT_CHARS)) }
          : {}),
      },
      hasMore: shown.rows.length < unusual.length,
      isUnusual: first !== undefined && unusual.length > 0,
      service: first?.service ?? service.name,
    };
  },
});

/** What backends said; changes, runbooks and past incidents are on record whether or not anything could be seen. */
const isMeasured = ({ kind }: Observation) => kind === 'signal' || kind === 'log' || kind === 'trace';

function summarise(service: string, suspects: readonly Suspect[], unusual: number): string {
  const [first, second] = suspects;
  if (!first) return `Nobody around ${service} is suspected; ${count(unusual, 'observation')} are unusual.`;
  const trust = `${formatValue(first.confidence, 'ratio')} confidence`;
  if (unusual === 0) {
    return `Nothing measured around ${service} is unusual; the only hint is at ${first.service} (${trust}): ${first.reasons[0] ?? 'no reason'}.`;
  }
  const next = second ? `; next is ${second.service} (${formatValue(second.confidence, 'ratio')})` : '';
  return `Trouble at ${service} most likely began in ${first.service} (${trust}): ${first.reasons.slice(0, 2).join('; ')}${next}.`;
}

function presentSuspect({ service, confidence, onset, reasons }: Suspect) {
  return {
    service,
    confidence: digits(confidence),
    since: formatUnix(onset),
    reasons: reasons.slice(0, MAX_REASONS).map((reason) => cut(reason, 200)),
  };
}

function presentObservation({ kind, service, statement, query }: Observation) {
  return {
    kind,
    service,
    what: cut(statement, MAX_STATEMENT_CHARS),
    ...(query === null ? {} : { query: clip(query, 160) }),
  };
}

function presentRunbook({ runbookId, service, score, reason, applicableSteps }: Look['runbooks'][number]) {
  return { id: runbookId, for: service, score: digits(score), why: cut(reason, 160), applicableSteps };
}
