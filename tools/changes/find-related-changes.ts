/** Answers "which change may have caused this?" by lag, distance in the call graph and kind. It proves nothing. */
import { z } from 'zod';
import {
  correlateChanges,
  LIKELY_SCORE,
  type CorrelatedChange,
} from '../../src/analysis/correlate-changes.js';
import { toleranceOf } from '../../src/analysis/judge-signal.js';
import type { Change } from '../../src/incidents/change.js';
import { boundedText } from '../kit/bounded-text.js';
import { clip, count, digits, formatMoment, formatRange, nameOfChange } from '../kit/format.js';
import { lookUp, refuse } from '../kit/known-services.js';
import { judgementOf } from '../kit/measure-signals.js';
import { parseMoment } from '../kit/moment.js';
import { defineTool } from '../tool.js';

const MAX_SHOWN = 8; // below the first few, scores are noise
const MAX_READ = 200; // a busy day's deploys of a hundred services
const DEFAULT_HOURS = 24; // a leak may take a day to show
const MAX_HOURS = 7 * 24;
/** After the onset, so that a change shortly after it is seen to be too late. */
const AFTER_SECONDS = 900;

export const findRelatedChanges = defineTool({
  name: 'find_related_changes',
  description: [
    'Score changes by how well each explains that a service began to misbehave at a time: lag, distance in the call graph, kind.',
    'Use this when you look for the likeliest trigger.',
    `Default: the incident's service and onset, ${DEFAULT_HOURS} hours back.`,
    'Example: {"service":"checkout","onset":"03:12:04"}',
    'It does not prove a cause.',
  ].join('\n'),
  requires: [],
  evidence: { kind: 'change', source: 'changes' },
  input: z.strictObject({
    service: boundedText(200).optional().describe('As in the catalogue'),
    onset: boundedText(40).optional().describe('When it began, UTC'),
    hours: z.number().min(1).max(MAX_HOURS).optional().describe('To look back'),
  }),
  async run({ service: asked, onset: when, hours = DEFAULT_HOURS }, context) {
    const { catalog, incident, now } = context;
    const name = asked ?? incident.service;
    if (name === null) return refuse('The incident names no service; say which service misbehaves.');
    const service = lookUp(name, catalog);
    if ('status' in service) return service;
    const onset = when === undefined ? incident.startedAt : parseMoment(when, now);
    if (!onset || onset > now) {
      return refuse(
        `onset must be a time that has been, such as ${formatMoment(incident.startedAt)}; now it is ${formatMoment(now)}.`,
      );
    }
    const { asked: usual, windowSeconds } = judgementOf(context, context.range);
    const range = {
      start: new Date(onset.getTime() - hours * 3_600_000),
      end: new Date(Math.min(now.getTime(), onset.getTime() + AFTER_SECONDS * 1000)),
    };

    const changes = await context.changes.list({ services: [], range, limit: MAX_READ + 1 });

    const searched = `changes that may explain ${service.name} since ${formatMoment(onset)}, of all services from ${formatRange(range)}`;
    if (changes.length === 0) return { status: 'no_data', searched };
    const ranked = correlateChanges({
      changes: changes.slice(0, MAX_READ),
      onsets: [{ service: service.name, onset: onset.getTime() / 1000 }],
      edges: catalog
        .list()
        .flatMap(({ name: caller, dependsOn }) => dependsOn.map((callee) => ({ caller, callee }))),
      toleranceSeconds: toleranceOf({ stepSeconds: usual.stepSeconds, windowSeconds }),
    });
    const likely = ranked.filter(({ score }) => score >= LIKELY_SCORE);
    const [best] = likely;
    return {
      status: 'ok',
      query: searched,
      range,
      summary: best
        ? `${likely.length} of ${count(ranked.length, 'change')} may explain ${service.name}; best (score ${digits(best.score)}): ${nameOf(best.change)}, ${best.reason}: ${clip(best.change.summary, 100)}.`
        : `None of ${count(ranked.length, 'change')} explains why ${service.name} misbehaves since ${formatMoment(onset)}.`,
      data: ranked.slice(0, MAX_SHOWN).map(present),
      hasMore: ranked.length > MAX_SHOWN || changes.length > MAX_READ,
      isUnusual: best !== undefined,
      service: service.name,
    };
  },
});

function present({ change, score, lagSeconds, reason }: CorrelatedChange<Change>) {
  return {
    score: digits(score),
    change: nameOf(change),
    service: change.service,
    at: formatMoment(change.at),
    lagSeconds: lagSeconds === null ? null : Math.round(lagSeconds),
    why: reason,
    summary: clip(change.summary, 160),
    ...(change.author === null ? {} : { author: clip(change.author, 80) }),
  };
}

function nameOf(change: Change): string {
  const { service } = change;
  const what = nameOfChange(change);
  return service === null ? what : `${what} on ${clip(service, 80)}`;
}
